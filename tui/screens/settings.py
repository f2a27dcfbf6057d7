"""The settings, a row each, straight from their table; what is changed holds at once and is kept."""

from __future__ import annotations

from dataclasses import Field
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static

from tui import folders, settings
from tui.keys import KEYS, Keymap, check, keymap_of
from tui.screens.closing import ClosingScreen
from tui.widgets import drawing

if TYPE_CHECKING:
    from tui.app import DragomanApp


class Choice(Select[str], inherit_bindings=False):
    """One of several, opened by Enter: the arrows go to another row."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter,space", "show_overlay", "Choose")]


class SettingsScreen(ClosingScreen[None], ModalScreen[None]):
    """Tab and the arrows go from row to row, Enter changes one, Esc closes."""

    app: DragomanApp
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,f9", "dismiss", "Close"),
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Previous"),
    ]

    def compose(self) -> ComposeResult:
        file = self.app.settings_file
        with VerticalScroll(id="settings", can_focus=False) as scroll:
            scroll.border_title = "Settings"
            scroll.border_subtitle = "↑↓ choose · Enter changes · Esc closes"
            for problem in (*file.problems, *self.app.keymap.problems):
                yield Static(Content.styled(problem, "$text-warning"), classes="problem", markup=False)
            for entry in settings.TABLE:
                with Horizontal(classes="row"):
                    yield Static(entry.name.replace("_", " "), classes="name", markup=False)
                    yield self._control(entry)
                    yield Static(Content.styled(entry.metadata["help"], drawing.QUIET), classes="what", markup=False)
            yield Static(Content.styled("Keys", "bold $text-accent"), classes="heading", markup=False)
            for key in KEYS:
                if not key.fixed:
                    with Horizontal(classes="row"):
                        yield Static(key.name.replace("_", " "), classes="name", markup=False)
                        yield KeyButton(key.name)
                        yield Static(Content.styled(key.help, drawing.QUIET), classes="what", markup=False)
            if file.path is not None:
                yield Static(
                    Content.styled(f"Kept in {folders.shorten(file.path)}", drawing.QUIET), classes="file", markup=False
                )

    def _control(self, entry: Field[Any]) -> Widget:
        value = getattr(self.app.settings, entry.name)
        if isinstance(entry.default, bool):
            return Toggle(value, entry.name)
        if entry.name == "theme":
            names = self.app.theme_names
            kept = value if value in names else "auto"
            return Choice(((name, name) for name in names), value=kept, allow_blank=False, compact=True, name="theme")
        return Input(str(value), compact=True, name=entry.name)

    @on(Select.Changed)
    def _selected(self, message: Select.Changed) -> None:
        self._change(message.select.name, message.value)

    @on(Input.Submitted)
    @on(Input.Blurred)
    def _written(self, message: Input.Submitted | Input.Blurred) -> None:
        name, written = message.input.name or "", message.value.strip()
        value = int(written) if isinstance(getattr(self.app.settings, name), int) and written.isdecimal() else written
        if (wrong := settings.problem(name, value)) is not None:
            self.notify(f"{name} {wrong}", severity="warning", markup=False)
            message.input.value = str(getattr(self.app.settings, name))
        else:
            self._change(name, value)

    @on(Button.Pressed)
    def _pressed(self, message: Button.Pressed) -> None:
        button = message.button
        if isinstance(button, Toggle):
            button.turn()
            self._change(button.name, button.value)
        elif isinstance(button, KeyButton):
            self._press_key(button)

    def _press_key(self, button: KeyButton) -> None:
        def take(pressed: str | None) -> None:
            if pressed is not None:
                self._choose(button.action_name, pressed)

        self.app.push_screen(PressKey(button.action_name), take)

    def _choose(self, name: str, pressed: str) -> None:
        chosen = {other: keys for other, keys in self.app.settings.keys.items() if other != name}
        if pressed != "delete":  # which means: as it was
            if (wrong := check(name, pressed)) is not None:
                self.notify(wrong, severity="warning", markup=False)
                return
            chosen |= {name: pressed}
        problems = Keymap(chosen).problems
        self._change("keys", chosen)
        for problem in problems:
            self.notify(problem, severity="warning", timeout=10, markup=False)
        for button in self.query(KeyButton):
            button.show_keys()

    def _change(self, name: str | None, value: Any) -> None:
        if name is not None and getattr(self.app.settings, name) != value:
            self.app.change_settings(**{name: value})


class Toggle(Button):
    """On or off, told by word and shape as well as by colour."""

    def __init__(self, value: bool, name: str) -> None:
        self.value = not value
        super().__init__(compact=True, name=name)
        self.turn()

    def turn(self) -> None:
        self.value = not self.value
        self.label = Content("● on" if self.value else "○ off")


class KeyButton(Button):
    """The keys of an action."""

    def __init__(self, action_name: str) -> None:
        super().__init__(compact=True)
        self.action_name = action_name

    def on_mount(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        self.label = Content(keymap_of(self).shown(self.action_name) or "no key")


class PressKey(ClosingScreen[str | None], ModalScreen[str | None]):
    """Waits for the one key that is to do something from now on."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._for = name

    def compose(self) -> ComposeResult:
        name = self._for.replace("_", " ")
        yield Static(
            Content.assemble(
                "Press the key for ", (name, "bold"), ("\nEsc leaves it as it is, Delete as it came", drawing.QUIET)
            ),
            id="press",
            markup=False,
        )

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss(None if event.key == "escape" else event.key)

    def on_click(self) -> None:
        self.dismiss(None)
