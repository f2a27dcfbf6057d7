"""The first thing anyone sees: what this is, in five lines, and three things to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.widgets import drawing

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo

MARK = (
    "  ╷",
    "╭─┤ ╭─ ╭─╮ ╭─╮ ╭─╮ ╭┬╮ ╭─╮ ╭─╮",
    "╰─┘ ╵  ╰─┴ ╰─┤ ╰─╯ ╵╵╵ ╰─┴ ╵ ╵",
    "           ╶─╯",
)
LINES = (
    "Reads your documents and translates, on this computer and nowhere else.",
    "Open a document and ask about it in plain words.",
    "Each answer comes with its sentence, its page and how sure it is;",
    "where the document does not say, you are told so.",
    "Esc stops anything and keeps what came. F1 lists keys and commands.",
)
THINGS = (
    ("/open sample", "open"),
    ("When did Maria Theresa found the Oriental Academy?", "ask"),
    ("/translate en>de Two children are playing in the snow.", "translate"),
)


_LABELS = 14  # columns of what stands at the left of the lists


class Try(Message):
    """One of the things to try was chosen."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__()


class Thing(Static):
    """One of them, to click on."""

    def __init__(self, text: str, help: str) -> None:
        self._text = text
        super().__init__(Content.assemble((f"{help:<{_LABELS}}", drawing.ACCENT), text), markup=False)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(Try(self._text))


class Welcome(Vertical):
    """Shown while the transcript is empty. Tells what the models found can do."""

    def compose(self) -> ComposeResult:
        yield Static(Content.styled("\n".join(MARK), drawing.ACCENT), classes="mark", markup=False)
        yield Static(Content.styled("dragoman", "bold $text-accent"), classes="title", markup=False)
        yield Static("\n".join(LINES), classes="lines", markup=False)
        yield Static(
            Content.assemble(("Three things to try", "bold"), ("   click, or press Tab", drawing.QUIET)),
            markup=False,
        )
        for text, help in THINGS:
            yield Thing(text, help)
        yield Static("", classes="models", markup=False)

    def show_models(self, models: list[ModelInfo]) -> None:
        """What the models found can do, and how to get those that are missing."""
        self.query_one(".models", Static).update(_abilities([model for model in models if model.problem is None]))


def _abilities(models: list[ModelInfo]) -> Content:
    pairs = list(dict.fromkeys(f"{a} → {b}" for m in models if m.domain == "general" for a, b in m.directions))
    found = {"answers": any(model.kind == "reader" for model in models), "translates": bool(pairs)}
    detail = {"answers": "from documents", "translates": ", ".join(pairs)}
    remedy = {"answers": "dragoman train reader", "translates": "dragoman train translator"}
    lines = []
    for ability, there in found.items():
        if there:
            sign, said = ("● ", "$text-success"), detail[ability]
        else:
            sign, said = ("○ ", drawing.QUIET), f"no model yet, make one: {remedy[ability]}"
        lines.append(Content.assemble(sign, f"{ability:<{_LABELS - 2}}", (said, drawing.QUIET)))
    return Content("\n").join(lines)
