"""Keys and commands, straight from the two tables."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.commands import COMMANDS
from tui.keys import KEYS, keymap_of, show, split
from tui.screens.closing import ClosingScreen
from tui.view_keys import VIEW_KEYS
from tui.widgets import drawing


class HelpScreen(ClosingScreen[None], ModalScreen[None]):
    """Esc, F1 or Q closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,f1,q", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as scroll:
            scroll.border_title = "Help"
            scroll.border_subtitle = "Esc closes"
            yield Static(Content.styled("Commands", "bold $text-accent"), markup=False)
            for command in COMMANDS:
                text = Content.assemble(command.help, (f"\n{command.detail}" if command.detail else "", drawing.QUIET))
                yield Row(command.usage, text)
            yield Static(Content.styled("\nKeys", "bold $text-accent"), markup=False)
            keymap = keymap_of(self)
            for key in KEYS:
                yield Row(keymap.shown(key.name) or "no key", Content(key.help))
            for heading, rows in VIEW_KEYS.items():
                yield Static(Content.styled(f"\n{heading}", "bold $text-accent"), markup=False)
                for key in rows:
                    yield Row(", ".join(map(show, split(key.keys))), Content(key.help))


class Row(Static):
    """A name in a column of its own, and what it does, wrapped beside it."""

    def __init__(self, name: str, help: Content) -> None:
        super().__init__(markup=False)
        self._name_content, self._help = Content.styled(name, "bold"), help

    def compose(self) -> ComposeResult:
        yield Static(self._name_content, classes="name", markup=False)
        yield Static(self._help, classes="what", markup=False)
