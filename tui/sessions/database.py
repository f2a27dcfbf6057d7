"""The file itself: opened late, shared politely with other running apps, put aside when it is damaged."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neural.errors import DragomanError
from tui import folders
from tui.sessions import schema

_PATIENCE = 1.0  # seconds to wait for another app that writes: it needs milliseconds


class StoreError(DragomanError):
    """Conversations cannot be read or saved now."""


class StoreBusy(StoreError):
    """Another program holds the file; trying again later helps."""


class StoreDamaged(StoreError):
    """The file was damaged and has been put aside; the next use begins a new one."""


class Database:
    """A connection to the file at `path`, made when it is first needed. For one thread.

    `guest`: somebody else minds the file and tells the user of damage; here it is only an error.
    """

    def __init__(self, path: Path, *, guest: bool = False) -> None:
        self.path, self._guest = path, guest
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection. All that SQLite may raise inside comes out as a StoreError."""
        try:
            yield self._open()
        except (sqlite3.Error, OSError) as error:
            raise self._explained(error) from error

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing. `durable` waits until the disk has it, so that it survives a power cut;
        without it, what is written survives the end of the program but not of the computer."""
        with self.reading() as connection:
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.rollback()
                raise

    def close(self) -> None:
        """Closes the connection; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # What people ask of their documents is private: the file is theirs alone, from its first byte on.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        self._inode = self.path.stat().st_ino
        connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        if (version := schema.version(connection)) > schema.VERSION:
            why = f"it was written by a newer version of this program (format {version})"
            raise StoreError(folders.shorten(self.path), why, "update Dragoman")
        deadline = time.monotonic() + _PATIENCE
        while True:  # SQLite does not wait by itself where two apps turn this on in the same moment
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                if not _is(error, sqlite3.SQLITE_BUSY) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        schema.migrate(connection)

    def _explained(self, error: sqlite3.Error | OSError) -> StoreError:
        name = folders.shorten(self.path)
        if _is(error, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StoreBusy(name, "another program is writing to it", "try again in a moment")
        if _is(error, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) and not self._guest:
            return self._put_aside(error)
        self.close()  # a folder that comes back, a disk that has room again: begin afresh
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return StoreError(name, reason, "make room, or make the folder writable")

    def _put_aside(self, error: Exception) -> StoreError:
        """Renames the damaged file with all that belongs to it. Nothing is deleted: someone may yet save it."""
        self.close()
        name = folders.shorten(self.path)
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            if self.path.stat().st_ino == self._inode:  # else another app has done it already
                for suffix in ("", "-wal", "-shm"):
                    with suppress(FileNotFoundError):
                        Path(f"{self.path}{suffix}").rename(f"{aside}{suffix}")
        except FileNotFoundError:
            pass
        except OSError as failed:
            return StoreError(name, f"{error}, and it cannot be moved: {failed.strerror}", "move it away by hand")
        return StoreDamaged(name, str(error), f"kept as {aside.name}; a new one is begun")


def _is(error: BaseException, *codes: int) -> bool:
    """Whether SQLite gave one of these codes; its extended codes carry the plain one in the low byte."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in codes
