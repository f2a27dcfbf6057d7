"""The conversation as data: what was sent, what came of it and in which state it is. Knows no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Self

from neural.events import Answer, Attention, Done, Event, Hop, Opened, Progress, Token, Translation
from tui import jobs
from tui.failures import Failure
from tui.languages import Pair
from tui.messages import Outcome
from tui.sessions.rows import TitleFrom


class State(StrEnum):
    QUEUED = "queued"
    WORKING = "working"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        return self in (State.STOPPED, State.DONE, State.FAILED)


@dataclass(kw_only=True)
class Entry:
    """One entry of the transcript. `typed` is what the user sent for it ("" where it came from elsewhere)."""

    typed: str = ""
    number: int = -1
    state: State = State.DONE

    def result(self) -> str | None:
        """What `/copy` takes from it."""
        return None

    def whole(self) -> Self:
        """The entry with all that came of it. Reads the store where that is not in memory: on the screen's thread."""
        return self


@dataclass(kw_only=True)
class Note(Entry):
    """Something the app itself has to say: a title, and lines of (label, text)."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    warning: bool = False


@dataclass(kw_only=True)
class NoDocument(Entry):
    """A question that came while no document was open."""


@dataclass(kw_only=True)
class Work(Entry):
    """An entry that the worker fills."""

    state: State = State.QUEUED
    progress: Progress | None = None
    failure: Failure | None = None
    seconds: float | None = None
    events: list[Event] = field(default_factory=list)
    """All that came of it, apart from progress and the single words of a text."""
    stored: Callable[[], Entry | None] | None = field(default=None, repr=False, compare=False)
    """Reads it as it is in the store, where only that holds everything (see sessions/details.py)."""

    def job(self) -> jobs.Job:
        """The work to be done for it."""
        raise NotImplementedError

    def whole(self) -> Self:
        found = self.stored() if self.stored is not None else None
        if not isinstance(found, type(self)):
            return self
        found.number = self.number
        return found

    def take(self, event: Event) -> None:
        """Learns what came; whatever follows a progress report ends it."""
        self.progress = event if isinstance(event, Progress) else None
        if not isinstance(event, Progress | Token | Done):
            self.events.append(event)

    def finish(self, outcome: Outcome) -> None:
        """The worker is done with it."""
        self.progress, self.failure, self.seconds = None, outcome.failure, outcome.seconds
        if outcome.failure is not None:
            self.state = State.FAILED
        else:
            self.state = State.STOPPED if outcome.stopped else State.DONE


@dataclass(kw_only=True)
class Opening(Work):
    path: Path
    opened: Opened | None = None

    def job(self) -> jobs.Job:
        return jobs.Open(self.path)

    def take(self, event: Event) -> None:
        super().take(event)
        if isinstance(event, Opened):
            self.opened = event


@dataclass(kw_only=True)
class Closing(Work):
    name: str

    def job(self) -> jobs.Job:
        return jobs.Close(self.name)


@dataclass(kw_only=True)
class Question(Work):
    question: str
    reopen: tuple[str, ...] = ()
    before: list[Answer] = field(default_factory=list, repr=False)
    hops: list[Hop] = field(default_factory=list)
    answer: Answer | None = None
    expanded: bool = False

    def job(self) -> jobs.Job:
        return jobs.Ask(self.question, self.reopen, self.before)

    def take(self, event: Event) -> None:
        super().take(event)
        if isinstance(event, Hop):
            self.hops.append(event)
        elif isinstance(event, Answer):
            self.answer = event

    def result(self) -> str | None:
        if self.answer is None:
            return None
        return self.answer.answer or self.answer.evidence


@dataclass(kw_only=True)
class Rendering(Work):
    """A text being rendered into another language."""

    text: str
    pair: Pair
    output: str = ""
    translations: list[Translation] = field(default_factory=list)
    attention: list[Attention] = field(default_factory=list)

    def job(self) -> jobs.Job:
        return jobs.Translate(self.text, self.pair.source, self.pair.target)

    def take(self, event: Event) -> None:
        super().take(event)
        if isinstance(event, Token):
            self.output += event.text
        elif isinstance(event, Attention):
            self.attention.append(event)
        elif isinstance(event, Translation):
            self.translations.append(event)

    def result(self) -> str | None:
        return self.output or None


_numbers = count()


def next_number() -> int:
    """A number for an entry or a job: never the same twice, as the worker may still be at a session that was left."""
    return next(_numbers)


class Session:
    """The entries, the opened documents and the choices that hold for what is sent next."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.documents: dict[str, Opened] = {}
        self.answers: list[Answer] = []
        self.pair = Pair()
        self.translating = False
        self.title, self.title_from = "", TitleFrom.NOTHING
        self.stored: int | None = None  # its id in the store, once something of it is there
        self.dormant: set[str] = set()  # documents of a resumed session that are opened when they are needed

    def add(self, entry: Entry) -> None:
        entry.number = next_number()
        self.entries.append(entry)

    def find(self, number: int) -> Work | None:
        """The work called `number`, where the transcript still holds it."""
        return next((e for e in reversed(self.entries) if e.number == number and isinstance(e, Work)), None)

    def pending(self) -> list[Work]:
        """What is being worked at, then what waits, in order."""
        return [entry for entry in self.entries if isinstance(entry, Work) and not entry.state.over]

    def apply(self, work: Work, events: list[Event]) -> None:
        for event in events:
            work.take(event)
            if isinstance(event, Opened):
                self._opened(event)

    def finish(self, work: Work, outcome: Outcome) -> None:
        work.finish(outcome)
        if isinstance(work, Closing) and work.state is State.DONE:
            self.documents.pop(work.name, None)
            self.dormant.discard(work.name)

    def restore(self, entries: list[Entry]) -> None:
        """Takes over the entries of an earlier session. Its documents are opened when they are needed."""
        for entry in entries:
            self.add(entry)
            for event in entry.events if isinstance(entry, Work) else ():
                if isinstance(event, Opened):
                    self._opened(event)
            if isinstance(entry, Closing) and entry.state is State.DONE:
                self.documents.pop(entry.name, None)
            if isinstance(entry, Rendering):
                self.pair = entry.pair
            if isinstance(entry, Question) and entry.answer is not None:
                self.answers.append(replace(entry.answer, hops=()))
        self.dormant = set(self.documents)

    def to_reopen(self) -> tuple[str, ...]:
        """The paths of its documents that may not be open yet."""
        return tuple(opened.path for name, opened in self.documents.items() if name in self.dormant)

    def _opened(self, opened: Opened) -> None:
        for name in [name for name, known in self.documents.items() if known.path == opened.path]:
            self.dormant.discard(name)
            if name != opened.document:  # it goes by another name since one that shared it was opened or closed
                del self.documents[name]
        self.documents[opened.document] = opened

    def can_ask(self) -> bool:
        """A document is open, or will be once it is this question's turn."""
        return bool(self.documents) or any(isinstance(work, Opening) for work in self.pending())

    def last_result(self) -> str | None:
        return next((found for entry in reversed(self.entries) if (found := entry.result())), None)
