"""What there is to say about an entry, as plain lines that make sense when they are read aloud one after another."""

from __future__ import annotations

from collections.abc import Iterator

from neural.events import Answer, Candidate
from tui import safe
from tui.transcript import Closing, Entry, NoDocument, Note, Opening, Question, Rendering, State, Work
from tui.widgets import drawing

_HEAVIEST = 3  # sentences of a hop that are named
_QUARTER = 25  # per cent of progress between two lines about it


class Teller:
    """Says of each entry what has not been said yet."""

    def __init__(self, *, progress: bool) -> None:
        """`progress`: also how far slow work has come."""
        self._progress = progress
        self._written: dict[int, int] = {}  # how many characters of a translation have been said
        self._states: dict[int, State] = {}
        self._last = ""
        self.failed = False

    def news(self, entry: Entry) -> Iterator[str]:
        """The lines that `entry` adds to what was said of it before."""
        if isinstance(entry, Note):
            yield from _note(entry)
        elif isinstance(entry, NoDocument):
            yield "No document is open yet. /open PATH opens one, /open sample opens a text of two pages."
        elif isinstance(entry, Work):
            yield from self._work(entry)

    def _work(self, work: Work) -> Iterator[str]:
        if isinstance(work, Rendering):
            yield from self._rendering(work)
        if self._states.get(work.number) is work.state:
            if not work.state.over:
                yield from self._how_far(work)
            elif isinstance(work, Question) and work.answer is not None:  # changed after its end: unfolded, or folded
                yield from _others(work.answer) if work.expanded else ["Other candidates hidden."]
            return
        self._states[work.number] = work.state
        if work.state is State.DONE:
            yield from _done(work)
        elif work.state is State.STOPPING:
            yield "Stopping."
        elif work.state is State.STOPPED:
            yield "Stopped. What came before that is kept."
        elif work.state is State.FAILED and work.failure is not None:
            self.failed = True
            yield f"Failed. {work.failure}"

    def _rendering(self, work: Rendering) -> Iterator[str]:
        """The lines that are complete by now; the last one once no more can come."""
        begin = self._written.get(work.number, 0)
        end = len(work.output) if work.state.over else work.output.rfind("\n", begin)
        if end > begin:
            self._written[work.number] = end + 1
            yield from safe.text(work.output[begin:end]).split("\n")

    def _how_far(self, work: Work) -> Iterator[str]:
        event = work.progress
        if event is None or not self._progress:
            return
        line = safe.line(event.task)
        if event.total:
            line += f", {event.done * 100 // event.total // _QUARTER * _QUARTER} per cent"
        if line != self._last:
            self._last = line
            yield line


def _done(work: Work) -> Iterator[str]:
    if isinstance(work, Opening) and work.opened is not None:
        found = work.opened
        pages = f"{found.pages} page{'s' * (found.pages != 1)}, " if found.pages else ""
        yield f"Opened {safe.line(found.document)}: {pages}{found.words:,} words, {found.sentences:,} sentences."
    elif isinstance(work, Closing):
        yield f"Closed {safe.line(work.name)}."
    elif isinstance(work, Question) and work.answer is not None:
        yield from _answer(work.answer)


def _answer(answer: Answer) -> Iterator[str]:
    if answer.asked is not None and answer.asked != answer.question:
        yield f"Asked: {safe.line(answer.asked)}"
    if answer.answer is None:
        yield "The document does not say."
        nearest = answer.nearest[:1]
        for found in nearest:
            yield f"Nearest sentence, {_place(found.document, found.page)}: {safe.line(found.evidence)}"
        if not nearest and answer.evidence:
            yield f"Nearest sentence, {_place(answer.document, answer.page)}: {safe.line(answer.evidence)}"
    else:
        yield safe.line(answer.answer)
        if answer.original is not None:
            yield f"In the document: {safe.line(answer.original)}"
        yield f"{drawing.percent(answer.confidence)} sure, {_place(answer.document, answer.page)}."
        yield f"Sentence: {safe.line(answer.evidence or '')}"
        others = sum(candidate.answer != answer.answer for candidate in answer.candidates)
        if others:
            yield f"{others} other candidate{'s' * (others != 1)}: /more"
    yield from (safe.line(note) for note in answer.notes)


def _others(answer: Answer) -> Iterator[str]:
    for candidate in answer.candidates:
        if candidate.answer != answer.answer:
            yield from _candidate(candidate)


def _candidate(found: Candidate) -> Iterator[str]:
    sure = f"{drawing.percent(found.confidence)} sure, {_place(found.document, found.page)}."
    yield f"Or: {safe.line(found.answer)}, {sure}"
    yield f"Sentence: {safe.line(found.evidence)}"


def thoughts(entry: Entry) -> Iterator[str]:
    """How the model came to it: where each word was looked for, or which sentences the memory went through."""
    if isinstance(entry, Rendering):
        for event in entry.attention:
            weight, source = max(zip(event.weights, event.source_tokens, strict=True), default=(0.0, ""))
            yield f"  {_word(event.target_token)} from {_word(source)}, {drawing.percent(weight)}"
    elif isinstance(entry, Question):
        for hop in entry.answer.hops if entry.answer else entry.hops:
            yield f"Hop {hop.hop + 1}:"
            for weight, text in list(zip(hop.weights, hop.texts, strict=True))[:_HEAVIEST]:
                yield f"  {drawing.percent(weight)}: {safe.line(text) or 'the document does not say'}"


def _word(token: str) -> str:
    return safe.line(token).strip("▁ ") or "a space"


def _note(note: Note) -> Iterator[str]:
    yield safe.line(note.title) + (":" if note.rows else ".")
    for label, text in note.rows:
        yield f"  {safe.line(label)}: {safe.line(text)}"


def _place(document: str | None, page: int | None) -> str:
    return ", ".join(([safe.line(document)] if document else []) + ([f"page {page}"] if page is not None else []))
