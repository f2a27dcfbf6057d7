"""A text that changes often: drawn anew where it is another one, laid out where it needs other room."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.widgets.measured import Measured


class Still(Measured, Static):
    """A Static whose text is set by `put`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)

    def put(self, content: Content) -> None:
        """Shows `content`."""
        shown = self.content
        if not (isinstance(shown, Content) and shown.is_same(content)):
            self.update(content, layout=not self._fits(content))

    def _fits(self, content: Content) -> bool:
        """Whether it takes the room that is taken already: then nothing else has to move, and a layout, which looks at
        all that is on the screen, is saved."""
        room, width = self.size, self.styles.width
        if not room or width is None or width.is_auto:
            return False
        return content.get_height(self.styles, room.width) == room.height  # type: ignore[arg-type]  # as in Widget
