"""The conversation on the screen. Stays at the newest entry unless the user scrolled away."""

from __future__ import annotations

from textual.containers import VerticalScroll

from tui.transcript import Closing, Entry, NoDocument, Note, Opening, Question, Rendering
from tui.widgets.entry import EntryView
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


class TranscriptView(VerticalScroll, can_focus=False):
    """One view for each entry, the welcome while there is none."""

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._views: dict[int, EntryView] = {}

    def on_mount(self) -> None:
        self.anchor()

    def add(self, entry: Entry) -> None:
        self.query_one(Welcome).display = False
        view = self._views[entry.number] = _VIEWS[type(entry)](entry)
        self.mount(view)
        self.anchor()  # whoever sends something wants to see what comes of it

    def to_end(self) -> None:
        """To the newest entry, and stay with it."""
        self.anchor()
        self.scroll_end(animate=False)

    def sync(self, entry: Entry) -> None:
        view = self._views.get(entry.number)
        if view is not None and view.is_mounted:  # one not yet mounted reads the entry when it is
            view.sync()

    def drop(self, entry: Entry) -> None:
        view = self._views.pop(entry.number, None)
        if view is not None:
            view.remove()
        self.query_one(Welcome).display = not self._views
