"""The parts of a screen, a small file each."""
