"""Sessions, their entries and what came of them: everything that is asked of the database."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from neural.errors import DragomanError
from tui.sessions.database import Database
from tui.sessions.folding import fold, terms
from tui.sessions.rows import EntryRow, EventRow, Found, SessionRow, TitleFrom

KEPT_DELETED = 30 * 86400.0  # seconds for which a deleted session can be brought back
_TALK = "('question', 'translation', 'unasked')"  # the kinds that count as messages
_SESSION = f"""
SELECT s.id, s.title, s.created, s.updated, s.parent, s.deleted,
       (SELECT count(*) FROM entries e WHERE e.session = s.id AND e.kind IN {_TALK}) AS messages
FROM sessions s
"""


class SessionStore:
    """All methods raise StoreError where the database cannot be used. For one thread."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._database, self.now = Database(path), now
        self._purged = False

    @property
    def path(self) -> Path:
        return self._database.path

    def close(self) -> None:
        self._database.close()

    # Writing a conversation down.

    def create(self, title: str = "", title_from: TitleFrom = TitleFrom.NOTHING, *, parent: int | None = None) -> int:
        """A new, empty session; gives its id."""
        now = self.now()
        with self._database.writing() as db:
            if not self._purged:  # once a run is often enough
                db.execute("DELETE FROM sessions WHERE deleted < ?", (now - KEPT_DELETED,))
                self._purged = True
            values = (_storable(title), int(title_from), now, now, parent)
            sql = "INSERT INTO sessions (title, title_from, created, updated, parent) VALUES (?, ?, ?, ?, ?)"
            return _new_id(db.execute(sql, values))

    def add(self, session: int, entry: EntryRow, *, title: str = "", title_from: TitleFrom = TitleFrom.NOTHING) -> int:
        """Appends an entry, on the disk when this returns; gives its id. The title is taken where none weighs more."""
        with self._database.writing(durable=True) as db:
            values = (session, entry.kind, entry.state, self.now(), _json(entry.data), _json(entry.result))
            sql = "INSERT INTO entries (session, kind, state, created, data, result, needle) VALUES (?,?,?,?,?,?,?)"
            id = _new_id(db.execute(sql, (*values, fold(entry.text or ""))))
            _add_events(db, id, entry.events)
            # Whoever writes to a session wants it, even if another app has deleted it meanwhile.
            db.execute("UPDATE sessions SET updated = ?, deleted = NULL WHERE id = ?", (self.now(), session))
            if title:
                sql = "UPDATE sessions SET title = ?, title_from = ? WHERE id = ? AND title_from < ?"
                db.execute(sql, (_storable(title), int(title_from), session, int(title_from)))
            return id

    def update(self, session: int, entries: Iterable[EntryRow]) -> None:
        """Writes down what came of entries since; of their events only those that are new need to be given."""
        with self._database.writing() as db:
            for entry in entries:
                db.execute(
                    "UPDATE entries SET state = ?, result = ? WHERE id = ?",
                    (entry.state, _json(entry.result), entry.id),
                )
                if entry.text is not None:
                    db.execute("UPDATE entries SET needle = ? WHERE id = ?", (fold(entry.text), entry.id))
                assert entry.id is not None
                _add_events(db, entry.id, entry.events)
            db.execute("UPDATE sessions SET updated = ? WHERE id = ?", (self.now(), session))

    def remove(self, entry: int) -> None:
        """Takes an entry away, for good: the user took it back before anything came of it."""
        with self._database.writing() as db:
            db.execute("DELETE FROM entries WHERE id = ?", (entry,))

    # Reading.

    def sessions(self, *, limit: int = 500) -> list[SessionRow]:
        """The sessions, the one used last first."""
        with self._database.reading() as db:
            sql = f"{_SESSION} WHERE s.deleted IS NULL ORDER BY s.updated DESC, s.id DESC LIMIT ?"
            return [_session(row) for row in db.execute(sql, (limit,))]

    def session(self, id: int) -> SessionRow:
        """The session `id`. Raises DragomanError where there is none."""
        with self._database.reading() as db:
            row = db.execute(f"{_SESSION} WHERE s.id = ? AND s.deleted IS NULL", (id,)).fetchone()
        if row is None:
            raise DragomanError(f"session {id}", "there is none of that number", "/sessions lists them")
        return _session(row)

    def entry(self, id: int) -> EntryRow | None:
        """One entry with all its events; None where it is not there any more."""
        with self._database.reading() as db:
            row = db.execute("SELECT * FROM entries WHERE id = ?", (id,)).fetchone()
            events = db.execute("SELECT * FROM events WHERE entry = ? ORDER BY ordinal", (id,)).fetchall()
        return _entry(row, tuple(map(_event, events))) if row is not None else None

    def entries(
        self, session: int, *, newest: int | None = None, without: Sequence[str] = (), cut: str = ""
    ) -> list[EntryRow]:
        """The entries of a session, oldest first, with their events except for those of the kinds `without`.

        `newest`: only so many, from the end. `cut`: a field of events that holds much; it comes back empty.
        """
        with self._database.reading() as db:
            sql = "SELECT * FROM entries WHERE session = ? ORDER BY id DESC LIMIT ?"
            rows = db.execute(sql, (session, -1 if newest is None else newest)).fetchall()[::-1]
            first = rows[0]["id"] if rows else 0
            marks = ", ".join("?" * len(without))
            data = "json_replace(v.data, ?, json('[]')) AS data" if cut else "v.data"
            found = "FROM events v JOIN entries e ON v.entry = e.id WHERE e.session = ? AND e.id >= ? AND v.kind"
            sql = f"SELECT v.entry, v.ordinal, v.kind, {data} {found} NOT IN ({marks}) ORDER BY v.entry, v.ordinal"
            events: dict[int, list[EventRow]] = {}
            for row in db.execute(sql, (*([f"$.{cut}"] if cut else []), session, first, *without)):
                events.setdefault(row["entry"], []).append(_event(row))
            sql = f"SELECT v.entry, count(*) {found} IN ({marks}) GROUP BY v.entry"
            left = dict(db.execute(sql, (session, first, *without)).fetchall()) if without else {}
        return [_entry(row, tuple(events.get(row["id"], ())), left.get(row["id"], 0)) for row in rows]

    def search(self, query: str, *, limit: int = 200) -> list[Found]:
        """The sessions that hold an entry with all words of the query, or have them in their title; newest first."""
        wanted = terms(query)
        if not wanted:
            return [Found(session=session, entries=0) for session in self.sessions(limit=limit)]
        conditions, values = [], []
        # The index knows runs of three characters; what is shorter is looked for in each text.
        if phrases := " AND ".join('"' + term.replace('"', '""') + '"' for term in wanted if len(term) >= 3):
            conditions.append("e.id IN (SELECT rowid FROM needles WHERE needles MATCH ?)")
            values.append(phrases)
        short = [term for term in wanted if len(term) < 3]
        conditions += ["instr(e.needle, ?) > 0"] * len(short)
        with self._database.reading() as db:
            sql = f"SELECT e.session, count(*), max(e.id) FROM entries e WHERE {' AND '.join(conditions)} GROUP BY 1"
            hits = {row[0]: (row[1], row[2]) for row in db.execute(sql, (*values, *short))}
        found = []
        for session in self.sessions(limit=-1):
            count, newest = hits.get(session.id, (0, None))
            title = fold(session.title)
            if count or all(term in title for term in wanted):
                found.append(Found(session=session, entries=count, entry=newest))
        return found[:limit]

    # What users do with whole sessions.

    def rename(self, session: int, title: str) -> None:
        """Gives a session a title that nothing else replaces."""
        with self._database.writing() as db:
            sql = "UPDATE sessions SET title = ?, title_from = ? WHERE id = ?"
            db.execute(sql, (_storable(title), int(TitleFrom.USER), session))

    def delete(self, session: int) -> None:
        """Takes a session off the list. It can be restored until it is purged, `KEPT_DELETED` seconds later."""
        with self._database.writing() as db:
            db.execute("UPDATE sessions SET deleted = ? WHERE id = ?", (self.now(), session))

    def restore(self, session: int | None = None) -> SessionRow | None:
        """Brings back a deleted session, the one deleted last where none is named; None where there is none."""
        with self._database.writing() as db:
            sql = "SELECT id FROM sessions WHERE deleted IS NOT NULL AND ? IN (id, -1) ORDER BY deleted DESC, id DESC"
            row = db.execute(sql, (-1 if session is None else session,)).fetchone()
            if row is None:
                return None
            db.execute("UPDATE sessions SET deleted = NULL WHERE id = ?", (row["id"],))
        return self.session(row["id"])

    def fork(self, session: int, *, upto: int) -> int:
        """A new session that begins like this one and goes up to the entry `upto`; gives its id."""
        original = self.session(session)
        copy = self.create(f"{original.title} (fork)", TitleFrom.USER, parent=session)
        with self._database.writing(durable=True) as db:
            rows = db.execute("SELECT id FROM entries WHERE session = ? AND id <= ? ORDER BY id", (session, upto))
            for row in rows.fetchall():
                columns = "kind, state, created, data, result, needle"
                sql = f"INSERT INTO entries (session, {columns}) SELECT ?, {columns} FROM entries WHERE id = ?"
                new = _new_id(db.execute(sql, (copy, row["id"])))
                columns = "ordinal, kind, data"
                sql = f"INSERT INTO events (entry, {columns}) SELECT ?, {columns} FROM events WHERE entry = ?"
                db.execute(sql, (new, row["id"]))
        return copy


def _add_events(db: sqlite3.Connection, entry: int, events: Iterable[EventRow]) -> None:
    sql = "INSERT OR REPLACE INTO events (entry, ordinal, kind, data) VALUES (?, ?, ?, ?)"
    db.executemany(sql, [(entry, event.ordinal, event.kind, _json(event.data)) for event in events])


def _json(value: dict[str, Any]) -> str:
    """ASCII only: that way every text comes back as it was, lone surrogates and null characters too."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _storable(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _new_id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _session(row: sqlite3.Row) -> SessionRow:
    return SessionRow(**{name: row[name] for name in row.keys()})  # noqa: SIM118  # a Row iterates over its values


def _event(row: sqlite3.Row) -> EventRow:
    return EventRow(ordinal=row["ordinal"], kind=row["kind"], data=json.loads(row["data"]))


def _entry(row: sqlite3.Row, events: tuple[EventRow, ...], left: int = 0) -> EntryRow:
    return EntryRow(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        created=row["created"],
        data=json.loads(row["data"]),
        result=json.loads(row["result"]),
        events=events,
        left=left,
    )
