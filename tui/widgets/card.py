"""An answer on a card: the words, how sure they are, the sentence they stand in and where that is."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from neural.events import Answer, Candidate, Nearest
from tui import safe
from tui.document.source import ShowSource, source_of
from tui.keys import hint
from tui.widgets import drawing
from tui.widgets.entry import Lines
from tui.widgets.measured import Measured
from tui.widgets.still import Still

_FOUND, _NEAR = 700, 150  # characters of a sentence that are shown


class Passage(Still):
    """A sentence of a document and its place; a click goes there."""

    def __init__(self, found: Answer | Candidate | Nearest, head: Content | None = None, *, place: bool = True) -> None:
        super().__init__(classes="passage")
        self.show(found, head, place=place)

    def show(self, found: Answer | Candidate | Nearest, head: Content | None = None, *, place: bool = True) -> None:
        """Shows this one from now on, after `head`, and where it is unless that is said elsewhere."""
        self._source = source_of(found)
        evidence, start = found.evidence or "", found.evidence_start or 0
        lit = self._source.span if self._source is not None else None
        limit = _NEAR if isinstance(found, Nearest) else _FOUND
        quote = drawing.quote(evidence, (lit[0] - start, lit[1] - start) if lit else None, limit=limit)
        where = (f"\n{drawing.place(found.document, found.page)}" if place else "", drawing.QUIET)
        quote = Content.assemble(head, "\n", quote) if head is not None else quote
        self.put(Content.assemble(quote, where))

    def on_click(self, event: events.Click) -> None:
        if self._source is not None and not self.screen.get_selected_text():
            event.stop()
            self.post_message(ShowSource(self._source))


class AnswerCard(Measured, Vertical):
    """Drawn once the answer is there. "The document does not say" has a card of its own look."""

    def __init__(self) -> None:
        super().__init__(classes="card")
        self.display = False
        self._answer: Answer | None = None
        self._passages: list[Passage] = []

    def compose(self) -> ComposeResult:
        yield Lines("answer")
        yield Lines("confidence")
        yield Vertical(classes="passages")
        yield Lines("place")
        yield Lines("asides")

    def show(self, answer: Answer, seconds: float | None) -> None:
        """Shows `answer`; `seconds` is how long it took, once that is known."""
        self.display = True
        self.set_class(answer.answer is None, "-silent")
        self._lines("answer").show(_words(answer))
        self._lines("confidence").show(_sureness(answer))
        if answer is not self._answer:
            self._answer = answer
            self._quote(list(_passages(answer)))
        self._lines("place").show(self._place(answer, seconds))
        asides = [f"read as: {safe.line(answer.asked)}"] if answer.asked else []
        asides += [safe.line(note) for note in answer.notes]
        self._lines("asides").show(Content.styled("\n".join(asides), drawing.QUIET))

    def _quote(self, found: list[_Quoted]) -> None:
        if len(found) == len(self._passages):  # as mostly; widgets cost more than what they show
            for passage, (quoted, place) in zip(self._passages, found, strict=True):
                passage.show(quoted, place=place)
            return
        self._passages = [Passage(quoted, place=place) for quoted, place in found]
        passages = self.query_one(".passages", Vertical)
        passages.remove_children()
        passages.mount(*self._passages)

    def _place(self, answer: Answer, seconds: float | None) -> Content:
        alone = answer.answer is not None or answer.kind == "yes_no"
        details = [drawing.place(answer.document, answer.page) if alone else "", drawing.seconds(seconds)]
        place = Content.styled(" · ".join(filter(None, details)), drawing.QUIET)
        if source_of(answer) is None:
            return place
        return Content.assemble(place, ("   ▸ ", drawing.ACCENT), ("in the document", drawing.QUIET))

    async def on_click(self, event: events.Click) -> None:
        source = source_of(self._answer) if self._answer is not None else None
        if source is not None and not self.screen.get_selected_text():
            event.stop()
            self.post_message(ShowSource(source))

    def _lines(self, name: str) -> Lines:
        return self.query_one(f".{name}", Lines)


def _words(answer: Answer) -> Content:
    if answer.answer is None:
        return Content("The document may tell:" if answer.kind == "yes_no" else "The document does not say.")
    original = f"  ({safe.line(answer.original)})" if answer.original else ""
    return Content.assemble(safe.line(answer.answer), (original, drawing.QUIET))


def _sureness(answer: Answer) -> Content:
    if answer.answer is not None:
        return drawing.confidence(answer.confidence)
    if answer.kind == "yes_no":
        return Content()
    near = len(answer.nearest) or (1 if answer.evidence else 0)
    if not near:
        return Content.styled("Try other words for it.", drawing.QUIET)
    return Content.styled("The nearest it comes to the question:", drawing.QUIET)


_Quoted = tuple[Answer | Nearest, bool]  # what is quoted, and whether its place is said with it


def _passages(answer: Answer) -> Iterator[_Quoted]:
    if answer.answer is None and answer.nearest and answer.kind != "yes_no":
        for near in answer.nearest:
            yield near, True
    elif answer.evidence:
        yield answer, answer.answer is None and answer.kind != "yes_no"


class Others(Measured, Vertical):
    """The other candidates: a line that unfolds; each goes to its place."""

    def __init__(self) -> None:
        super().__init__(classes="others")
        self.display = False
        self._shown: tuple[Candidate, ...] = ()

    def compose(self) -> ComposeResult:
        yield Lines("fold")

    def show(self, answer: Answer, *, expanded: bool) -> None:
        """Shows those that say something else than `answer`."""
        others = tuple(candidate for candidate in answer.candidates if candidate.answer != answer.answer)
        self.display = bool(others)
        sign, noun = "▾" if expanded else "▸", "candidate" if len(others) == 1 else "candidates"
        key = hint(self, "more")
        self.query_one(".fold", Lines).show(Content.styled(f"{sign} {len(others)} other {noun}  {key}", drawing.QUIET))
        if self._shown != (wanted := others if expanded else ()):
            self._shown = wanted
            self.query(Passage).remove()
            self.mount(*(Passage(candidate, _head(candidate), place=False) for candidate in wanted))

    async def on_click(self) -> None:
        await self.run_action("screen.more")


def _head(candidate: Candidate) -> Content:
    place = drawing.place(candidate.document, candidate.page)
    bar = Content.assemble(drawing.bar(candidate.confidence, 8), f" {drawing.percent(candidate.confidence):>4}  ")
    return Content.assemble(bar, (safe.line(candidate.answer), "bold"), (f"  {place}", drawing.QUIET))
