"""Work for the brain, as data: made on the screen's thread, carried out on the worker's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from neural.errors import DragomanError
from neural.events import Answer, Done, Event
from tui import safe
from tui.brain import Brain
from tui.loading import uncollected


class Job(Protocol):
    """One piece of work that ends with a `Done`."""

    @property
    def doing(self) -> str:
        """What the work is, for the message where it fails."""

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        """Carries the work out."""


@dataclass(frozen=True)
class Warm:
    """Loads the models before they are needed, of the translators that of the pair in use. Nobody waits for it, so
    nobody is told."""

    source: str | None
    target: str
    doing: str = "loading the models"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        with uncollected():
            brain.warm(self.source, self.target)
        yield Done(stopped=False, seconds=0.0)


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
        if self.name in (document.name for document in brain.documents):  # else it was never opened again
            brain.close(self.name)
        yield Done(stopped=False, seconds=0.0)


@dataclass(frozen=True)
class CloseAll:
    """The session with these documents was left; those that the next one has too stay open."""

    keep: frozenset[str] = frozenset()

    @property
    def doing(self) -> str:
        return "closing documents"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        for document in [document for document in brain.documents if document.path not in self.keep]:
            brain.close(document.name)
        yield Done(stopped=False, seconds=0.0)


@dataclass(frozen=True)
class Ask:
    """`reopen`: the paths of documents of a resumed session, opened first unless they are open.

    `before`: the answers of the conversation so far, by which a follow-up is understood. Its own answer joins them
    here, in the worker, as the next question may be waiting already.
    """

    question: str
    reopen: tuple[str, ...] = ()
    before: list[Answer] = field(default_factory=list)

    @property
    def doing(self) -> str:
        return "answering the question"

    def stream(self, brain: Brain, stop: threading.Event) -> Iterator[Event]:
        for path in self.reopen:
            if path not in (document.path for document in brain.documents):
                for event in brain.open(Path(path), stop=stop):
                    if not isinstance(event, Done):
                        yield event
                    elif event.stopped:
                        yield event
                        return
        if not brain.documents:  # the document it was asked of did not open, or was closed in the meantime
            raise DragomanError(
                "No document is open", "the question has nothing to look in", "open one with /open PATH"
            )
        for event in brain.ask(self.question, top=4, context=tuple(self.before), stop=stop):
            if isinstance(event, Answer):
                self.before.append(replace(event, hops=()))
            yield event


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
