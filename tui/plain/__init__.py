"""The assistant line by line, for screen readers and pipes: the same controller and commands, and no cursor tricks."""
