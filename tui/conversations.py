"""What users do with whole conversations: begin, find, resume, rename, fork, export, delete, and undo that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from neural.errors import DragomanError
from tui import folders, jobs, paths, safe
from tui.sessions import codec, details
from tui.sessions.database import StoreDamaged, StoreError
from tui.sessions.keeper import Keeper
from tui.sessions.rows import EntryRow, TitleFrom
from tui.sessions.store import SessionStore
from tui.transcript import Entry, Session, Work, next_number

if TYPE_CHECKING:
    from tui.controller import Controller


class Conversations:
    """The commands, over the store; the controller tells what happens in the session of now, and it is kept."""

    def __init__(self, controller: Controller, store: SessionStore | None = None) -> None:
        self._controller = controller
        self.store = store or SessionStore(folders.sessions_file())
        self.keeper = Keeper(self.store, self._problem)
        self._told: set[str] = set()

    def close(self) -> None:
        """The app ends: writes down what is not written yet."""
        self.keeper.flush()
        self.store.close()

    def unsaved(self, path: Path, why: str) -> None:
        """What is sent cannot be written down. Said once: it will fail for every message."""
        if "unsaved" not in self._told:
            self._told.add("unsaved")
            row = (folders.shorten(path), why)
            self._controller.note("Your messages are not being saved", row, warning=True)

    # The commands.

    def browse(self, query: str = "") -> None:
        """`/sessions`, `/search WORDS`."""
        self.keeper.flush()
        self._controller.view.show_sessions(query)

    def new(self) -> None:
        """`/new`: the one before stays in the list; its work is stopped, its documents are closed."""
        self._enter(Session())

    def resume(self, id: int) -> None:
        """Goes on with an earlier session: the transcript at once, its documents when they are needed."""
        self.keeper.flush()
        if id == self._controller.session.stored:
            return
        try:
            row = self.store.session(id)
            stored = self.store.entries(id, without=details.HEAVY, cut=details.IN_ANSWER)
        except DragomanError as error:
            self._failed(error)
            return
        session = Session()
        session.stored, session.title, session.title_from = row.id, row.title, TitleFrom.USER
        pairs = [(found, entry) for found in stored if (entry := codec.from_row(found)) is not None]
        session.restore([entry for _, entry in pairs])
        self._enter(session, {entry.number: found for found, entry in pairs})

    def rename(self, title: str) -> None:
        """`/rename TITLE`."""
        session, title = self._controller.session, " ".join(safe.line(title).split())
        if not title:
            self._controller.note("Rename it to what?", ("/rename TITLE", session.title or "it has no title yet"))
            return
        try:
            if session.stored is not None:
                self.store.rename(session.stored, title)
        except StoreError as error:
            self._failed(error)
            return
        session.title, session.title_from = title, TitleFrom.USER
        self._controller.note(f"This conversation is now called “{title}”")

    def fork(self, entry: Entry | None = None) -> None:
        """`/fork`: a new session that begins like this one, up to `entry` or the newest message."""
        session = self._controller.session
        self.keeper.flush()
        kept = [e for e in session.entries if self.keeper.id_of(e) is not None]
        entry = entry or (kept[-1] if kept else None)
        upto = self.keeper.id_of(entry) if entry is not None else None
        if session.stored is None or upto is None:
            self._controller.note("There is nothing to fork yet")
            return
        try:
            fork = self.store.fork(session.stored, upto=upto)
        except DragomanError as error:
            self._failed(error)
            return
        title = session.title
        self.resume(fork)
        self._controller.note("A copy to go on with", ("from", title), ("/sessions", "has both"))

    def delete(self, arguments: str = "") -> None:
        """`/delete [NUMBER]`: without one the session of now."""
        session = self._controller.session
        number = arguments.strip().lstrip("#")
        if number and not number.isdecimal():
            self._controller.note("Delete which?", ("/delete NUMBER", "/sessions shows the numbers"), warning=True)
            return
        id = int(number) if number else session.stored
        self.keeper.flush()
        if id is None:
            self._controller.note("There is nothing to delete yet")
            return
        try:
            title = self.store.session(id).title
            if id == session.stored:
                self.new()
            self.store.delete(id)
        except DragomanError as error:
            self._failed(error)
            return
        self._controller.note(f"Deleted “{title or 'untitled'}”", ("/undo", "brings it back"))

    def undo(self) -> None:
        """`/undo`: brings back the session deleted last."""
        try:
            row = self.store.restore()
        except DragomanError as error:
            self._failed(error)
            return
        if row is None:
            self._controller.note("There is nothing to undo", ("deleted", "conversations can be restored for 30 days"))
        else:
            self._controller.note(f"Restored “{row.title or 'untitled'}”", ("/sessions", f"has it, number {row.id}"))

    def export(self, arguments: str, entry: Entry | None = None) -> None:
        """`/export [md|html|json] [PATH]`: of all that is shown, or of one message."""
        from tui.sessions import export

        session = self._controller.session
        entries = [entry] if entry is not None else [e for e in session.entries if codec.keeps(e)]
        first, _, rest = arguments.partition(" ")
        format = first.lower() if first.lower() in export.FORMATS else ""
        target = (rest if format else arguments).strip()
        if not entries:
            self._controller.note("There is nothing to export yet")
            return
        try:
            path = export.write(
                entries, title=session.title, format=format, path=paths.parse(target) if target else None
            )
        except DragomanError as error:
            self._failed(error)
        else:
            self._controller.note("Exported", ("to", folders.shorten(path.absolute())))

    # Inside.

    def _enter(self, session: Session, rows: Mapping[int, EntryRow] | None = None) -> None:
        controller = self._controller
        left = controller.session
        controller.stop_all()
        self.keeper.flush()
        self.keeper.forget(left)
        session.translating = left.translating
        if not session.entries:
            session.pair = left.pair
        self.keeper.resume(session, rows or {})
        controller.session = session
        if left.documents or any(isinstance(entry, Work) for entry in left.pending()):
            keep = frozenset(opened.path for opened in session.documents.values())
            controller.submit(next_number(), jobs.CloseAll(keep))
        controller.view.session_replaced()

    def _problem(self, error: StoreError) -> None:
        """The keeper cannot save."""
        if isinstance(error, StoreDamaged):
            rows = ((error.what, error.why), ("what to do", error.remedy))
            self._controller.note("Your earlier conversations cannot be read", *rows, warning=True)
        else:
            self.unsaved(self.store.path, error.why)

    def _failed(self, error: DragomanError) -> None:
        rows = ((error.what, error.why), *((("what to do", error.remedy),) if error.remedy else ()))
        self._controller.note("That did not work", *rows, warning=True)
