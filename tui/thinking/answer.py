"""An answer as the reader came to it: hop by hop through the sentences it remembers."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui import safe
from tui.document.source import ShowSource, Source
from tui.thinking.hops import NOT_SAID, Memory, Slot, memory_of
from tui.thinking.slots import SlotTable
from tui.thinking.thought import Thought
from tui.transcript import Question
from tui.widgets import drawing


class AnswerThought(Thought):
    """Left and right go from hop to hop, up and down through the sentences, Enter to the sentence in its document."""

    entry: Question

    def __init__(self, entry: Question) -> None:
        super().__init__(entry)
        self._memory = Memory(rows=(), hops=())
        self._row, self._hop = 0, -1  # -1: the last one, as they come

    def compose(self) -> ComposeResult:
        yield Static("", classes="asked", markup=False)
        yield SlotTable()
        yield Static("", classes="lit", markup=False)
        yield Static("", classes="outcome", markup=False)

    keys = (
        ("←→", "hops", "turn(1)"),
        ("↑↓", "sentences", ""),
        ("Enter", "in the document", "follow"),
        ("s", "save a picture", "screen.picture"),
        ("Esc", "back", "screen.leave"),
    )

    @property
    def headline(self) -> str:
        hops = len(self._memory.hops)
        return f"memory, hop {self._number + 1} of {hops}" if hops else "memory"

    @property
    def _number(self) -> int:
        last = len(self._memory.hops) - 1
        return last if self._hop < 0 else min(self._hop, last)

    def sync(self) -> None:
        self._memory = memory_of(self.entry.whole().hops)
        self._show()

    def move(self, rows: int, columns: int) -> None:
        if self._memory.rows:
            self._row = min(max(self._row + rows, 0), len(self._memory.rows) - 1)
            self._hop = min(max(self._number + columns, 0), len(self._memory.hops) - 1)
            self._show()

    def turn(self, by: int) -> None:
        if self._memory.hops:
            self._hop = (self._number + by) % len(self._memory.hops)
            self._show()

    def follow(self) -> None:
        slot = self._slot
        if slot is not None and slot.sentence >= 0:
            self.post_message(ShowSource(Source(document=slot.document, number=slot.sentence)))

    @on(SlotTable.Pointed)
    def _pointed(self, message: SlotTable.Pointed) -> None:
        message.stop()
        self._row, self._hop = message.row, message.hop
        self._show()
        if message.twice:
            self.follow()

    @property
    def _slot(self) -> Slot | None:
        return self._memory.rows[self._row] if self._row < len(self._memory.rows) else None

    def _show(self) -> None:
        self.query_one(".asked", Static).update(Content.styled(safe.line(self.entry.question), "bold"))
        self.query_one(SlotTable).show(self._memory, self._row, self._number)
        self.query_one(".lit", Static).update(self._lit())
        self.query_one(".outcome", Static).update(self._outcome())
        self.post_message(self.Changed())

    def _lit(self) -> Content:
        """The sentence pointed at, in full."""
        slot = self._slot
        if slot is None:
            return Content.styled("Its memory shows here once it reads.", drawing.QUIET)
        weight = slot.weights[self._number]
        share = (
            f"{drawing.percent(weight)} at hop {self._number + 1}" if weight is not None else "not among the heaviest"
        )
        if slot.sentence < 0:
            said = f"The empty slot, {share}: what weighs here speaks for “{NOT_SAID}”."
            return Content.styled(said, drawing.QUIET)
        answer, span = self.entry.answer, None
        if answer is not None and answer.answer and answer.evidence == slot.text and answer.start is not None:
            begin = answer.evidence_start or 0
            span = (answer.start - begin, (answer.end or answer.start) - begin)
        return Content.assemble(drawing.quote(slot.text, span), (f"\n{slot.place} · {share}", drawing.QUIET))

    def _outcome(self) -> Content:
        answer = self.entry.answer
        if answer is None:
            return Content()
        if answer.answer is None:
            return Content.styled("The document does not say.", "bold")
        found = Content.styled(safe.line(answer.answer), f"bold {drawing.ACCENT}")
        sure = Content.assemble("   ", drawing.bar(answer.confidence, 12), f"  {drawing.percent(answer.confidence)}")
        return Content.assemble(("So it answers  ", drawing.QUIET), found, sure)
