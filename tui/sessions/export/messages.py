"""An entry as it reads on paper: what was said, what came of it, and where that stands."""

from __future__ import annotations

from dataclasses import dataclass

from tui import safe
from tui.transcript import Closing, Entry, NoDocument, Opening, Question, Rendering, State, Work
from tui.widgets import drawing


@dataclass(frozen=True, kw_only=True)
class Message:
    """`span` is the part of `evidence` that answers; `remark` is what the app says about it. Empty where there is none.

    All text is as it came in: each format escapes it in its own way.
    """

    said: str = ""
    reply: str = ""
    evidence: str = ""
    span: tuple[int, int] = (0, 0)
    remark: str = ""


def message(entry: Entry) -> Message | None:
    """The message of an entry; None for one that has nothing to say on paper."""
    if isinstance(entry, Question):
        return _question(entry)
    if isinstance(entry, Rendering):
        remark = _remarks(f"translated, {entry.pair}", _state(entry))
        return Message(said=entry.text, reply=entry.output, remark=remark)
    if isinstance(entry, NoDocument):
        return Message(said=entry.typed, remark="no document was open")
    if isinstance(entry, Opening):
        name = entry.opened.document if entry.opened else entry.path.name
        return Message(remark=_remarks(f"opened {name}", _state(entry)))
    if isinstance(entry, Closing):
        return Message(remark=_remarks(f"closed {entry.name}", _state(entry)))
    return None


def _question(entry: Question) -> Message:
    answer = entry.answer
    if answer is None:
        return Message(said=entry.question, remark=_state(entry))
    place = drawing.place(answer.document, answer.page)
    span = (0, 0)
    if answer.answer is not None and None not in (answer.start, answer.end, answer.evidence_start):
        assert answer.start is not None and answer.end is not None and answer.evidence_start is not None
        span = (answer.start - answer.evidence_start, answer.end - answer.evidence_start)
    sure = drawing.percent(answer.confidence) if answer.answer is not None else "nearest sentence"
    return Message(
        said=entry.question,
        reply=answer.answer or "The document does not say.",
        evidence=answer.evidence or "",
        span=span,
        remark=_remarks(place, sure if answer.evidence else "", _state(entry)),
    )


def _state(entry: Work) -> str:
    if entry.failure is not None:
        return f"failed: {entry.failure}"
    return "stopped" if entry.state is State.STOPPED else "" if entry.state.over else "not finished"


def _remarks(*parts: str) -> str:
    return " · ".join(safe.line(part) for part in parts if part)
