"""A question and its answer: the words, how sure they are, and the sentence they stand in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from neural.events import Answer, Candidate
from tui import safe
from tui.keys import hint
from tui.transcript import Question
from tui.widgets import drawing
from tui.widgets.entry import EntryView, Lines, Said, WorkState


class QuestionView(EntryView):
    entry: Question

    def compose(self) -> ComposeResult:
        yield Said(self.entry.question)
        with Vertical(classes="reply"):
            yield Lines("answer")
            yield Lines("confidence")
            yield Lines("evidence")
            yield Lines("evidence -place")
            yield Others("others")
            yield WorkState("work")

    def sync(self) -> None:
        entry = self.entry
        self.query_one(WorkState).show_work(entry)
        if entry.answer is not None:
            self._show(entry.answer)

    def _show(self, answer: Answer) -> None:
        found = answer.answer is not None
        self.set_class(not found, "-silent")
        span = None
        if answer.answer is not None:
            self._lines("answer").show(safe.line(answer.answer))
            self._lines("confidence").show(drawing.confidence(answer.confidence))
            if answer.start is not None and answer.end is not None and answer.evidence_start is not None:
                span = (answer.start - answer.evidence_start, answer.end - answer.evidence_start)
        else:
            self._lines("answer").show("The document does not say.")
            nearest = "The nearest it comes to the question:" if answer.evidence else "Try other words for it."
            self._lines("confidence").show(Content.styled(nearest, drawing.QUIET))
        if answer.evidence:
            self._lines("evidence").show(drawing.quote(answer.evidence, span))
        details = [drawing.place(answer.document, answer.page), drawing.seconds(self.entry.seconds)]
        self.query_one(".-place", Lines).show(Content.styled(" · ".join(filter(None, details)), drawing.QUIET))
        self.query_one(Others).show_others(answer, expanded=self.entry.expanded)

    def _lines(self, name: str) -> Lines:
        return self.query(f".{name}").first(Lines)


class Others(Lines):
    """The other candidates: a line that unfolds."""

    def show_others(self, answer: Answer, *, expanded: bool) -> None:
        others = [candidate for candidate in answer.candidates if candidate.answer != answer.answer]
        if not others:
            self.show("")
            return
        noun = "candidate" if len(others) == 1 else "candidates"
        sign = "▾" if expanded else "▸"
        key = hint(self, "more")
        lines = [Content.styled(f"{sign} {len(others)} other {noun}  {key}".rstrip(), drawing.QUIET)]
        if expanded:
            lines += [_candidate(candidate) for candidate in others]
        self.show(Content("\n").join(lines))

    async def on_click(self) -> None:
        await self.run_action("screen.more")


def _candidate(candidate: Candidate) -> Content:
    span = (candidate.start - candidate.evidence_start, candidate.end - candidate.evidence_start)
    place = drawing.place(candidate.document, candidate.page)
    head = Content.assemble(drawing.bar(candidate.confidence, 8), f" {drawing.percent(candidate.confidence):>4}  ")
    answer = Content.styled(safe.line(candidate.answer), "bold")
    return Content.assemble(
        "\n", head, answer, (f"  {place}\n", drawing.QUIET), drawing.quote(candidate.evidence, span)
    )
