"""The tables, as a list of steps: a database at version n has had the first n of them applied."""

from __future__ import annotations

import sqlite3

_TABLES = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',
    title_from INTEGER NOT NULL DEFAULT 0,  -- rows.TitleFrom
    created REAL NOT NULL,                  -- all times are seconds since 1970
    updated REAL NOT NULL,
    deleted REAL,                           -- NULL while it is listed
    parent INTEGER                          -- the session it was forked from
);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    data TEXT NOT NULL,                     -- JSON: what was sent, written once
    result TEXT NOT NULL DEFAULT '{}',      -- JSON: what came of it, written again as it grows
    needle TEXT NOT NULL                    -- all of its text, folded, to be searched
);
CREATE INDEX entries_of_session ON entries (session, id);
CREATE TABLE events (
    entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (entry, ordinal)
) WITHOUT ROWID;
"""

# Case and accents are folded before (see folding.py), so that what is found does not depend on SQLite's version.
_SEARCH = """
CREATE VIRTUAL TABLE needles USING fts5(needle, content='entries', content_rowid='id',
                                        tokenize='trigram case_sensitive 1');
CREATE TRIGGER needle_added AFTER INSERT ON entries BEGIN
    INSERT INTO needles (rowid, needle) VALUES (new.id, new.needle);
END;
CREATE TRIGGER needle_removed AFTER DELETE ON entries BEGIN
    INSERT INTO needles (needles, rowid, needle) VALUES ('delete', old.id, old.needle);
END;
CREATE TRIGGER needle_changed AFTER UPDATE OF needle ON entries BEGIN
    INSERT INTO needles (needles, rowid, needle) VALUES ('delete', old.id, old.needle);
    INSERT INTO needles (rowid, needle) VALUES (new.id, new.needle);
END;
INSERT INTO needles (needles) VALUES ('rebuild');
"""

_DRAFTS = """
CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER REFERENCES sessions ON DELETE CASCADE,  -- NULL: of a conversation that has not begun
    owner INTEGER NOT NULL,                                 -- the process in whose prompt it stands
    updated REAL NOT NULL,
    text TEXT NOT NULL                                      -- JSON
);
"""

MIGRATIONS = (_TABLES, _SEARCH, _DRAFTS)
VERSION = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """How many of the steps the database has had."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the database to the newest version, all or nothing; another process may be at it at the same time."""
    if version(connection) >= VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[version(connection) :]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _statements(script: str) -> list[str]:
    """The statements of a script. (`executescript` would commit before it starts.)"""
    found, begun = [], ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun)
            begun = ""
    return found
