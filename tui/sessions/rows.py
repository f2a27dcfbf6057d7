"""What the store gives and takes: rows with types."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

NEW = 0  # in the place of a session's number: one to be begun


class TitleFrom(IntEnum):
    """Where a title comes from; only a higher one replaces it."""

    NOTHING = 0
    DOCUMENT = 1
    MESSAGE = 2
    USER = 3


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session in the list. Times are seconds since 1970; `messages` counts questions and translations."""

    id: int
    title: str
    created: float
    updated: float
    messages: int
    parent: int | None = None
    deleted: float | None = None


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One event of an entry: the name of its class, and its fields."""

    ordinal: int
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """An entry as it is stored. `text` is all of its text, for the search, None for what it was before; `id` is None
    before it is stored; `left` counts the events that were not read."""

    kind: str
    state: str
    data: dict[str, Any]
    result: dict[str, Any] = field(default_factory=dict)
    text: str | None = ""
    id: int | None = None
    created: float = 0.0
    events: tuple[EventRow, ...] = ()
    left: int = 0


@dataclass(frozen=True, kw_only=True)
class Found:
    """A session that holds what was looked for: how many of its entries do, and the newest of them."""

    session: SessionRow
    entries: int
    entry: int | None = None
