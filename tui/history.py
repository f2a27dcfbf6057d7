"""What the user sent, kept before any model starts, so that nothing typed is ever lost."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from pathlib import Path
from typing import Protocol


class History(Protocol):
    """Remembers what was sent."""

    def entries(self) -> list[str]:
        """What was sent, oldest first."""

    def append(self, text: str) -> None:
        """Keeps `text`. Raises OSError where it cannot be written."""


class JsonLinesHistory:
    """A file of JSON lines, appended to; several apps may write to it at once."""

    def __init__(self, path: Path, *, limit: int = 1000) -> None:
        self._path, self._limit = path, limit

    def entries(self) -> list[str]:
        found: deque[str] = deque(maxlen=self._limit)
        try:
            with self._path.open(encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    try:
                        text = json.loads(line)["text"]
                    except (ValueError, KeyError, TypeError):
                        continue  # a line that a crash or a full disk cut short
                    if isinstance(text, str):
                        found.append(text)
        except OSError:
            return []
        return list(found)

    def append(self, text: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        record = json.dumps({"time": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "text": text}) + "\n"
        # What people ask of their documents is private: the file is theirs alone, from its first byte on.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, record.encode())
        finally:
            os.close(descriptor)


class Recall:
    """Walks back and forth through what was sent, keeping the unsent draft at the near end."""

    def __init__(self, entries: list[str]) -> None:
        self._entries = entries
        self._position = len(entries)
        self._draft = ""

    def entries(self) -> list[str]:
        """All that was sent, oldest first."""
        return list(self._entries)

    def add(self, text: str) -> None:
        """A message was sent: it becomes the newest entry, and the walk starts over."""
        if not self._entries or self._entries[-1] != text:
            self._entries.append(text)
        self._position, self._draft = len(self._entries), ""

    def unsent(self, current: str) -> str:
        """What would be lost if `current` were: the draft, while one only looks at what was sent before."""
        looking = self._position < len(self._entries) and current == self._entries[self._position]
        return self._draft if looking and self._draft else current

    def older(self, current: str) -> str | None:
        """The entry before, or None at the far end. `current` is kept where it is the draft."""
        if self._position == 0:
            return None
        if self._position == len(self._entries):
            self._draft = current
        self._position -= 1
        return self._entries[self._position]

    def newer(self) -> str | None:
        """The entry after, then the draft, then None."""
        if self._position == len(self._entries):
            return None
        self._position += 1
        return self._draft if self._position == len(self._entries) else self._entries[self._position]
