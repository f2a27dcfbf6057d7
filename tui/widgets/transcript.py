"""The conversation on the screen. Stays at the newest entry unless the user scrolled away."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from tui.transcript import Closing, Entry, NoDocument, Note, Opening, Question, Rendering
from tui.widgets import drawing
from tui.widgets.entry import EntryView, Lines
from tui.widgets.notes import ClosingView, NoDocumentView, NoteView, OpeningView
from tui.widgets.question import QuestionView
from tui.widgets.translation import TranslationView
from tui.widgets.welcome import Welcome

_VIEWS: dict[type[Entry], type[EntryView]] = {
    Question: QuestionView,
    Rendering: TranslationView,
    Opening: OpeningView,
    Closing: ClosingView,
    Note: NoteView,
    NoDocument: NoDocumentView,
}


_MOST, _KEPT, _MORE = 44, 40, 20  # entries drawn at most, left after a clearance, drawn more at a time


class Earlier(Lines):
    """Says how many entries are not drawn; a click draws more of them."""

    def show_count(self, hidden: int) -> None:
        noun = "message" if hidden == 1 else "messages"
        self.show(Content.styled(f"▴ {hidden:,} earlier {noun}", drawing.QUIET) if hidden else "")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.query_ancestor(TranscriptView).draw_earlier()


class TranscriptView(VerticalScroll, can_focus=False):
    """One view for each entry, the welcome while there is none.

    Only the newest are drawn, since each new widget costs time for every one there is; scrolling to the top draws more.
    """

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._entries: list[Entry] = []
        self._views: dict[int, EntryView] = {}

    def compose(self) -> ComposeResult:
        yield Welcome()
        yield Earlier("earlier")

    def on_mount(self) -> None:
        self.anchor()

    def add(self, entry: Entry) -> None:
        """Draws a new entry at the end. Whoever sends something wants to see what comes of it, so the end it is."""
        self._entries.append(entry)
        self.mount(self._view(entry))
        if len(self._views) > _MOST:
            for old in self._entries[:-_KEPT]:
                if (view := self._views.pop(old.number, None)) is not None:
                    view.remove()
        self._count()
        self.anchor()

    def sync(self, entry: Entry) -> None:
        """Draws an entry anew; one that is not drawn now reads its data when it is."""
        view = self._views.get(entry.number)
        if view is not None and view.is_mounted:
            view.sync()

    def drop(self, entry: Entry) -> None:
        """Takes an entry away."""
        self._entries.remove(entry)
        view = self._views.pop(entry.number, None)
        if view is not None:
            view.remove()
        self._count()

    def replace(self, entries: list[Entry]) -> None:
        """Draws these in the place of all that was there, from their end."""
        for view in self._views.values():
            view.remove()
        self._views.clear()
        self._entries = list(entries)
        self.mount(*(self._view(entry) for entry in self._entries[-_KEPT:]))
        self._count()
        self.to_end()

    def to_end(self) -> None:
        """To the newest entry, and stay with it."""
        self.anchor()
        self.scroll_end(animate=False)

    def draw_earlier(self) -> None:
        """Draws some more of the older entries; what was at the top stays where it was."""
        hidden = self._hidden()
        if not hidden:
            return
        height = self.virtual_size.height
        older = [self._view(entry) for entry in self._entries[max(0, hidden - _MORE) : hidden]]
        self.mount(*older, after=self.query_one(Earlier))
        self._count()

        def keep_place() -> None:
            self.scroll_to(y=self.scroll_y + self.virtual_size.height - height, animate=False)

        self.call_after_refresh(keep_place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if new_value <= 0 < old_value and self.max_scroll_y > 0:
            self.call_later(self.draw_earlier)

    def _view(self, entry: Entry) -> EntryView:
        view = self._views[entry.number] = _VIEWS[type(entry)](entry)
        return view

    def _hidden(self) -> int:
        """How many of the oldest entries are not drawn."""
        return next((i for i, entry in enumerate(self._entries) if entry.number in self._views), 0)

    def _count(self) -> None:
        self.query_one(Welcome).display = not self._entries
        self.query_one(Earlier).show_count(self._hidden())
