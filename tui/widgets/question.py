"""A question and what came of it."""

from __future__ import annotations

from textual.app import ComposeResult

from tui.transcript import Entry, Question
from tui.widgets.card import AnswerCard, Others
from tui.widgets.entry import EntryView, Said, WorkState


class QuestionView(EntryView):
    entry: Question

    def compose(self) -> ComposeResult:
        yield Said(self.entry.question)
        yield AnswerCard()
        yield Others()
        yield WorkState("work")

    def sync(self) -> None:
        entry = self.entry
        self.query_one(Said).say(entry.question)
        self.query_one(WorkState).show_work(entry)
        card = self.query_one(AnswerCard)
        if entry.answer is not None:
            card.show(entry.answer, entry.seconds)
        else:
            card.display = False
        self.query_one(Others).tell(entry.answer, expanded=entry.expanded)

    def serves(self, entry: Entry) -> bool:
        return isinstance(entry, Question)
