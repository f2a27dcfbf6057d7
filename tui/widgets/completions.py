"""The list of suggestions above the prompt. The focus never leaves the prompt."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.completion import Suggestion
from tui.widgets import drawing

_ROWS = 8


class Completions(OptionList, can_focus=False):
    """Hidden while there is nothing to suggest. `moved` tells that the user chose a row."""

    def __init__(self) -> None:
        super().__init__(id="completions", markup=False)
        self.display = False
        self.moved = False
        self._suggestions: list[Suggestion] = []

    def show(self, suggestions: list[Suggestion]) -> None:
        """Shows these, the first one marked; an empty list hides the widget."""
        self._suggestions, self.moved = suggestions, False
        self.display = bool(suggestions)
        self.clear_options()
        if not suggestions:
            return
        width = max(len(suggestion.label) for suggestion in suggestions) + 2
        self.add_options([Option(_row(suggestion, width)) for suggestion in suggestions])
        self.highlighted = 0
        height = min(len(suggestions), _ROWS) + 2
        self.styles.height = height
        self.styles.offset = (0, -height)  # an overlay: the transcript behind it keeps its place

    def hide(self) -> None:
        self.show([])

    def current(self) -> Suggestion | None:
        """The marked suggestion."""
        if not self.display or self.highlighted is None:
            return None
        return self._suggestions[self.highlighted]

    def at(self, index: int) -> Suggestion:
        return self._suggestions[index]

    def move(self, rows: int) -> None:
        """Marks another row, around the ends."""
        if self._suggestions:
            self.moved = True
            self.highlighted = ((self.highlighted or 0) + rows) % len(self._suggestions)


def _row(suggestion: Suggestion, width: int) -> Content:
    label = Content(suggestion.label)
    for hit in suggestion.hits:
        label = label.stylize(f"bold {drawing.ACCENT}", hit, hit + 1)
    padding = " " * (width - len(suggestion.label))
    return Content.assemble(label, padding, (suggestion.detail, drawing.QUIET)) if suggestion.detail else label
