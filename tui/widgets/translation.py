"""A text and its translation, which grows as the words come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tui import plain_text, safe
from tui.transcript import Entry, Rendering, State
from tui.widgets import drawing
from tui.widgets.entry import EntryView, Lines, Said, WorkState
from tui.widgets.measured import Measured

if TYPE_CHECKING:
    from tui.widgets.markdown import GrowingMarkdown

_SETTLED = 1500  # characters; what is longer is split off at a line break and never drawn again


class TranslationView(EntryView):
    entry: Rendering

    def compose(self) -> ComposeResult:
        yield Said(self.entry.text, self._label)
        with Vertical(classes="reply"):
            self._text = self._growing()
            yield self._text
            yield WorkState("work")
            yield Lines("place")

    def _growing(self) -> GrowingText | GrowingMarkdown:
        if not plain_text.is_markdown(self.entry.text):
            return GrowingText()
        from tui.widgets.markdown import GrowingMarkdown

        return GrowingMarkdown()

    def sync(self) -> None:
        entry = self.entry
        self.query_one(Said).say(entry.text, self._label)
        self.query_one(WorkState).show_work(entry)
        growing = entry.state is State.WORKING and entry.progress is None
        self._text.show(entry.output, growing=growing)
        seconds = drawing.seconds(entry.seconds) if entry.state is State.DONE else ""
        self.query_one(".place", Lines).show(Content.styled(seconds, drawing.QUIET))

    def serves(self, entry: Entry) -> bool:
        plain = isinstance(self._text, GrowingText) and self._text.short
        return plain and isinstance(entry, Rendering) and not plain_text.is_markdown(entry.text)

    @property
    def _label(self) -> str:
        return f"translate  {self.entry.pair}"


class GrowingText(Measured, Vertical):
    """Text that is only ever appended to. Finished parts become widgets of their own: a long text stays quick."""

    def __init__(self) -> None:
        super().__init__(classes="output")
        self._settled = 0
        self._tail: Lines | None = None

    @property
    def short(self) -> bool:
        """It is one piece, so that any other text can take its place."""
        return not self._settled

    def show(self, text: str, *, growing: bool) -> None:
        """Shows `text`, which begins with the pieces that were shown before; a cursor follows while it grows."""
        while len(text) - self._settled > _SETTLED and (end := text.find("\n", self._settled + _SETTLED)) != -1:
            self._piece().show(safe.text(text[self._settled : end]))
            self._settled, self._tail = end + 1, None
        self.display = bool(text) or growing
        rest = text[self._settled :]
        if rest or growing or self._tail is not None:
            cursor = Content.styled("▍", drawing.ACCENT) if growing else Content()
            self._piece().show(Content.assemble(safe.text(rest), cursor))

    def _piece(self) -> Lines:
        if self._tail is None:
            self._tail = Lines()
            self.mount(self._tail)
        return self._tail
