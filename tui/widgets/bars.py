"""The line above the transcript and the line below the prompt."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui import safe
from tui.keys import keymap_of, show
from tui.looking import answer_is_last
from tui.transcript import Closing, Opening, Question, Session, State, Work
from tui.widgets import drawing
from tui.widgets.still import Still

_FRAMES = "◐◓◑◒"


class TopBar(Horizontal):
    """The name, the open documents, the pair of languages."""

    def compose(self) -> ComposeResult:
        yield Static(Content.styled("dragoman", "bold $text-accent"), id="brand", markup=False)
        yield Still(id="documents")
        yield Still(id="pair")

    def show(self, session: Session) -> None:
        names = [safe.line(name) for name in session.documents]
        shown = Content.styled("no document", drawing.QUIET)
        if names:
            more = f"  and {len(names) - 1} more" if len(names) > 1 else ""
            shown = Content.assemble(names[-1], (more, drawing.QUIET))
        self.query_one("#documents", Still).put(shown)
        mode = ("translating  ", drawing.ACCENT) if session.translating else ("", "")
        self.query_one("#pair", Still).put(Content.assemble(mode, (str(session.pair), drawing.QUIET)))


class StatusBar(Horizontal):
    """What goes on, and the keys that matter now."""

    def __init__(self, *, animated: bool) -> None:
        super().__init__()
        self.animated = animated
        self._frame = 0
        self._timer: Timer | None = None
        self._doing = ""
        self._warm = False

    def compose(self) -> ComposeResult:
        yield Still(id="doing")
        yield Still(id="hints")

    def on_mount(self) -> None:
        self._timer = self.set_interval(0.15, self._turn, pause=True)

    def show(self, session: Session) -> None:
        pending = session.pending()
        self._warm = self._warm or any(
            isinstance(entry, Work) and not isinstance(entry, Opening | Closing) and entry.state is State.DONE
            for entry in session.entries
        )
        self._doing = _doing(pending)
        if self._timer is not None:
            if self._doing and self.animated:
                self._timer.resume()
            else:
                self._timer.pause()
        self._draw()
        keymap = keymap_of(self)
        newline = keymap.keys("newline")
        keys = [(keymap.first("send"), "send"), (show(newline[-1]) if newline else "", "new line"), ("/", "commands")]
        if answer_is_last(session):
            keys[1] = keymap.first("source"), "source"
        keys = [*([(keymap.first("stop"), "stop")] if pending else keys), (keymap.first("help"), "help")]
        parts = [part for key, what in keys if key for part in (key, (f" {what}   ", drawing.QUIET))]
        self.query_one("#hints", Still).put(Content.assemble(*parts).rstrip())

    def _turn(self) -> None:
        self._frame = (self._frame + 1) % len(_FRAMES)
        self._draw()

    def _draw(self) -> None:
        if self._doing:
            content = Content.assemble((f"{_FRAMES[self._frame]} ", drawing.ACCENT), (self._doing, drawing.QUIET))
        else:
            state = ("● ", "$text-success") if self._warm else ("○ ", drawing.QUIET)
            content = Content.assemble(state, ("ready", drawing.QUIET))
        self.query_one("#doing", Still).put(content)


def _doing(pending: list[Work]) -> str:
    if not pending:
        return ""
    work = pending[0]
    verb = "opening" if isinstance(work, Opening) else "reading" if isinstance(work, Question) else "translating"
    verb = "stopping" if work.state is State.STOPPING else "closing" if isinstance(work, Closing) else verb
    if work.progress is not None and work.state is State.WORKING:
        verb = safe.line(work.progress.task)
    return verb + (f", {len(pending) - 1} waiting" if len(pending) > 1 else "")
