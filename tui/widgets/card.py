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
from tui.widgets.entry import EntryView, Lines
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
    """Drawn once the answer is there. "The document does not say" has a card of its own look.

    Three widgets and no more where one sentence is quoted: a layout looks at each that is on the screen.
    """

    def __init__(self) -> None:
        super().__init__(classes="card")
        self.display = False
        self._answer: Answer | None = None
        self._passages: list[Passage] = []
        self._head, self._foot = Still(), Lines("foot")

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._foot

    def show(self, answer: Answer, seconds: float | None) -> None:
        """Shows `answer`; `seconds` is how long it took, once that is known."""
        self.display = True
        self.set_class(answer.answer is None, "-silent")
        self._head.put(Content("\n").join(filter(None, (_words(answer), _sureness(answer)))))
        if answer is not self._answer:
            self._answer = answer
            self._quote(list(_passages(answer)))
        asides = [f"read as: {safe.line(answer.asked)}"] if answer.asked else []
        asides += [safe.line(note) for note in answer.notes]
        below = [self._place(answer, seconds), Content.styled("\n".join(asides), drawing.QUIET)]
        self._foot.show(Content("\n").join(filter(None, below)))

    def _quote(self, found: list[_Quoted]) -> None:
        for passage, (quoted, place) in zip(self._passages, found, strict=False):  # widgets cost more than their words
            passage.show(quoted, place=place)
        for passage in self._passages[len(found) :]:
            passage.remove()
        more = [Passage(quoted, place=place) for quoted, place in found[len(self._passages) :]]
        self._passages = [*self._passages[: len(found)], *more]
        self.mount(*more, before=self._foot)

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


def _words(answer: Answer) -> Content:
    if answer.answer is None:
        words = "The document may tell:" if answer.kind == "yes_no" else "The document does not say."
        return Content.styled(words, "bold")
    original = f"  ({safe.line(answer.original)})" if answer.original else ""
    return Content.assemble((safe.line(answer.answer), f"bold {drawing.ACCENT}"), (original, f"bold {drawing.QUIET}"))


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


class Others(Lines):
    """The other candidates: a line, below which they unfold; each goes to its place."""

    def __init__(self) -> None:
        super().__init__("others")
        self._shown: tuple[Candidate, ...] = ()
        self._passages: list[Passage] = []

    def tell(self, answer: Answer | None, *, expanded: bool = False) -> None:
        """Tells how many say something else than `answer`, and with `expanded` what."""
        candidates = answer.candidates if answer is not None else ()
        others = tuple(candidate for candidate in candidates if answer and candidate.answer != answer.answer)
        sign, noun = "▾" if expanded else "▸", "candidate" if len(others) == 1 else "candidates"
        fold = f"{sign} {len(others)} other {noun}  {hint(self, 'more')}" if others else ""
        self.show(Content.styled(fold, drawing.QUIET))
        self._unfold(others if expanded else ())

    def _unfold(self, wanted: tuple[Candidate, ...]) -> None:
        if self._shown == wanted:
            return
        for passage in self._passages:
            passage.remove()
        self._shown = wanted
        self._passages = [Passage(candidate, _head(candidate), place=False) for candidate in wanted]
        for passage in self._passages:
            passage.add_class("other")
        if self._passages:
            self.query_ancestor(EntryView).mount(*self._passages, after=self)

    async def on_click(self) -> None:
        await self.run_action("screen.more")


def _head(candidate: Candidate) -> Content:
    place = drawing.place(candidate.document, candidate.page)
    bar = Content.assemble(drawing.bar(candidate.confidence, 8), f" {drawing.percent(candidate.confidence):>4}  ")
    return Content.assemble(bar, (safe.line(candidate.answer), "bold"), (f"  {place}", drawing.QUIET))
