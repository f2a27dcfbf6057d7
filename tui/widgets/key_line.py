"""A line of keys and what they do; a click does it too."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.dom import DOMNode
from textual.style import Style
from textual.widgets import Static

from tui.widgets import drawing

KeyHint = tuple[str, str, str]
"""The key as it is shown, what it does, and the action; "" for keys that only a keyboard has."""
_ACTION = "do"


class KeyLine(Static):
    """`owner` gives the node whose actions these are."""

    def __init__(self, owner: Callable[[], DOMNode], classes: str = "keys") -> None:
        super().__init__("", classes=classes, markup=False)
        self._owner = owner

    def show(self, hints: tuple[KeyHint, ...], before: str = "") -> None:
        """Shows these, after some words."""
        parts = [Content.styled(before, drawing.QUIET)]
        for key, what, action in hints:
            gap = "   " if len(parts) > 1 or before else ""
            hint = Content.assemble(key, (f" {what}", drawing.QUIET))
            parts += [Content(gap), hint.stylize(Style.from_meta({_ACTION: action})) if action else hint]
        self.update(Content.assemble(*parts))

    async def on_click(self, event: events.Click) -> None:
        if action := event.style.meta.get(_ACTION):
            event.stop()
            await self.app.run_action(action, self._owner())
