"""Whole screens: the chat and what opens over it."""
