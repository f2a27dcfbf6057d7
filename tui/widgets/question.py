"""A question and what came of it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.transcript import Entry, Question
from tui.widgets.card import AnswerCard, Others
from tui.widgets.entry import EntryView, Said, WorkState


class QuestionView(EntryView):
    entry: Question

    def compose(self) -> ComposeResult:
        yield Said(self.entry.question)
        with Vertical(classes="reply"):
            yield AnswerCard()
            yield Others()
            yield WorkState("work")

    def sync(self) -> None:
        entry = self.entry
        self.query_one(Said).say(entry.question)
        self.query_one(WorkState).show_work(entry)
        if entry.answer is not None:
            self.query_one(AnswerCard).show(entry.answer, entry.seconds)
            self.query_one(Others).show(entry.answer, expanded=entry.expanded)
        else:
            self.query_one(AnswerCard).display = self.query_one(Others).display = False

    def serves(self, entry: Entry) -> bool:
        return isinstance(entry, Question)
