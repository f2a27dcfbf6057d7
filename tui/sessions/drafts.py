"""What stands unsent in the prompt: kept while it is being written, given back when the app that held it is gone."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from tui.sessions.database import Database, StoreError


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text that was not sent, and the session it was written in; None for one of which nothing was kept yet."""

    id: int
    text: str
    session: int | None


class DraftStore:
    """The table of drafts. All methods raise StoreError where it cannot be used. For one thread."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = Database(path, guest=True), now

    def write(self, text: str, *, session: int | None, id: int | None = None) -> int:
        """Keeps `text` in the place of the draft `id`, or as a new one; gives its id."""
        with self._database.writing() as db:
            sql = "INSERT OR REPLACE INTO drafts (id, session, owner, updated, text) VALUES (?, ?, ?, ?, ?)"
            row = db.execute(sql, (id, session, os.getpid(), self._now(), json.dumps(text)))
            assert row.lastrowid is not None
            return row.lastrowid

    def remove(self, id: int) -> None:
        """Forgets a draft: it was sent, or emptied by hand."""
        with self._database.writing() as db:
            db.execute("DELETE FROM drafts WHERE id = ?", (id,))

    def left(self, session: int | None) -> Draft | None:
        """The newest draft of `session` that no other app is at; without one the newest of the last conversation, or of
        one that never began."""
        last = "(SELECT id FROM sessions WHERE deleted IS NULL ORDER BY updated DESC, id DESC LIMIT 1)"
        wanted = "session = ?1" if session is not None else f"?1 IS NULL AND (session IS NULL OR session = {last})"
        with self._database.reading() as db:
            sql = f"SELECT id, session, owner, text FROM drafts WHERE {wanted} ORDER BY updated DESC, id DESC"
            row = next((row for row in db.execute(sql, (session,)) if not _elsewhere(row["owner"])), None)
        return row and Draft(id=row["id"], text=json.loads(row["text"]), session=row["session"])

    def close(self) -> None:
        self._database.close()


class Drafts:
    """Writes drafts down in a thread of its own, at most `delay` seconds after they changed; no method waits for it but
    `close`. `found` hears, in that thread, of a draft that was left.

    A draft that cannot be saved is passed over: whatever keeps it from the disk is told as soon as a message is sent.
    """

    def __init__(self, path: Path, found: Callable[[Draft], None], *, delay: float = 0.4) -> None:
        self._path, self._found, self._delay = path, found, delay
        self._orders: SimpleQueue[Callable[[DraftStore], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
        self._id: int | None = None  # from here on all of this belongs to the thread
        self._waiting: tuple[str, int | None] | None = None

    def keep(self, text: str, session: int | None) -> None:
        """What now stands in the prompt, while `session` is shown."""

        def note(_: DraftStore) -> None:
            self._waiting = text, session

        self._give(note)

    def look(self, session: int | None) -> None:
        """Another session is shown, above an empty prompt: what was left of it, `found` hears."""

        def find(store: DraftStore) -> None:
            self._write(store)
            self._id = None
            if self._path.exists() and (draft := store.left(session)) is not None:
                self._found(draft)

        self._give(find)

    def take(self, draft: Draft) -> None:
        """`draft` stands in the prompt from now on."""

        def take(store: DraftStore) -> None:
            self._write(store)
            self._id = draft.id

        self._give(take)

    def close(self, *, wait: float = 1.0) -> None:
        """Writes what is not written yet, and ends."""
        self._orders.put(None)
        if self._thread.is_alive():
            self._thread.join(wait)

    def _give(self, order: Callable[[DraftStore], None]) -> None:
        self._orders.put(order)
        if self._thread.ident is None:
            self._thread.start()

    def _run(self) -> None:
        store, due = DraftStore(self._path), 0.0
        while True:
            try:
                order = self._orders.get(timeout=max(0.0, due - time.monotonic()) if self._waiting else None)
            except Empty:
                self._write(store)
                continue
            if order is None:
                break
            if self._waiting is None:
                due = time.monotonic() + self._delay
            with suppress(StoreError):
                order(store)
        self._write(store)
        store.close()

    def _write(self, store: DraftStore) -> None:
        if self._waiting is None:
            return
        (text, session), self._waiting = self._waiting, None
        with suppress(StoreError):
            if text.strip():
                self._id = store.write(text, session=session, id=self._id)
            elif self._id is not None:
                store.remove(self._id)
                self._id = None


def _elsewhere(owner: int) -> bool:
    """The process `owner` is another one, and lives. Where that can't be asked, a draft is better shown twice."""
    if owner == os.getpid() or os.name != "posix":
        return False
    try:
        os.kill(owner, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
