"""What all entries of the transcript have in common on the screen."""

from __future__ import annotations

from typing import Any

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui import safe
from tui.failures import Failure
from tui.transcript import Entry, State, Work
from tui.widgets import drawing

_SAID_LINES = 10


class EntryView(Vertical):
    """Shows one entry. `sync` brings it up to date; everything shown is read from the entry."""

    def __init__(self, entry: Entry) -> None:
        self.entry: Any = entry
        super().__init__(classes="entry")

    def on_mount(self) -> None:
        if self.children:  # none where it is being taken away before it was ever drawn
            self.sync()

    def sync(self) -> None:
        """Shows the entry as it now is."""


class Said(Static):
    """What the user sent; of a long text the beginning."""

    def __init__(self, typed: str, label: str = "") -> None:
        lines = safe.text(typed).split("\n")
        content = Content("\n".join(lines))
        if len(lines) > _SAID_LINES + 2:
            rest = f"\n… and {len(lines) - _SAID_LINES} more lines"
            content = Content.assemble("\n".join(lines[:_SAID_LINES]), (rest, drawing.QUIET))
        if label:
            content = Content.assemble((f"{label}\n", drawing.QUIET), content)
        super().__init__(content, markup=False)


class Lines(Static):
    """A piece of an entry that hides while it has nothing to show."""

    def __init__(self, classes: str = "") -> None:
        super().__init__(classes=classes, markup=False)
        self.display = False

    def show(self, content: Content | str) -> None:
        """Shows `content`; an empty one hides the widget."""
        content = content if isinstance(content, Content) else Content(content)
        self.display = bool(content)
        self.update(content)


class WorkState(Lines):
    """Where a piece of work stands: it waits, goes on, was stopped or failed. Hidden once it is done."""

    def show_work(self, work: Work) -> None:
        self.set_class(work.state is State.FAILED, "-failed")
        self.set_class(work.failure is not None and work.failure.bug, "-bug")
        self.show(self._content(work))

    def _content(self, work: Work) -> Content:
        if work.state is State.QUEUED:
            return Content.styled("◌ waits its turn", drawing.QUIET)
        if work.state is State.WORKING:
            return drawing.progress(work.progress) if work.progress else Content()
        if work.state is State.STOPPING:
            return Content.styled("■ stopping …", drawing.QUIET)
        if work.state is State.STOPPED:
            return Content.styled("■ stopped", drawing.QUIET)
        return failure(work.failure) if work.failure is not None else Content()


def failure(found: Failure) -> Content:
    """What, why and the way out, each on its own line."""
    what, why, remedy = (safe.line(part) for part in (found.what, found.why, found.remedy))
    title = what if "." in what else what[:1].upper() + what[1:]  # the name of a file stays as it is
    content = Content.assemble((title, "bold"), f"\n{why[:1].upper()}{why[1:]}")
    return Content.assemble(content, ("\n→ ", drawing.ACCENT), remedy) if remedy else content
