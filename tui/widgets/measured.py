"""Widgets of the transcript that know their size without asking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

if TYPE_CHECKING:
    from textual.widget import Widget as Base
else:
    Base = object  # a widget takes its styles from the first of its bases that is one


class Measured(Base):
    """For widgets without scroll bars. Textual looks a size up where all widgets are, and those that are out of sight
    it has to lay out for that: too much for a text that only changes its words."""

    @property
    def size(self) -> Size:
        """The room for the content, as it was at the last layout in which it was to be seen."""
        return self.outer_size - Size(*self.styles.gutter.totals)
