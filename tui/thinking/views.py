"""Which entries of a conversation can be watched, how, and as what picture. A model to come adds its line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tui.pictures.drawing import Drawing
from tui.pictures.memory import draw_memory
from tui.pictures.translation import draw_alignments
from tui.thinking.alignment import alignments
from tui.thinking.answer import AnswerThought
from tui.thinking.hops import memory_of
from tui.thinking.thought import Thought
from tui.thinking.translation import TranslationThought
from tui.transcript import Entry, Question, Rendering


@dataclass(frozen=True)
class Watched:
    """`has` tells whether there is anything to see yet, `draw` makes the picture."""

    view: Callable[[Any], Thought]
    has: Callable[[Any], bool]
    draw: Callable[[Any], Drawing]


def draw_rendering(rendering: Rendering) -> Drawing:
    """The picture of a translation."""
    found = alignments(rendering.translations, rendering.attention)
    return draw_alignments(found, title=f"Translation {rendering.pair}")


def draw_question(question: Question) -> Drawing:
    """The picture of an answer."""
    found = question.answer.answer if question.answer is not None else None
    return draw_memory(memory_of(question.hops), title=question.question, answer=found or "The document does not say.")


WATCHED: dict[type[Entry], Watched] = {
    Rendering: Watched(
        TranslationThought, lambda entry: bool(entry.stored or entry.attention or entry.translations), draw_rendering
    ),
    Question: Watched(AnswerThought, lambda entry: bool(entry.stored or entry.hops), draw_question),
}


def has_thought(entry: Entry) -> bool:
    """Whether there is anything to see of `entry`."""
    return (found := WATCHED.get(type(entry))) is not None and found.has(entry)


def view_of(entry: Entry) -> Thought:
    """A view of `entry`, which is of a kind that can be watched."""
    return WATCHED[type(entry)].view(entry)


def picture_of(entry: Entry) -> Drawing:
    """The picture of `entry`, which is of a kind that can be watched."""
    return WATCHED[type(entry)].draw(entry)
