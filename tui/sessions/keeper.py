"""Writes a conversation down while it goes on: what was sent at once, what comes of it twice a second."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from tui.sessions import codec, details
from tui.sessions.database import StoreBusy, StoreDamaged, StoreError
from tui.sessions.rows import EntryRow
from tui.sessions.store import SessionStore
from tui.transcript import Entry, Session, Work

_EVERY = 0.5  # seconds between two savings of work that goes on, at least
_SHARE = 0.02  # of the time that they may take: with more, one key in twenty would wait for one
_WHOLE = 50  # entries whose details stay in memory: should the file be damaged, they go into the new one


@dataclass
class _Kept:
    """An entry and how much of it is on the disk."""

    session: Session
    entry: Entry
    id: int | None = None
    events: int = 0
    dirty: bool = True
    findable: bool = False  # by all of its text as it now is


class Keeper:
    """What cannot be saved now is saved with the next thing that can be; `problem` hears of it once."""

    def __init__(
        self,
        store: SessionStore,
        problem: Callable[[StoreError], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store, self._problem, self._clock = store, problem, clock
        self._kept: dict[int, _Kept] = {}  # by the entry's number
        self._saved: deque[tuple[Work, Callable[[], Entry | None]]] = deque()  # whole, and on the disk
        self._told: set[type[StoreError]] = set()
        self._due = 0.0  # when work that goes on is saved next

    def resume(self, session: Session, rows: Mapping[int, EntryRow]) -> None:
        """The entries of `session` come from the store: from these rows, by the entry's number."""
        for entry in session.entries:
            if (row := rows.get(entry.number)) is not None:
                events = len(row.events) + row.left
                kept = self._kept[entry.number] = _Kept(session, entry, row.id, events, dirty=False, findable=True)
                if row.left and isinstance(entry, Work):
                    entry.stored = partial(self._whole, kept)

    def added(self, session: Session, entry: Entry) -> None:
        """Something was sent: on the disk when this returns, unless that fails."""
        if codec.keeps(entry):
            self._kept[entry.number] = _Kept(session, entry)
            self.flush(findable=False)  # it is itself, as it is new

    def changed(self, entry: Entry, *, now: bool = False) -> None:
        """Something came of it. Saved `now`, or together with what comes in the next moment."""
        if (kept := self._kept.get(entry.number)) is not None:
            kept.dirty, kept.findable = True, False
            if now or self._clock() >= self._due:
                self.flush(findable=now)

    def removed(self, entry: Entry) -> None:
        """The user took it back."""
        kept = self._kept.pop(entry.number, None)
        if kept is not None and kept.id is not None:
            try:
                self.store.remove(kept.id)
            except StoreError as error:
                self._failed(error)

    def id_of(self, entry: Entry) -> int | None:
        """The entry's id in the store; None where it is not there."""
        kept = self._kept.get(entry.number)
        return kept.id if kept else None

    def forget(self, session: Session) -> None:
        """`session` was left: all that is over and saved need not be held any longer."""
        for number, kept in list(self._kept.items()):
            if kept.session is session and not kept.dirty and kept.entry.state.over:
                del self._kept[number]

    def flush(self, *, findable: bool = True) -> bool:
        """Saves all that is not saved yet; tells whether that went well.

        Not `findable`: the search index stays behind, as it takes a text as a whole, and one that grows often.
        """
        begun = self._clock()
        try:
            try:
                self._write(findable)
            except StoreDamaged as error:  # it was put aside: what is still known here goes into the new one
                self._failed(error)
                self._start_over()
                self._write(findable)
        except StoreError as error:
            self._failed(error)
            return False
        finally:  # also where it failed: a full disk must not be tried for each word
            ended = self._clock()
            self._due = ended + max(_EVERY, (ended - begun) / _SHARE)
        self._told.discard(StoreError)
        return True

    def _write(self, findable: bool) -> None:
        dirty = [kept for kept in self._kept.values() if kept.dirty or (findable and not kept.findable)]
        for kept in dirty:
            if kept.id is None:
                self._add(kept)
        for session in {id(kept.session): kept.session for kept in dirty}.values():
            grown = [kept for kept in dirty if kept.session is session and (kept.dirty or not kept.findable)]
            if grown and session.stored is not None:
                rows = [codec.to_row(kept.entry, id=kept.id, events_from=kept.events) for kept in grown]
                self.store.update(session.stored, rows if findable else [replace(row, text=None) for row in rows])
                for kept, row in zip(grown, rows, strict=True):
                    kept.events, kept.dirty, kept.findable = kept.events + len(row.events), False, findable
                    if isinstance(kept.entry, Work) and kept.entry.state.over:
                        self._saved.append((kept.entry, partial(self._whole, kept)))
        while len(self._saved) > _WHOLE:
            details.drop(*self._saved.popleft())

    def _whole(self, kept: _Kept) -> Entry | None:
        """The entry as it is on the disk; None where it cannot be read."""
        try:
            row = self.store.entry(kept.id) if kept.id is not None else None
        except StoreError as error:
            self._failed(error)
            if isinstance(error, StoreDamaged):
                self._start_over()
            return None
        return codec.from_row(row) if row is not None else None

    def _add(self, kept: _Kept) -> None:
        session = kept.session
        if session.stored is None:
            session.stored = self.store.create(session.title, session.title_from)
        row = codec.to_row(kept.entry)
        title, title_from = codec.title(kept.entry)
        if title_from > session.title_from:
            session.title, session.title_from = title, title_from
        kept.id = self.store.add(session.stored, row, title=title, title_from=title_from)
        kept.events, kept.dirty, kept.findable = len(row.events), False, True

    def _start_over(self) -> None:
        for kept in self._kept.values():
            kept.id, kept.events, kept.dirty, kept.findable = None, 0, True, False
            kept.session.stored = None

    def _failed(self, error: StoreError) -> None:
        # Another app that holds the file for a moment is no news: what waits is written with the next thing.
        if not isinstance(error, StoreBusy) and type(error) not in self._told:
            self._told.add(type(error))
            self._problem(error)
