"""The brain's events as plain data for a row, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from neural import events as brain_events
from neural.block_diagonal import Block, BlockDiagonal
from neural.events import WEIGHT_DIGITS, Event, Translation

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def to_data(event: Event) -> dict[str, Any]:
    """What makes up the event. In one pass and without copies of what is plain: a text has thousands of weights."""
    return {field.name: _to_plain(getattr(event, field.name)) for field in fields(event)}


def from_data(kind: str, data: Mapping[str, Any]) -> Event | None:
    """The event of the class `kind`; None for one that another version of the program wrote and this one cannot
    read."""
    from pydantic import ValidationError

    try:
        if kind == Translation.__name__ and isinstance(kept := data.get("attention"), Mapping):
            blocks, widths = _blocks().validate_python(kept["blocks"]), _widths().validate_python(kept["widths"])
            event: Translation = _adapter(kind).validate_python({**data, "attention": ()})
            return replace(event, attention=BlockDiagonal(blocks, widths))
        found: Event = _adapter(kind).validate_python(data)
        return replace(found, attention=tuple(found.attention)) if isinstance(found, Translation) else found
    except (ValidationError, LookupError):
        return None


def _to_plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, WEIGHT_DIGITS)
    if isinstance(value, Event):
        return to_data(value)
    if isinstance(value, BlockDiagonal):
        return {"widths": value.widths, "blocks": _to_plain(value.blocks)}
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    plain = bool(value) and isinstance(value[0], str | float)  # weights come rounded
    return value if plain else [_to_plain(item) for item in value]


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """Checks and builds events from plain data. Imported late: only a session that is resumed needs it.

    Raises LookupError where there is no such event.
    """
    from pydantic import TypeAdapter

    cls = getattr(brain_events, kind, None)
    if not (isinstance(cls, type) and issubclass(cls, Event)):
        raise LookupError(kind)
    return TypeAdapter(cls)


@cache
def _blocks() -> TypeAdapter[tuple[Block, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Block, ...])


@cache
def _widths() -> TypeAdapter[tuple[int, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[int, ...])
