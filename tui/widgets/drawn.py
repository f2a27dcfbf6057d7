"""The views of those entries that are drawn. A view that is not needed any more serves for another entry."""

from __future__ import annotations

from collections.abc import Iterable

from tui.transcript import Closing, Entry, NoDocument, Note, Opening, Question, Rendering
from tui.widgets.entry import EntryView
from tui.widgets.notes import ClosingView, NoDocumentView, NoteView, OpeningView
from tui.widgets.question import QuestionView
from tui.widgets.translation import TranslationView

_VIEWS: dict[type[Entry], type[EntryView]] = {
    Question: QuestionView,
    Rendering: TranslationView,
    Opening: OpeningView,
    Closing: ClosingView,
    Note: NoteView,
    NoDocument: NoDocumentView,
}
_SPARE = 6  # views that are kept for later


class Drawn:
    """By the number of the entry. New widgets take ten times as long as new words in old ones: hence the spare views,
    which stay where they are, hidden."""

    def __init__(self) -> None:
        self._views: dict[int, EntryView] = {}
        self._spare: list[EntryView] = []

    def __getitem__(self, entry: Entry) -> EntryView:
        return self._views[entry.number]

    def get(self, entry: Entry) -> EntryView | None:
        """The view of `entry`, if it has one."""
        return self._views.get(entry.number)

    def view(self, entry: Entry) -> tuple[EntryView, bool]:
        """A view of `entry`, and whether it is there already, only not in its place."""
        spare = next((view for view in self._spare if view.serves(entry)), None)
        if spare is not None:
            self._spare.remove(spare)
            spare.serve(entry)
        view = self._views[entry.number] = spare or _VIEWS[type(entry)](entry)
        return view, spare is not None

    def put_aside(self, entries: Iterable[Entry]) -> None:
        """These are not in sight any more. What shows them may show others."""
        for entry in entries:
            if (view := self._views.pop(entry.number, None)) is None:
                continue
            if len(self._spare) < _SPARE and view.idle and view.serves(entry):
                view.display = False
                self._spare.append(view)
            else:
                view.take_away()

    def remove(self, entries: Iterable[Entry]) -> None:
        """Takes away what shows these, and all that is spare."""
        leaving = [view for entry in entries if (view := self._views.pop(entry.number, None)) is not None]
        for view in (*leaving, *self._spare):
            view.take_away()
        self._spare.clear()
