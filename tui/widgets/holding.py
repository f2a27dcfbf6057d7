"""A scroll view in which what is in sight stays where it is, whatever comes and goes above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from tui.widgets.entry import EntryView

if TYPE_CHECKING:
    from textual.layout import DockArrangeResult, WidgetPlacement


class HoldingScroll(VerticalScroll, can_focus=False):
    """Scrolls along within a layout, by as much as what is held has moved."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._arranged: DockArrangeResult | None = None
        self._held: tuple[Widget, int] | None = None  # what stays where it is, and the row where that was

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Where everything is. Scrolls along where something above what is held has come or gone."""
        self._arranged = arranged = super().arrange(size, optimal)
        if self._held is not None:
            held, row = self._held
            now = next((placed.region.y for placed in arranged.placements if placed.widget is held), row)
            if now != row:
                self._held = held, now
                self._shift(now - row)
        return arranged

    def hold(self) -> None:
        """What is at the top of the screen now stays there."""
        top = self.scroll_offset.y
        first = next((p for p in self._placements() if p.region.bottom > top), None)
        self._held = (first.widget, first.region.y) if first is not None else None

    def let_go(self) -> None:
        """Nothing stays where it is from now on."""
        self._held = None

    def in_sight(self) -> set[Widget]:
        """The views on the screen, and a page before and after it."""
        top, page = self.scroll_offset.y, self.size.height
        return {p.widget for p in self._placements() if top - page < p.region.bottom and p.region.y < top + 2 * page}

    def _placements(self) -> list[WidgetPlacement]:
        """Where the views are, from the top."""
        placements = self._arranged.placements if self._arranged is not None else []
        return [placed for placed in placements if isinstance(placed.widget, EntryView)]

    def _shift(self, rows: int) -> None:
        """Scrolls within a layout, before anything is drawn. (As Textual itself keeps to an anchor.)"""
        y = max(0, self.scroll_y + rows)
        self.set_reactive(Widget.scroll_y, y)
        self.set_reactive(Widget.scroll_target_y, y)
        self.vertical_scrollbar.set_reactive(ScrollBar.position, y)
