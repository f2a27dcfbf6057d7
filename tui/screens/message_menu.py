"""The menu of a message, where the mouse was or where the message is."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.message_actions import MessageAction
from tui.screens.closing import ClosingScreen
from tui.widgets import drawing

_WIDTH = 38


class MessageMenu(ClosingScreen[MessageAction | None], ModalScreen[MessageAction | None]):
    """Ends with what was chosen: by arrows and Enter, its letter, or a click. Esc, or a click beside it: nothing."""

    def __init__(self, actions: list[MessageAction], at: Offset) -> None:
        super().__init__()
        self._actions, self._at = actions, at

    def compose(self) -> ComposeResult:
        rows = [
            Option(Content.assemble((f" {action.key}  ", drawing.ACCENT), action.label)) for action in self._actions
        ]
        yield OptionList(*rows, id="menu", markup=False)

    def on_mount(self) -> None:
        self._place()

    def on_resize(self) -> None:
        self._place()

    def _place(self) -> None:
        menu = self.query_one("#menu")
        height = len(self._actions) + 2
        menu.styles.width, menu.styles.height = _WIDTH, height
        room = self.app.size
        x, y = max(0, min(self._at.x, room.width - _WIDTH)), max(0, min(self._at.y, room.height - height))
        menu.styles.offset = (x, y)

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        for action in self._actions:
            if event.key == action.key:
                event.stop()
                self.dismiss(action)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._actions[message.option_index])
