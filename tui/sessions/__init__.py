"""Conversations on disk: one SQLite file that several running apps share. Knows no widgets and no models."""
