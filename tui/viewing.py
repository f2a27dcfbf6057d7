"""What opens beside or over the chat: a document at the place of an answer, a model at work, the training runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.screen import Screen

from neural.errors import DragomanError
from tui import folders
from tui.document.pane import DocumentPane
from tui.document.source import ShowSource, Source
from tui.runner import Runner
from tui.screens.think import ThinkScreen
from tui.thinking.views import picture_of
from tui.transcript import Entry, Opening, State
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.controller import Controller

_IN_PANE = {"stop", "scroll"}  # keys of the chat that mean the pane while it has the focus


class ViewingScreen(Screen[None]):
    """The half of the chat screen that minds the views."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # as in Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]  # noqa: RUF012
    runner: Runner
    controller: Controller

    def __init__(self) -> None:
        super().__init__()
        self._wanted: tuple[str, Source | None] | None = None  # a document to be shown once it is open

    @property
    def pane(self) -> DocumentPane:
        return self.query_one(DocumentPane)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return False if action in _IN_PANE and self.pane.has_focus_within else super().check_action(action, parameters)

    # Documents.

    def action_source(self) -> None:
        """One key: to the source of the last answer, or to the open document, and back."""
        if self.pane.has_focus_within:
            self._to_prompt()
        elif self.pane.display:
            self.pane.take_focus()
        else:
            self.controller.source()

    @on(ShowSource)
    def _source_clicked(self, message: ShowSource) -> None:
        message.stop()
        self.controller.show(message.source.document, message.source)

    def show_document(self, name: str, source: Source | None = None) -> None:
        """The document called `name`, at `source`; one that is still loading appears by itself."""
        document = self.runner.documents.get(name)
        self.set_class(True, "-reading")
        self.pane.display = True
        if document is not None:
            self._wanted = None
            lit = source or Source(document=name)
            self.pane.show(document, sentence=lit.sentence_in(document), span=lit.span)
        else:
            self._wanted = name, source
            opening = (work for work in self.controller.session.pending() if isinstance(work, Opening))
            self._follow(next((work for work in opening if _is(work, name)), None))
        self.pane.take_focus()

    def entry_changed(self, entry: Entry) -> None:
        """Brings the views up to date with the session."""
        if isinstance(entry, Opening) and self._wanted is not None:
            self._follow(entry)
        for screen in self.app.screen_stack:
            if isinstance(screen, ThinkScreen):
                screen.entry_changed(entry)
        reading = self.pane.reading
        if reading is not None and reading.document.name not in self.runner.documents:
            self.pane.close()

    def _follow(self, entry: Opening | None) -> None:
        assert self._wanted is not None
        name, source = self._wanted
        if name in self.runner.documents:
            self.show_document(name, source)
        elif entry is not None and entry.state in (State.FAILED, State.STOPPED) and _is(entry, name):
            self._wanted = None
            self.pane.close()
        elif entry is None or _is(entry, name):
            self.pane.show_loading(name, entry.progress if entry is not None else None)

    # A model at work.

    def action_think(self) -> None:
        self.controller.think()

    def show_thinking(self, entry: Entry) -> None:
        """How the model came to `entry`; grows while it works."""
        screen = ThinkScreen(entry, self.controller.session.entries, self.controller.save_picture)
        self.app.push_screen(screen, self._thought_about)

    def _thought_about(self, message: ShowSource | None) -> None:
        if message is not None:
            self.controller.show(message.source.document, message.source)

    def save_picture(self, entry: Entry, path: Path) -> None:
        """Keeps the picture of `entry`, and says where."""
        self._save_picture(entry.whole(), path)  # the store is for this thread

    @work(thread=True, group="pictures")
    def _save_picture(self, entry: Entry, path: Path) -> None:
        from tui.pictures.files import save

        try:
            save(picture_of(entry), path)
            said = f"Saved {folders.shorten(path.absolute())}"
            self.app.call_from_thread(self.app.notify, said, markup=False)
        except DragomanError as error:
            self.app.call_from_thread(self.app.notify, str(error), severity="warning", markup=False)

    # Training.

    def action_train(self) -> None:
        self.controller.train("")

    def show_training(self, folder: Path) -> None:
        """The training runs in `folder`."""
        from tui.screens.training import TrainingScreen

        self.app.push_screen(TrainingScreen(folder))

    @on(DocumentPane.Left)
    def _left(self, message: DocumentPane.Left) -> None:
        message.stop()
        if message.closed:
            self._wanted = None
        self._to_prompt()

    def _to_prompt(self) -> None:
        """Back to writing. Where the pane covers the chat, it goes."""
        if self.has_class("-narrow"):
            self.pane.display = False
        self.set_class(self.pane.display, "-reading")
        self.query_one(Prompt).focus()


def _is(entry: Opening, name: str) -> bool:
    return (
        entry.path.name == name
        or (entry.opened is not None and entry.opened.document == name)
        or (Path(name).name == entry.path.name)
    )
