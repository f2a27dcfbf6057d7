"""Conversations as files that other programs read: Markdown, HTML and JSON. Nothing is ever overwritten."""

from tui.sessions.export.files import FORMATS, render, write

__all__ = ["FORMATS", "render", "write"]
