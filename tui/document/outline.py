"""The outline of a document: its headings, or its pages where there are none, to go to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import safe
from tui.document.reading import Section
from tui.widgets import drawing


class Outline(OptionList):
    """One row a section; the one being read is marked."""

    def __init__(self) -> None:
        super().__init__(id="outline", markup=False)
        self.sections: Sequence[Section] = ()
        self.display = False

    def show(self, sections: Sequence[Section]) -> None:
        """Shows these sections."""
        self.sections = sections
        self.clear_options()
        self.add_options([Option(_row(section)) for section in sections])

    def follow(self, offset: int) -> None:
        """Marks the section that holds `offset`."""
        number = bisect_right(self.sections, offset, key=lambda section: section.start) - 1
        if self.sections and not self.has_focus:
            self.highlighted = max(0, number)


def _row(section: Section) -> Content:
    title = Content.styled(safe.line(section.title), "bold" if section.level == 1 else "")
    page = f"  {section.page}" if section.page is not None else ""
    return Content.assemble("  " * (section.level - 1), title, (page, drawing.QUIET))
