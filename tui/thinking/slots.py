"""The slots of a memory on the screen: a row a sentence, a cell for each hop, a bar for the one looked at."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.thinking.heat import Heat
from tui.thinking.hops import Memory
from tui.widgets import drawing

_CELL, _BAR, _HEAD = 8, 12, 2


class SlotTable(ScrollView, can_focus=False):
    """Rows stay where they are while one goes from hop to hop, so that one sees the weight move."""

    class Pointed(Message):
        """The user points at a row, and at a hop unless it is -1; `twice` with a double click."""

        def __init__(self, row: int, hop: int, *, twice: bool = False) -> None:
            self.row, self.hop, self.twice = row, hop, twice
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._memory = Memory(rows=(), hops=())
        self.row = self.hop = 0

    def show(self, memory: Memory, row: int, hop: int) -> None:
        """Shows `memory` with a row and a hop pointed at."""
        self._memory, self.row, self.hop = memory, row, hop
        self.virtual_size = Size(self.size.width, _HEAD + self._tall * len(memory.rows))
        self.styles.max_height = _HEAD + 2 * max(1, len(memory.rows))
        self.scroll_to_region(Region(0, row * self._tall, 1, self._tall + _HEAD), animate=False, force=True)
        self.refresh()

    def on_resize(self) -> None:
        self.show(self._memory, self.row, self.hop)

    @property
    def _tall(self) -> int:
        return 2 if _HEAD + 2 * len(self._memory.rows) <= self.size.height else 1

    def render_line(self, y: int) -> Strip:
        base, heat, width = self.rich_style, Heat.of(self.app), self.size.width
        quiet = base + Style(color=heat.ground.blend(heat.ink, 0.65).rich_color)
        lit = base + Style(color=heat.accent.rich_color if heat.colours else None, bold=True)
        if y == 0:
            heads = [self._head(hop, lit if hop == self.hop else quiet) for hop in range(len(self._memory.hops))]
            return Strip([Segment("  ", base), *heads]).adjust_cell_length(width, base)
        row, inside = divmod(self.scroll_offset.y + y - _HEAD, self._tall)
        if y < _HEAD or inside or row >= len(self._memory.rows):
            return Strip.blank(width, base)
        slot, chosen = self._memory.rows[row], row == self.row
        parts = [Segment("▸ " if chosen else "  ", lit)]
        for hop, weight in enumerate(slot.weights):
            figure = "·" if weight is None else drawing.percent(weight).removesuffix(" %")
            text, style = heat.cell(weight or 0.0, _CELL - 2, figure, chosen=hop == self.hop)
            parts += [Segment(text, base + style), Segment("  ", base)]
        full = round((slot.weights[self.hop] or 0.0) * _BAR) if self.hop < len(slot.weights) else 0
        parts += [Segment(" " + "━" * full, lit), Segment("─" * (_BAR - full) + "  ", quiet)]
        room = max(0, width - len(self._memory.hops) * _CELL - _BAR - 5)
        text = slot.label if len(slot.label) <= room else slot.label[: max(0, room - 1)] + "…"
        style = lit if chosen else base + Style(bold=slot.sentence < 0, italic=slot.sentence < 0)
        parts.append(Segment(set_cell_size(text, room), style))
        return Strip(parts).adjust_cell_length(width, base)

    def _head(self, hop: int, style: Style) -> Segment:
        sign = "▾" if hop == self.hop else " "
        return Segment(f"{sign} hop {hop + 1}"[:_CELL].ljust(_CELL), style)

    def on_click(self, event: events.Click) -> None:
        self._point(event, twice=event.chain > 1)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(event)

    def _point(self, event: events.MouseEvent, *, twice: bool = False) -> None:
        row = (event.y - _HEAD + self.scroll_offset.y) // self._tall if event.y >= _HEAD else self.row
        hop = (event.x - 2) // _CELL
        hop = hop if 0 <= hop < len(self._memory.hops) else self.hop
        if 0 <= row < len(self._memory.rows) and (twice or (row, hop) != (self.row, self.hop)):
            self.post_message(self.Pointed(row, hop, twice=twice))
