"""Thin click programs, one a job: options become dataclasses, dataclasses go to a library function."""
