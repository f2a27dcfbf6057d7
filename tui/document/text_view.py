"""The text of a document on the screen. Only the rows that can be seen are drawn, so that a million words scroll."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.worker import get_current_worker

from tui import safe
from tui.document.layout import Layout, lay_out
from tui.document.reading import Mark, Match, Reading

MEASURE = 84  # cells; longer lines are hard to read
_GUTTER = 2
_AT_ONCE = 200_000  # characters that are laid out before the next frame; what is longer is left to a thread


class TextView(ScrollView, can_focus=True):
    """Shows a `Reading`: its text, the lit span with its sentence, what a search found."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text--rule", "text--heading", "text--sentence", "text--gutter", "text--span", "text--match", "text--current",
    }  # fmt: skip

    class Moved(Message):
        """Another part of the text is in view, or the same one laid out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.reading: Reading | None = None
        self.layout_: Layout | None = None
        self._matches: Sequence[Match] = ()
        self._current: Match | None = None
        self._goal: int | None = None  # the offset to scroll to once the text is laid out

    def show(self, reading: Reading | None, offset: int = 0) -> None:
        """Shows another document from `offset` on, or the same one with another span lit."""
        same = self.reading is not None and reading is not None and reading.document is self.reading.document
        self.reading, self._goal = reading, offset
        if same and self.layout_ is not None:
            self._arrive()
        else:
            self._matches, self._current, self.layout_ = (), None, None
            self._lay_out()

    def mark(self, matches: Sequence[Match], current: Match | None) -> None:
        """Marks what a search found; the view moves to the current one if it must."""
        self._matches, self._current = matches, current
        if current is not None:
            self.reveal(current[0])
        self.refresh()

    def reveal(self, offset: int, *, anyway: bool = False) -> None:
        """Scrolls so that the row with the character at `offset` has some text above it."""
        if self.layout_ is None:
            self._goal = offset
            return
        row, height = self.layout_.row_at(offset), self.size.height
        top = self.scroll_offset.y
        if anyway or not top <= row < top + max(1, height - 1):
            self.scroll_to(y=max(0, row - height // 3), animate=False, force=True)

    @property
    def top(self) -> int:
        """The offset of the first character in view."""
        if self.layout_ is None or not len(self.layout_):
            return 0
        return self.layout_.starts[min(self.scroll_offset.y, len(self.layout_) - 1)]

    @property
    def share(self) -> float:
        """How much of the text is in view or above it: 1 at its end."""
        if self.layout_ is None or not len(self.layout_):
            return 1.0
        return min(1.0, (self.scroll_offset.y + self.size.height) / len(self.layout_))

    def on_resize(self) -> None:
        if self.reading is not None and (self.layout_ is None or self.layout_.width != self._measure):
            self._goal = self.top if self._goal is None else self._goal
            self._lay_out()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved())

    @property
    def _measure(self) -> int:
        return max(10, min(MEASURE, self.size.width - 2 * _GUTTER))

    def _lay_out(self) -> None:
        if self.reading is None or not self.size.width:
            self.layout_ = None
            self.virtual_size = Size()
            self.refresh()
            return
        document, width = self.reading.document, self._measure
        if len(document.text) <= _AT_ONCE:
            layout = lay_out(document.text, width, document.page_starts)
            assert layout is not None
            self._take(layout)
        else:
            self._lay_out_aside(self.reading, width)

    @work(thread=True, exclusive=True, group="layout")
    def _lay_out_aside(self, reading: Reading, width: int) -> None:
        worker, document = get_current_worker(), reading.document
        layout = lay_out(document.text, width, document.page_starts, lambda: worker.is_cancelled)
        if layout is not None:
            self.app.call_from_thread(self._take, layout)

    def _take(self, layout: Layout) -> None:
        if self.reading is None or self.reading.document.text is not layout.text or layout.width != self._measure:
            return  # the window or the document has changed meanwhile
        self.layout_ = layout
        self.virtual_size = Size(self.size.width, len(layout) + self.size.height // 3)
        self._arrive()

    def _arrive(self) -> None:
        """Scrolls to where it was to go, once there is a layout."""
        goal, self._goal = self._goal, None
        if goal is not None:
            self.reveal(goal, anyway=True)
        self.refresh()
        self.post_message(self.Moved())

    # Drawing.

    def render_line(self, y: int) -> Strip:
        row, base = self.scroll_offset.y + y, self.rich_style
        if self.reading is None or self.layout_ is None or row >= len(self.layout_):
            return Strip.blank(self.size.width, base)
        if (page := self.layout_.rules.get(row)) is not None:
            label = f"── page {page} "
            rule = Segment(" " * _GUTTER + label.ljust(_GUTTER + self.layout_.width, "─"), self._style("rule"))
            return Strip([rule]).adjust_cell_length(self.size.width, base)
        start, end = self.layout_.span(row)
        sentence = self.reading.sentence
        lit = sentence is not None and sentence[0] < end and sentence[1] > start
        gutter = Segment("▎ " if lit else "  ", base + self._style("gutter"))
        selected = self.text_selection.get_span(row) if self.text_selection is not None else None
        pieces = Strip(list(self._pieces(start, end, base, selected)))
        return Strip([gutter, *pieces.apply_offsets(0, row)]).adjust_cell_length(self.size.width, base)

    def _pieces(self, start: int, end: int, base: Style, selected: tuple[int, int] | None) -> Iterator[Segment]:
        """The characters of a row, cut where their look changes."""
        assert self.reading is not None
        marks = [*self.reading.marks_within(start, end), *self._matches_within(start, end)]
        if selected is not None:
            left, right = selected
            marks.append(Mark("selection", start + left, end if right == -1 else start + right))
        cuts = sorted({start, end, *(min(max(cut, start), end) for mark in marks for cut in (mark.start, mark.end))})
        text = safe.line(self.reading.document.text[start:end])
        for left, right in pairwise(cuts):
            style = base
            for mark in marks:
                if mark.start <= left < mark.end:
                    style += self._style(mark.kind)
            yield Segment(text[left - start : right - start], style)

    def _matches_within(self, start: int, end: int) -> Iterator[Mark]:
        first = bisect_left(self._matches, start, key=lambda match: match[1])
        for left, right in self._matches[first:]:
            if left >= end:
                break
            yield Mark("current" if (left, right) == self._current else "match", left, right)

    def _style(self, kind: str) -> Style:
        if kind == "selection":
            return self.screen.get_component_rich_style("screen--selection")
        return self.get_component_rich_style(f"text--{kind}", partial=kind != "rule")

    # Selecting with the mouse.

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        if self.reading is None or self.layout_ is None or not len(self.layout_):
            return None
        text = self.reading.document.text
        begin = 0 if selection.start is None else self._offset(selection.start.y, selection.start.x)
        end = len(text) if selection.end is None else self._offset(selection.end.y, selection.end.x)
        return text[begin:end], "\n"

    def _offset(self, row: int, column: int) -> int:
        assert self.layout_ is not None
        start, end = self.layout_.span(min(max(row, 0), len(self.layout_) - 1))
        return min(start + column, end)

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()
