"""What the app has to say for itself: documents opening and closing, notes, and how to begin."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tui import safe
from tui.transcript import Closing, Note, Opening, State
from tui.widgets import drawing
from tui.widgets.entry import EntryView, Lines, Said, WorkState


class OpeningView(EntryView):
    """A document while it loads, and what was found in it."""

    entry: Opening

    def compose(self) -> ComposeResult:
        yield Lines("event")
        yield WorkState("work")

    def sync(self) -> None:
        entry, line = self.entry, self.query_one(".event", Lines)
        self.query_one(WorkState).show_work(entry)
        name = safe.line(entry.opened.document if entry.opened else entry.path.name)
        if entry.opened is None:
            named = entry.failure is not None and name in entry.failure.what
            line.show("" if named else Content.assemble(("○ ", drawing.ACCENT), (name, "bold")))
            return
        pages = f"{entry.opened.pages} page{'s' * (entry.opened.pages != 1)} · " if entry.opened.pages else ""
        counts = f"  {pages}{entry.opened.words:,} words · {entry.opened.sentences:,} sentences"
        line.show(Content.assemble(("● ", drawing.ACCENT), (name, "bold"), (counts, drawing.QUIET)))


class ClosingView(EntryView):
    entry: Closing

    def compose(self) -> ComposeResult:
        yield Lines("event")
        yield WorkState("work")

    def sync(self) -> None:
        self.query_one(WorkState).show_work(self.entry)
        if self.entry.state is State.DONE:
            name = safe.line(self.entry.name)
            self.query_one(".event", Lines).show(
                Content.assemble(("○ ", drawing.QUIET), (name, "bold"), ("  closed", drawing.QUIET))
            )


class NoteView(EntryView):
    """A title and its rows, the labels in a column."""

    entry: Note

    def compose(self) -> ComposeResult:
        yield Lines("event")
        yield Lines("rows")

    def sync(self) -> None:
        entry = self.entry
        self.set_class(entry.warning, "-warning")
        self.query_one(".event", Lines).show(Content.styled(safe.line(entry.title), "bold"))
        self.query_one(".rows", Lines).show(columns(entry.rows))


class NoDocumentView(EntryView):
    """The designed answer to a question that has nothing to look in."""

    def compose(self) -> ComposeResult:
        yield Said(self.entry.typed)
        with Vertical(classes="reply"):
            yield Lines("event")
            yield Lines("rows")

    def sync(self) -> None:
        self.query_one(".event", Lines).show(Content.styled("No document is open yet.", "bold"))
        rows = (
            ("/open PATH", "opens one; Tab completes the path"),
            ("drop a file", "on this window, or paste its path"),
            ("/open sample", "opens a text of two pages to try things on"),
            ("↑", "then brings your question back"),
        )
        self.query_one(".rows", Lines).show(columns(rows))


def columns(rows: tuple[tuple[str, str], ...]) -> Content:
    """Rows of (label, text) as two columns; further lines of a text stand under its first."""
    if not rows:
        return Content()
    width = max(len(label) for label, _ in rows) + 3
    lines = []
    for label, text in rows:
        indented = safe.text(text).replace("\n", "\n" + " " * width)
        lines.append(Content.assemble((f"{safe.line(label):<{width}}", drawing.ACCENT), (indented, drawing.QUIET)))
    return Content("\n").join(lines)
