"""A line of keys under a screen, each of them to click on too."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui.keys import Key, show, split
from tui.view_keys import VIEW_KEYS
from tui.widgets import drawing


class Hint(Static):
    """One key and what it does; a click does the same."""

    def __init__(self, key: Key) -> None:
        self._action = key.action
        label = key.help.partition(";")[0]
        hint = Content.assemble(show(split(key.keys)[0]), (f" {label.lower()}   ", drawing.QUIET))
        # Where the line is short, what is told elsewhere too goes first.
        super().__init__(hint, classes="-extra" if key.name in ("undo", "export") else "", markup=False)

    async def on_click(self, event: events.Click) -> None:
        event.stop()
        await self.screen.run_action(self._action)


class Hints(Horizontal):
    """The keys of a view, as its table has them."""

    def __init__(self, view: str) -> None:
        super().__init__(classes="hints")
        self._view = view

    def compose(self) -> ComposeResult:
        for key in VIEW_KEYS[self._view]:
            if key.action:
                yield Hint(key)
