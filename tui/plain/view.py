"""The line mode's view of a session: everything becomes lines, written as soon as they are whole."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from neural.errors import DragomanError
from tui import clipboard, folders, safe
from tui.commands import COMMANDS
from tui.document.source import Source
from tui.plain.telling import Teller, thoughts
from tui.settings import TABLE, SettingsFile
from tui.transcript import Entry, State, Work

if TYPE_CHECKING:
    from neural.training.report.curves import Curves
    from tui.controller import Controller
    from tui.runner import Runner

_SENTENCES = 12  # of a document that are read out at a time
_SESSIONS = 20


class PlainView:
    """Writes with `write`, a line at a time; what fails goes to `complain`."""

    def __init__(
        self,
        write: Callable[[str], None],
        complain: Callable[[str], None],
        settings_file: SettingsFile,
        *,
        progress: bool,
    ) -> None:
        self._write, self._complain, self._file = write, complain, settings_file
        self._teller = Teller(progress=progress)
        self._read: dict[str, int] = {}  # how far each document was read out
        self.left = False

    def connect(self, controller: Controller, runner: Runner) -> None:
        """To what it shows; they in turn are made with their view."""
        self._controller, self._runner = controller, runner

    @property
    def failed(self) -> bool:
        """Something that was asked for did not work."""
        return self._teller.failed

    def entry_added(self, entry: Entry) -> None:
        self.entry_changed(entry)

    def entry_changed(self, entry: Entry) -> None:
        failed = isinstance(entry, Work) and entry.state is State.FAILED
        for line in self._teller.news(entry):
            (self._complain if failed else self._write)(line)

    def entry_removed(self, entry: Entry) -> None:
        """What was said was said."""

    def session_changed(self) -> None:
        """There are no bars to bring up to date."""

    def session_replaced(self) -> None:
        session = self._controller.session
        messages = sum(bool(entry.typed) for entry in session.entries)
        if messages:
            self._write(f"Going on with “{safe.line(session.title) or 'untitled'}”, {messages} messages so far.")
        else:
            self._write("A new conversation.")

    def copy(self, text: str) -> None:
        to_terminal = _through_terminal if sys.stdout.isatty() else lambda _: None
        self._write(clipboard.copy(text, to_terminal=to_terminal) + ".")

    def quote(self, text: str) -> None:
        for line in text.splitlines():
            self._write(safe.line(f"> {line}"))

    def choose_theme(self, name: str) -> None:
        self._write("Line by line there are no colours; a theme holds in the app with a screen.")

    def show_help(self) -> None:
        self._write("Write a question about the open documents, or a command:")
        for command in COMMANDS:
            self._write(f"  {command.usage}: {command.help}. {command.detail}".rstrip())
        self._write("Ctrl+C stops the work and keeps what came; Ctrl+D leaves.")

    def show_settings(self) -> None:
        path = f", kept in {folders.shorten(self._file.path)}" if self._file.path else ""
        self._write(f"Settings{path}:")
        for entry in TABLE:
            value = getattr(self._file.settings, entry.name)
            shown = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
            self._write(f"  {entry.name} = {shown}. {entry.metadata['help']}.")

    def show_sessions(self, query: str) -> None:
        conversations = self._controller.conversations
        found = conversations.store.search(query) if query else []
        rows = [hit.session for hit in found] if query else conversations.store.sessions(limit=_SESSIONS)
        for row in rows[:_SESSIONS]:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(row.updated))
            messages = f"{row.messages} message{'s' * (row.messages != 1)}"
            self._write(f"  {row.id}: {safe.line(row.title) or 'untitled'}, {messages}, {when}")
        self._write("/sessions NUMBER goes on with one." if rows else "There are no such conversations yet.")

    def show_document(self, name: str, source: Source | None = None) -> None:
        document = self._runner.documents.get(name)
        if document is None:
            self._write(f"{safe.line(name)} is not open yet.")
            return
        begin, end = self._read.get(name, 0), len(document.sentences)
        if source is not None:
            start = (source.sentence_in(document) or (0, 0))[0]
            at = next((i for i, found in enumerate(document.sentences) if found.end > start), 0)
            begin, end = max(0, at - 1), at + 2
        shown = document.sentences[begin : min(end, begin + _SENTENCES)]
        self._write(f"From {safe.line(name)}:" if shown else f"That was all of {safe.line(name)}.")
        page = None
        for sentence in shown:
            if sentence.page != page and sentence.page is not None:
                self._write(f"  Page {sentence.page}.")
            page = sentence.page
            self._write(f"  {safe.line(document.text[sentence.start : sentence.end])}")
        if source is None:
            self._read[name] = begin + len(shown) if shown else 0
            if shown and begin + len(shown) < end:
                self._write(f"/read {safe.line(name)} reads on.")

    def show_thinking(self, entry: Entry) -> None:
        for line in thoughts(entry.whole()):
            self._write(line)

    def show_training(self, folder: Path) -> None:
        from neural.training.report.curves import METRICS, read_curves

        runs = sorted(path.parent for path in folder.glob(f"*/{METRICS}"))
        for run in runs:
            try:
                self._write(f"  {safe.line(run.name)}: {_newest(read_curves(run))}.")
            except DragomanError as error:
                self._write(f"  {error}")
        if not runs:
            self._write(f"There are no training runs in {folders.shorten(folder)}.")

    def save_picture(self, entry: Entry, path: Path) -> None:
        from tui.pictures.files import save
        from tui.thinking.views import picture_of

        try:
            save(picture_of(entry.whole()), path)
        except DragomanError as error:
            self._complain(str(error))
        else:
            self._write(f"Saved {folders.shorten(path.absolute())}.")

    def leave(self) -> None:
        self.left = True


def _newest(curves: Curves) -> str:
    """How far a run is, and what it measured last."""
    newest = {record.event: record.figures for record in curves.records}
    figures = [f"{event} {name} {value:.4g}" for event, found in newest.items() for name, value in found.items()]
    return ", ".join([f"step {curves.last_step}", *figures])


def _through_terminal(text: str) -> None:
    """OSC 52, which Textual sends for the app with a screen."""
    import base64

    sys.stdout.write(f"\x1b]52;c;{base64.b64encode(text.encode(errors='replace')).decode()}\a")
    sys.stdout.flush()
