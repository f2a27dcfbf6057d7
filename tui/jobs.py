"""Work for the brain, as data: made on the screen's thread, carried out on the worker's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from neural.errors import DragomanError
from neural.events import Done, Event
from tui import safe
from tui.brain import Brain


class Job(Protocol):
    """One piece of work that ends with a `Done`."""

    @property
    def doing(self) -> str:
        """What the work is, for the message where it fails."""

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        """Carries the work out."""


@dataclass(frozen=True)
class Open:
    path: Path

    @property
    def doing(self) -> str:
        return f"opening {safe.line(self.path.name)}"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        return brain.open(self.path, stop=stop)


@dataclass(frozen=True)
class Close:
    name: str

    @property
    def doing(self) -> str:
        return f"closing {safe.line(self.name)}"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        brain.close(self.name)
        yield Done(stopped=False, seconds=0.0)


@dataclass(frozen=True)
class Ask:
    question: str

    @property
    def doing(self) -> str:
        return "answering the question"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        if not brain.documents:  # the document it was asked of did not open, or was closed in the meantime
            raise DragomanError(
                "No document is open", "the question has nothing to look in", "open one with /open PATH"
            )
        yield from brain.ask(self.question, top=4, stop=stop)


@dataclass(frozen=True)
class Translate:
    text: str
    source: str | None
    target: str

    @property
    def doing(self) -> str:
        return "translating"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        return brain.translate(self.text, source=self.source, target=self.target, stop=stop)
