"""The keys of what opens beside or over the chat: each view binds its own, and the help screen lists them all."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.keys import Key, show, split

DOCUMENT = "In a document"
THINKING = "While it thinks"
TRAINING = "Training runs"
SESSIONS = "Conversations"
MESSAGE = "On a message"

VIEW_KEYS: dict[str, tuple[Key, ...]] = {
    DOCUMENT: (
        Key(name="find", keys="slash,ctrl+f", help="Search; Enter goes to the text", action="find"),
        Key(name="next", keys="n", help="Next place found", action="step(1)"),
        Key(name="previous", keys="N,p", help="Place found before", action="step(-1)"),
        Key(name="outline", keys="o", help="Outline: headings, or pages", action="outline"),
        Key(name="lit", keys="l", help="Back to the lit sentence", action="lit"),
        Key(name="prompt", keys="tab,f3", help="To the prompt; the document stays open", action="prompt"),
        Key(name="close", keys="escape,q", help="Close", action="close"),
    ),
    SESSIONS: (
        Key(name="open", keys="enter", help="Go on with it", action="open"),
        Key(name="new", keys="ctrl+n", help="New; a conversation of its own", action="new"),
        Key(name="rename", keys="ctrl+r", help="Rename", action="rename"),
        Key(name="delete", keys="ctrl+d", help="Delete; it can be restored for 30 days", action="delete"),
        Key(name="undo", keys="ctrl+z", help="Undo; brings back what was deleted last", action="undo"),
        Key(name="export", keys="ctrl+e", help="Export as Markdown", action="export"),
        Key(name="close", keys="escape", help="Close", action="close"),
    ),
}


def bindings(view: str, *, priority: bool = False) -> list[BindingType]:
    """What a view binds, for its `BINDINGS`. With `priority` even a field that one writes in does not see the keys."""
    keys = VIEW_KEYS[view]
    return [Binding(key.keys, key.action, key.help, show=False, priority=priority) for key in keys if key.action]


def shown(view: str, name: str) -> str:
    """The first key of an action, for people."""
    return show(next(split(key.keys)[0] for key in VIEW_KEYS[view] if key.name == name))
