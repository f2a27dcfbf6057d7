"""The keys of what opens beside or over the chat: each view binds its own, and the help screen lists them all."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.keys import Key, show, split

FIGURES = {
    "loss": "Training loss",
    "score": "Validation",
    "learning_rate": "Learning rate",
    "rate": "Throughput",
    "gradient_norm": "Gradient norm",
}
"""What charts of a training run show, in their order."""

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
    THINKING: (
        Key(name="up", keys="up,k", help="The word or sentence above", action="move(-1, 0)"),
        Key(name="down", keys="down,j", help="The word or sentence below", action="move(1, 0)"),
        Key(name="left", keys="left,h", help="The source word or hop before", action="move(0, -1)"),
        Key(name="right", keys="right,l", help="The next source word or hop", action="move(0, 1)"),
        Key(name="next", keys="n,tab", help="The next sentence of a translation", action="turn(1)"),
        Key(name="previous", keys="p,shift+tab", help="The sentence before", action="turn(-1)"),
        Key(name="pieces", keys="w", help="Whole words, or the pieces the model works with", action="other_way"),
        Key(name="follow", keys="enter", help="The sentence of the memory in its document", action="follow"),
        Key(name="later", keys="pagedown", help="The next answer or translation", action="screen.entry(1)"),
        Key(name="earlier", keys="pageup", help="The one before", action="screen.entry(-1)"),
        Key(name="save", keys="s", help="Save a picture", action="screen.picture"),
        Key(name="leave", keys="escape,q,ctrl+t", help="Back to the conversation", action="screen.leave"),
    ),
    TRAINING: (
        Key(name="draw", keys="space", help="Draw the run, or leave it out; Enter draws it alone", action="draw"),
        Key(name="smooth", keys="s", help="Smoothed, or as measured", action="manner('smooth')"),
        Key(name="log", keys="l", help="Logarithmic, or not", action="manner('log')"),
        Key(name="time", keys="t", help="Over the time, or over the steps", action="manner('time')"),
        Key(name="left", keys="left", help="Read the values before", action="read(-1)"),
        Key(name="right", keys="right", help="Read the values after", action="read(1)"),
        *(
            Key(name=name, keys=str(number), help=f"{title} alone", action=f"chart({number})")
            for number, (name, title) in enumerate(FIGURES.items(), start=1)
        ),
        Key(name="all", keys="0", help="All charts", action="chart(0)"),
        Key(name="leave", keys="escape,q,f4", help="Back, one step at a time", action="leave"),
    ),
    SESSIONS: (
        Key(name="open", keys="enter", help="Go on", action="open"),
        Key(name="new", keys="ctrl+n", help="New; a conversation of its own", action="new"),
        Key(name="rename", keys="ctrl+r", help="Rename", action="rename"),
        Key(name="delete", keys="ctrl+d", help="Delete; it can be restored for 30 days", action="delete"),
        Key(name="undo", keys="ctrl+z", help="Undo; brings back what was deleted last", action="undo"),
        Key(name="export", keys="ctrl+e", help="Export as Markdown", action="export"),
        Key(name="close", keys="escape", help="Close", action="close"),
    ),
    MESSAGE: (
        Key(name="before", keys="up,k", help="The message before", action="screen.choose(-1)"),
        Key(
            name="after",
            keys="down,j",
            help="The message after; after the last one the prompt",
            action="screen.choose(1)",
        ),
        Key(name="menu", keys="enter,space", help="Its menu; a click with the right button too", action="menu"),
        Key(name="copy", keys="c", help="Copy, with its source", action="screen.act('copy')"),
        Key(name="plain", keys="p", help="Copy the words alone", action="screen.act('plain')"),
        Key(name="quote", keys="q", help="Quote in the prompt", action="screen.act('quote')"),
        Key(name="retry", keys="r", help="Once more", action="screen.act('retry')"),
        Key(name="think", keys="t", help="Show how it thought", action="screen.act('think')"),
        Key(name="fork", keys="f", help="Fork: go on from here in a copy", action="screen.act('fork')"),
        Key(name="export", keys="e", help="Export this message", action="screen.act('export')"),
        Key(name="close", keys="escape", help="To the prompt", action="screen.to_prompt"),
    ),
}


def bindings(view: str, *, priority: bool = False) -> list[BindingType]:
    """What a view binds, for its `BINDINGS`. With `priority` even a field that one writes in does not see the keys."""
    keys = VIEW_KEYS[view]
    return [Binding(key.keys, key.action, key.help, show=False, priority=priority) for key in keys if key.action]


def named(view: str, name: str) -> Key:
    """The entry of the table that is called `name`."""
    return next(key for key in VIEW_KEYS[view] if key.name == name)


def shown(view: str, name: str) -> str:
    """The first key of an action, for people."""
    return show(split(named(view, name).keys)[0])
