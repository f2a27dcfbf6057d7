"""The app: themes, the first screen, and an end without tracebacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from tui import folders, themes
from tui.brain import Brain, find_models, load_assistant
from tui.history import History, JsonLinesHistory
from tui.screens.chat import ChatScreen

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo


class DragomanApp(App[None]):
    """`document` is opened first thing; `make_brain`, `models` and `history` are replaced by tests."""

    TITLE = "dragoman"
    CSS_PATH = Path(__file__).with_name("dragoman.tcss")  # whole, so that a subclass elsewhere finds it
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        *,
        document: Path | None = None,
        theme: str = themes.DEFAULT,
        make_brain: Callable[[], Brain] = load_assistant,
        models: Callable[[], list[ModelInfo]] = find_models,
        history: History | None = None,
    ) -> None:
        super().__init__()
        self._make_brain, self._models = make_brain, models
        self._history = history or JsonLinesHistory(folders.history_file())
        self._document = document
        self.crash: Exception | None = None
        for own in (themes.NIGHT, themes.DAY):
            self.register_theme(own)
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        self.chat = ChatScreen(self._make_brain, self._models, self._history, self._document)
        return self.chat

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None: the palette holds what the command table holds."""
        return ()

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback. Users get one plain line instead, from whoever started the app."""
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._exit_renderables.clear()
