"""What stands where the drawn part of a long conversation ends."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content

from tui.widgets import drawing
from tui.widgets.entry import Lines


class Beyond(Lines):
    """Says how many entries are not drawn above or below; a click goes on there."""

    def __init__(self, sign: str, word: str, draw: Callable[[], None]) -> None:
        super().__init__(f"beyond {word}")
        self._sign, self._word, self._draw = sign, word, draw

    def show_count(self, count: int) -> None:
        noun = "message" if count == 1 else "messages"
        self.show(Content.styled(f"{self._sign} {count:,} {self._word} {noun}", drawing.QUIET) if count else "")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self._draw()
