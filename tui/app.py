"""The app: themes, the first screen, and an end without tracebacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from tui import folders, themes
from tui.history import History, JsonLinesHistory
from tui.jobs import Brain
from tui.screens.chat import ChatScreen


def load_assistant() -> Brain:
    """The real brain. Called in the worker: what it imports takes seconds."""
    from neural.assistant import Assistant

    return Assistant()


class DragomanApp(App[None]):
    """`document` is opened first thing; `make_brain` and `history` are replaced by tests."""

    TITLE = "dragoman"
    CSS_PATH = "dragoman.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        *,
        document: Path | None = None,
        theme: str = themes.DEFAULT,
        make_brain: Callable[[], Brain] = load_assistant,
        history: History | None = None,
    ) -> None:
        super().__init__()
        self._make_brain = make_brain
        self._history = history or JsonLinesHistory(folders.history_file())
        self._document = document
        self.crash: Exception | None = None
        for own in (themes.NIGHT, themes.DAY):
            self.register_theme(own)
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        self.chat = ChatScreen(self._make_brain, self._history, self._document)
        return self.chat

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None: the palette holds what the command table holds."""
        return ()

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback. Users get one plain line instead, from whoever started the app."""
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._exit_renderables.clear()
