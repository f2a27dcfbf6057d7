"""A table of weights on the screen: rows and columns with names, one cell of which is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui import safe
from tui.thinking.heat import Heat

_WIDEST, _NARROWEST, _LABEL = 14, 3, 18  # characters of a column and of the names of the rows
_TALLEST, _SPARE = 3, 6  # lines of a row; columns added to each where there is room
_FIGURE = 0.095  # weights from here on are written into their cells


class Grid(ScrollView, can_focus=False):
    """Rows grow downwards as they come. The names stay in sight while the cells scroll."""

    class Pointed(Message):
        """The user points at a row, and a column unless it is -1."""

        def __init__(self, row: int, column: int) -> None:
            self.row, self.column = row, column
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[str] = ()
        self._columns: Sequence[str] = ()
        self._weights: Sequence[Sequence[float]] = ()
        self.row = self.column = -1
        self._widths: list[int] = []
        self._label, self._tall = 3, 1

    def show(self, rows: Sequence[str], columns: Sequence[str], weights: Sequence[Sequence[float]]) -> None:
        """Shows another table, or more of the same."""
        self._rows, self._columns, self._weights = rows, columns, weights
        self._measure()

    def point(self, row: int, column: int) -> None:
        """Marks a row and a column; -1 for none."""
        self.row, self.column = row, column
        if row >= 0:
            known = 0 <= column < len(self._widths)
            left, width = (sum(self._widths[:column]), self._widths[column]) if known else (self.scroll_offset.x, 0)
            # The names take room of their own at the top and at the left.
            region = Region(left, row * self._tall, width + self._label, self._tall + 2)
            self.scroll_to_region(region, animate=False, force=True)
        self.refresh()

    def on_resize(self) -> None:
        self._measure()

    def _measure(self) -> None:
        """How wide the columns and how tall the rows can be."""
        self._label = min(_LABEL, max(map(cell_len, self._rows), default=0)) + 3
        room = self.size.width - self._label
        wanted = [max(_NARROWEST, cell_len(name)) for name in self._columns]
        widest = next((cap for cap in range(_WIDEST, _NARROWEST, -1) if self._total(wanted, cap) <= room), _NARROWEST)
        self._widths = [min(width, widest) + 1 for width in wanted]
        if self._widths and (spare := (room - sum(self._widths)) // len(self._widths)) > 0:
            self._widths = [width + min(spare, _SPARE) for width in self._widths]
        high = max(1, self.size.height - 2)
        wished = max(1, min(_TALLEST, max(self._widths, default=1) // 3))
        self._tall = max(1, min(wished, high // max(1, len(self._rows))))
        self.styles.max_height = 3 + wished * len(self._rows)  # what explains the table stands right below it
        self.virtual_size = Size(self._label + sum(self._widths), 2 + self._tall * len(self._rows))
        self.refresh()

    @staticmethod
    def _total(wanted: Sequence[int], cap: int) -> int:
        return sum(min(width, cap) + 1 for width in wanted)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        base, heat = self.rich_style, Heat.of(self.app)
        quiet = base + Style(color=heat.ground.blend(heat.ink, 0.65).rich_color)
        lit = base + Style(color=heat.accent.rich_color if heat.colours else None, bold=True)
        if y == 0:
            names = [self._head(c, lit if c == self.column else quiet) for c in range(len(self._columns))]
            return self._line(Segment(" " * self._label, base), names, base)
        if y == 1:
            return Strip.blank(self.size.width, base)
        row, inside = divmod(self.scroll_offset.y + y - 2, self._tall)
        if row >= len(self._rows):
            return Strip.blank(self.size.width, base)
        middle = inside == (self._tall - 1) // 2
        name = set_cell_size(_short(self._rows[row], self._label - 3), self._label - 3) if middle else ""
        label = Segment(f"{'▸ ' if row == self.row and middle else '  '}{name:<{self._label - 3}} ",
                        lit if row == self.row else base)  # fmt: skip
        cells = []
        for column, weight in enumerate(self._weights[row]):
            figure = f"{min(99, round(weight * 100))}" if middle and weight >= _FIGURE else ""
            chosen = row == self.row or column == self.column
            text, style = heat.cell(weight, self._widths[column], figure, chosen=chosen and bool(figure))
            cells.append(Segment(text, base + style))
        return self._line(label, cells, base)

    def _head(self, column: int, style: Style) -> Segment:
        width = self._widths[column]
        return Segment(set_cell_size(_short(self._columns[column], width - 1).center(width - 1), width), style)

    def _line(self, label: Segment, cells: list[Segment], base: Style) -> Strip:
        left = self.scroll_offset.x
        shown = Strip(cells).crop(left, left + max(0, self.size.width - self._label))
        return Strip([label, *shown]).adjust_cell_length(self.size.width, base)

    # The mouse.

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point_at(event)

    def on_click(self, event: events.Click) -> None:
        self._point_at(event)

    def _point_at(self, event: events.MouseEvent) -> None:
        row = (event.y - 2 + self.scroll_offset.y) // self._tall if event.y >= 2 else -1
        x, column = event.x + self.scroll_offset.x - self._label, -1
        for number, width in enumerate(self._widths):
            if 0 <= x < width:
                column = number
                break
            x -= width
        if 0 <= row < len(self._rows) and (row, column) != (self.row, self.column):
            self.post_message(self.Pointed(row, column))


def _short(text: str, width: int) -> str:
    """One line of at most `width` cells, with an ellipsis where it is cut."""
    text = safe.line(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + "…" if width > 1 else "…"[:width]
