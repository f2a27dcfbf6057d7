"""The app: settings, themes, keys, the first screen, and an end without tracebacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.constants import TEXTUAL_ANIMATIONS
from textual.filter import Monochrome, NoColor
from textual.screen import Screen
from textual.theme import Theme

from neural.errors import DragomanError
from tui import folders, keys, themes
from tui.brain import Brain, find_models, load_assistant
from tui.history import History, JsonLinesHistory
from tui.keys import Keymap
from tui.screens.chat import ChatScreen
from tui.settings import Settings, SettingsFile
from tui.tidying import REST, Tidying
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo


class DragomanApp(App[None], inherit_bindings=False):
    """`document` is opened first thing, the session `resume` gone on with; tests replace `make_brain`, `models`,
    `history`. `sessions` is the file of the conversations, the user's own where left out.

    `theme` goes before the one in the settings; `light` is what the terminal said of its background, if it did;
    `own_themes` come on top of those that Textual brings. Without a `settings_file` nothing is remembered.
    With `warm` the models load at the start. `typed` is what was typed before there was a prompt.
    """

    TITLE = "dragoman"
    # Whole, so that a subclass elsewhere finds them.
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(__file__).with_name(name) for name in ("dragoman.tcss", "views.tcss")
    ]
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(app=True)

    def __init__(
        self,
        *,
        document: Path | None = None,
        resume: int | None = None,
        theme: str | None = None,
        light: bool | None = None,
        make_brain: Callable[[], Brain] = load_assistant,
        models: Callable[[], list[ModelInfo]] = find_models,
        history: History | None = None,
        sessions: Path | None = None,
        settings_file: SettingsFile | None = None,
        own_themes: Iterable[Theme] = (),
        warm: bool = False,
        typed: str = "",
    ) -> None:
        self.settings_file = settings_file or SettingsFile()
        self.keymap = Keymap()
        super().__init__()
        self._make_brain, self._models = make_brain, models
        self._history = history or JsonLinesHistory(folders.history_file())
        self._sessions = sessions or folders.sessions_file()
        self._document, self.resume = document, resume
        self._light, self._remembering, self.typed = light, False, typed
        self.warm = warm
        self._tidying = Tidying()
        self.begun = False  # there is a chat
        self.crash: Exception | None = None
        self.problems = list(self.settings_file.problems)  # told once the screen is there
        for added in (themes.NIGHT, themes.DAY, *own_themes):
            self.register_theme(added)
        chosen = themes.resolve(theme or self.settings.theme, light=light)
        if chosen not in self.available_themes:
            self.problems.append(f"there is no theme called {chosen}; choose one with /theme")
            chosen = themes.resolve(themes.AUTO, light=light)
        self.theme = chosen
        self._use_settings()
        self.problems += self.keymap.problems

    @property
    def settings(self) -> Settings:
        """What holds now."""
        return self.settings_file.settings

    @property
    def theme_names(self) -> list[str]:
        """What `/theme` takes: ours and the user's own first."""
        first = [themes.AUTO, themes.NIGHT.name, themes.DAY.name]
        return first + sorted((set(self.available_themes) - set(first)), key=lambda name: (name in themes.NAMES, name))

    def get_default_screen(self) -> Screen[None]:
        self.chat = ChatScreen(self._make_brain, self._models, self._history, self._sessions, self._document)
        self.begun = True
        return self.chat

    def on_mount(self) -> None:
        self._remembering = True
        self._tidying.begin()
        self.set_interval(REST, self._tidying.tidy)
        for problem in self.problems:
            self.notify(problem, severity="warning", timeout=20, markup=False)

    def on_unmount(self) -> None:
        self._tidying.end()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._tidying.touched()
        await super().on_event(event)

    def on_app_focus(self) -> None:
        """In a browser the app begins without the focus, and Textual then has nobody to give it back to."""
        if self.screen is self.chat and self.chat.focused is None:
            self.chat.query_one(Prompt).focus()

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        if self.no_color:  # what the accent was to set apart, weight must; its shade of grey would only be paler
            variables["text-accent"] = variables["foreground"]
        lit = (variables["text-accent"], variables["accent-muted"])
        if self.current_theme.ansi:  # whose accent is one colour, and no lighter one for the ground
            lit = ("ansi_black", "ansi_yellow")
        return variables | {"column": str(self.settings.width), "lit": lit[0], "lit-ground": lit[1]}

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None: the palette holds what the command table holds."""
        return ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.screen is self.chat if action == "command_palette" else True

    def change_settings(self, **changes: Any) -> None:
        """Lets other settings hold at once and from now on."""
        self.settings_file.change(**changes)
        if "theme" in changes:
            self.theme = themes.resolve(self.settings.theme, light=self._light)
        self._use_settings()
        self._save(*changes)

    def save(self) -> None:
        """Writes down all that is not written yet, from another thread: the app will be ended."""
        if self.begun:
            self.chat.drafts.close()
            self.call_from_thread(self.chat.controller.conversations.close)

    def watch_theme(self, name: str) -> None:
        """Remembers a theme that was chosen, by whatever way."""
        if self.no_color:  # the filter must fit the theme, or the terminal's own colours end as black on black
            fitting = NoColor if self.native_ansi_color else Monochrome
            kept = [found for found in self._filters if not isinstance(found, NoColor | Monochrome)]
            self._filters = [*kept, fitting()]
        if self._remembering and name != themes.resolve(self.settings.theme, light=self._light):
            self.settings_file.change(theme=name)
            self._save("theme")

    def _use_settings(self) -> None:
        self.animation_level = "none" if self.settings.reduced_motion else TEXTUAL_ANIMATIONS
        self.keymap = Keymap(self.settings.keys)
        self.set_keymap(self.keymap.overrides())
        if self._remembering:
            self._invalidate_css()
            self.refresh_css(animate=False)
            self.chat.settings_changed()

    @work(thread=True, group="settings")
    def _save(self, *names: str) -> None:
        try:
            self.settings_file.save(*names)
        except DragomanError as error:
            self.call_from_thread(self.notify, str(error), severity="warning", timeout=10, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback. Users get one plain line instead, from whoever started the app."""
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._exit_renderables.clear()
