"""The one table of keys: the screen binds them and the help screen lists them."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Key:
    """`action` is empty for keys that the prompt's editor itself understands."""

    keys: str
    shown: str
    help: str
    action: str = ""


KEYS: tuple[Key, ...] = (
    Key("enter", "Enter", "Send"),
    Key("ctrl+j", "Shift+Enter, Ctrl+J", "New line"),
    Key("escape", "Esc", "Stop the work; what came is kept", "stop"),
    Key("up", "Up, Down", "Earlier messages; on an empty prompt the last one that waits comes back"),
    Key("tab", "Tab", "Accept a completion; on an empty prompt, something to try"),
    Key("pageup", "Page Up", "Scroll back", "scroll('page_up')"),
    Key("pagedown", "Page Down", "Scroll on", "scroll('page_down')"),
    Key("ctrl+home", "Ctrl+Home", "To the beginning", "scroll('home')"),
    Key("ctrl+end", "Ctrl+End", "To the newest, and stay there", "scroll('end')"),
    Key("ctrl+o", "Ctrl+O", "Other candidates of the last answer", "more"),
    Key("f2", "F2", "Copy the last answer or translation", "copy"),
    Key(
        "ctrl+c",
        "Ctrl+C",
        "Copy what is selected; else stop; else empty the prompt; twice to leave",
        "interrupt",
    ),
    Key("ctrl+p", "Ctrl+P", "All commands"),
    Key("f1", "F1", "This help", "help"),
    Key("ctrl+q", "Ctrl+Q", "Leave"),
)


def bindings() -> list[BindingType]:
    """What the chat screen binds. First in line, so that no widget can swallow a key by accident."""
    return [Binding(key.keys, key.action, key.help, show=False, priority=True) for key in KEYS if key.action]
