"""Entries of the transcript as rows, and back. What is not listed in `KINDS` is not kept: notes of the app itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tui import safe
from tui.failures import Failure
from tui.languages import Pair
from tui.sessions.event_data import from_data, to_data
from tui.sessions.rows import EntryRow, EventRow, TitleFrom
from tui.transcript import Closing, Entry, NoDocument, Opening, Question, Rendering, State, Work

_TITLE_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How entries of a class are kept. `data` is what makes one anew; `text` is what was sent and what came of it."""

    name: str
    cls: type[Entry]
    data: Callable[[Any], dict[str, Any]]
    make: Callable[[dict[str, Any]], Entry]
    text: Callable[[Any], tuple[str, ...]]
    title: TitleFrom = TitleFrom.NOTHING


KINDS = (
    Kind(
        name="question",
        cls=Question,
        data=lambda entry: {"question": entry.question},
        make=lambda data: Question(question=data["question"]),
        text=lambda entry: (entry.question, *_answer_text(entry)),
        title=TitleFrom.MESSAGE,
    ),
    Kind(
        name="translation",
        cls=Rendering,
        data=lambda entry: {"text": entry.text, "source": entry.pair.source, "target": entry.pair.target},
        make=lambda data: Rendering(text=data["text"], pair=Pair(source=data["source"], target=data["target"])),
        text=lambda entry: (entry.text, entry.output),
        title=TitleFrom.MESSAGE,
    ),
    Kind(
        name="unasked",
        cls=NoDocument,
        data=lambda entry: {},
        make=lambda data: NoDocument(),
        text=lambda entry: (entry.typed,),
        title=TitleFrom.MESSAGE,
    ),
    Kind(
        name="opening",
        cls=Opening,
        data=lambda entry: {"path": str(entry.path)},
        make=lambda data: Opening(path=Path(data["path"])),
        text=lambda entry: (entry.path.name,),
        title=TitleFrom.DOCUMENT,
    ),
    Kind(
        name="closing",
        cls=Closing,
        data=lambda entry: {"name": entry.name},
        make=lambda data: Closing(name=data["name"]),
        text=lambda entry: (entry.name,),
    ),
)
_BY_CLASS = {kind.cls: kind for kind in KINDS}
_BY_NAME = {kind.name: kind for kind in KINDS}


def keeps(entry: Entry) -> bool:
    """Whether entries of this kind are kept at all."""
    return type(entry) in _BY_CLASS


def title(entry: Entry) -> tuple[str, TitleFrom]:
    """What a session that begins with this entry may be called: the first line of what was sent."""
    kind = _BY_CLASS[type(entry)]
    if kind.title is TitleFrom.NOTHING:
        return "", kind.title
    sent = next((line for line in kind.text(entry)[0].splitlines() if line.strip()), "")
    words = " ".join(safe.line(sent).split())
    if len(words) > _TITLE_LENGTH:
        cut = words[:_TITLE_LENGTH]
        words = (cut.rpartition(" ")[0] if " " in cut[_TITLE_LENGTH // 2 :] else cut) + " …"
    return words, kind.title if words else TitleFrom.NOTHING


def to_row(entry: Entry, *, id: int | None = None, events_from: int = 0) -> EntryRow:
    """The entry as it stands now, with those of its events that come after the first `events_from`."""
    kind = _BY_CLASS[type(entry)]
    result: dict[str, Any] = {}
    events: tuple[EventRow, ...] = ()
    if isinstance(entry, Work):
        result = {"seconds": entry.seconds, "failure": asdict(entry.failure) if entry.failure else None}
        events = tuple(
            EventRow(ordinal=i, kind=type(event).__name__, data=to_data(event))
            for i, event in enumerate(entry.events[events_from:], events_from)
        )
    if isinstance(entry, Rendering):
        result["output"] = entry.output
    return EntryRow(
        id=id,
        kind=kind.name,
        state=entry.state,
        data={"typed": entry.typed} | kind.data(entry),
        result=result,
        text="\n".join(kind.text(entry)),
        events=events,
    )


def from_row(row: EntryRow) -> Entry | None:
    """The entry that was kept; None where a newer version of the program kept a kind unknown to this one.

    What was waiting or being worked at when it was kept has been cut short: it comes back as stopped.
    """
    if (kind := _BY_NAME.get(row.kind)) is None:
        return None
    entry = kind.make(row.data)
    entry.typed = row.data["typed"]
    state = State(row.state)
    entry.state = state if state.over else State.STOPPED
    if isinstance(entry, Work):
        for event in row.events:
            if (known := from_data(event.kind, event.data)) is not None:
                entry.take(known)
        entry.seconds = row.result.get("seconds")
        failure = row.result.get("failure")
        entry.failure = Failure(**failure) if failure else None
    if isinstance(entry, Rendering):
        entry.output = row.result.get("output", "")
    return entry


def _answer_text(entry: Question) -> tuple[str, ...]:
    answer = entry.answer
    return (answer.answer or "", answer.evidence or "") if answer else ()
