"""The one table of keys, and the keymap: the table with the user's own choices. Help and footers show what holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import Keys, key_to_character


@dataclass(frozen=True, kw_only=True)
class Key:
    """`name` is what the settings call it; `action` is empty for keys that the prompt's editor itself understands.

    `keys` are names as Textual has them, separated by commas. A `fixed` one can't be changed.
    """

    name: str
    keys: str
    help: str
    action: str = ""
    fixed: bool = False


KEYS: tuple[Key, ...] = (
    Key(name="send", keys="enter", help="Send"),
    Key(name="newline", keys="shift+enter,ctrl+j", help="New line"),
    Key(name="stop", keys="escape", help="Stop the work; what came is kept", action="stop"),
    Key(
        name="recall",
        keys="up,down",
        help="Earlier messages; on an empty prompt the last one that waits comes back",
        fixed=True,
    ),
    Key(name="history", keys="ctrl+r", help="Search in what you sent before", action="history"),
    Key(name="complete", keys="tab", help="Accept a completion; on an empty prompt, something to try", fixed=True),
    Key(name="page_up", keys="pageup", help="Scroll back", action="scroll('page_up')"),
    Key(name="page_down", keys="pagedown", help="Scroll on", action="scroll('page_down')"),
    Key(name="first", keys="ctrl+home", help="To the beginning", action="scroll('home')"),
    Key(name="last", keys="ctrl+end", help="To the newest, and stay there", action="scroll('end')"),
    Key(name="more", keys="ctrl+o", help="Other candidates of the last answer", action="more"),
    Key(name="source", keys="f3", help="To the source of the last answer, and back", action="source"),
    Key(name="think", keys="ctrl+t", help="See it think: how the model came to it", action="think"),
    Key(name="train", keys="f4", help="Training runs", action="train"),
    Key(name="copy", keys="f2", help="Copy the last answer or translation", action="copy"),
    Key(
        name="interrupt",
        keys="ctrl+c",
        help="Copy what is selected; else stop; else empty the prompt; twice to leave",
        action="interrupt",
    ),
    Key(name="message", keys="f6", help="Choose a message: copy, quote, once more, export …", action="message"),
    Key(name="sessions", keys="f5", help="All conversations: find, go on with, rename, delete", action="sessions"),
    Key(name="palette", keys="ctrl+p", help="All commands", action="app.command_palette"),
    Key(name="settings", keys="f9", help="Settings", action="settings"),
    Key(name="help", keys="f1", help="This help", action="help"),
    Key(name="quit", keys="ctrl+q", help="Leave", action="app.quit"),
)

_NOTHING = "no-key"  # what Textual binds an action to that has no key: nobody can press it
_MODIFIERS = {"ctrl", "shift", "alt", "super", "meta", "hyper"}
_BASES = {key.value for key in Keys if not key.value.startswith("<")}
_SHOWN = {
    "escape": "Esc",
    "pageup": "Page Up",
    "pagedown": "Page Down",
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "full_stop": ".",
    "comma": ",",
    "minus": "-",
    "plus": "+",
}


class Keymap:
    """Which keys do what: the table, with `chosen` (name: keys) in the place of its own.

    A chosen key is taken from whatever else has it. `problems` tells in plain sentences what could not be as chosen.
    """

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        self.problems: list[str] = []
        self._keys = {key.name: tuple(split(key.keys)) for key in KEYS}
        taken: dict[str, str] = {}
        for name, keys in (chosen or {}).items():
            if (problem := check(name, keys)) is not None:
                self.problems.append(problem)
                continue
            wanted = split(keys)
            for key in [key for key in wanted if key in taken]:
                self.problems.append(f"{show(key)} is chosen for both {taken[key]} and {name}; give {name} another key")
            free = tuple(key for key in wanted if key not in taken)
            taken |= dict.fromkeys(free, name)
            if free or not wanted:
                self._keys[name] = free
        for name, held in self._keys.items():
            left = tuple(key for key in held if taken.get(key, name) == name)
            if held and not left:
                by = taken[held[0]]
                self.problems.append(f"{show(held[0])} now is {by}, so {name} has no key; give {name} another one")
            self._keys[name] = left

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action, as Textual names them."""
        return self._keys[name]

    def is_for(self, name: str, key: str) -> bool:
        """`key` does what is called `name`."""
        return key in self._keys[name]

    def shown(self, name: str) -> str:
        """The keys of an action, for people; "" where it has none."""
        return ", ".join(show(key) for key in self._keys[name])

    def first(self, name: str) -> str:
        """The first key of an action, for a hint that must be short."""
        return show(self._keys[name][0]) if self._keys[name] else ""

    def overrides(self) -> dict[str, str]:
        """What differs from the table, as `App.set_keymap` takes it."""
        defaults = {key.name: tuple(split(key.keys)) for key in KEYS}
        changed = {name: keys for name, keys in self._keys.items() if keys != defaults[name]}
        return {name: ",".join(keys) or _NOTHING for name, keys in changed.items()}


def bindings(*, app: bool = False) -> list[BindingType]:
    """What the chat screen binds, or the whole app. First in line, so that no widget can swallow a key by accident."""
    return [
        Binding(key.keys, key.action.removeprefix("app."), key.help, id=key.name, show=False, priority=True)
        for key in KEYS
        if key.action and key.action.startswith("app.") == app
    ]


def split(keys: str) -> list[str]:
    """`"ctrl+j, shift+enter"` as the names of single keys."""
    names = (key.strip() for key in keys.split(","))
    return [name if len(name) == 1 else name.lower() for name in names if name]  # n and N are two keys


def show(key: str) -> str:
    """`ctrl+pageup` as `Ctrl+Page Up`, `N` as `Shift+N`."""
    if len(key) == 1 and key.isupper():
        return f"Shift+{key}"
    return "+".join(_SHOWN.get(part, part.capitalize()) for part in key.split("+"))


def check(name: str, keys: str) -> str | None:
    """What is wrong with these keys for the action called `name`, in a sentence; None where nothing is."""
    entry = next((key for key in KEYS if key.name == name), None)
    if entry is None:
        return f"there is no action called {name}; take it out, or choose one of {', '.join(k.name for k in KEYS)}"
    if entry.fixed:
        return f"the keys of {name} can't be changed; take the line out"
    for key in split(keys):
        *modifiers, base = key.split("+")
        character = key_to_character(base) or ""
        if not set(modifiers) <= _MODIFIERS or not (base in _BASES or character):
            return f"there is no key called {key}; write it like f5, ctrl+t or alt+enter"
        if character.isprintable() and character and not set(modifiers) - {"shift"}:
            return f"{show(key)} writes a character, so it can't be {name}; add ctrl or alt to it"
        if (holder := next((k.name for k in KEYS if k.fixed and key in split(k.keys)), None)) is not None:
            return f"{show(key)} always is {holder}; give {name} another key"
    return None


def keymap_of(widget: DOMNode) -> Keymap:
    """The keymap of the app that `widget` is in."""
    found = getattr(widget.app, "keymap", None)
    return found if isinstance(found, Keymap) else Keymap()


def hint(widget: DOMNode, name: str) -> str:
    """The first key that does `name`, to be shown in `widget`; "" where it has none."""
    return keymap_of(widget).first(name)
