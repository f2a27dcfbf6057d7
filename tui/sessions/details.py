"""What came of a message and only a closer look needs: weights, hops, candidates of words. It fills the memory of a
long conversation, so once it is on the disk it stays there; `Entry.whole` reads it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from neural.events import Answer, Attention, Event, Hop, Translation
from tui.transcript import Entry, Question, Rendering, Work

_HEAVY = (Attention, Translation, Hop)
HEAVY = tuple(kind.__name__ for kind in _HEAVY)
"""Events that hold nothing else."""
IN_ANSWER = "hops"
"""The part of an answer that does."""


def drop(work: Work, stored: Callable[[], Entry | None]) -> None:
    """Keeps only what the conversation shows, if there is more; `stored` reads the whole entry from the disk."""
    if not any(isinstance(event, _HEAVY) for event in work.events):
        return
    work.stored = stored
    work.events = [_light(event) for event in work.events if not isinstance(event, _HEAVY)]
    if isinstance(work, Question):
        work.hops = []
        work.answer = next((event for event in reversed(work.events) if isinstance(event, Answer)), None)
    elif isinstance(work, Rendering):
        work.attention, work.translations = [], []


def _light(event: Event) -> Event:
    return replace(event, hops=()) if isinstance(event, Answer) else event
