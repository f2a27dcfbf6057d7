"""The commands of `dragoman`, a file each; every one is imported only when it is called."""
