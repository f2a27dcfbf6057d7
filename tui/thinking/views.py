"""Which entries of a conversation can be watched, how, and as what picture. A model to come adds its line here.

Views and pictures are imported when one is wanted: the first screen shows none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.transcript import Entry, Question, Rendering

if TYPE_CHECKING:
    from tui.pictures.drawing import Drawing
    from tui.thinking.thought import Thought


@dataclass(frozen=True)
class Watched:
    """`has` tells whether there is anything to see yet, `draw` makes the picture."""

    view: Callable[[Any], Thought]
    has: Callable[[Any], bool]
    draw: Callable[[Any], Drawing]


def view_rendering(rendering: Rendering) -> Thought:
    """A view of a translation."""
    from tui.thinking.translation import TranslationThought

    return TranslationThought(rendering)


def view_question(question: Question) -> Thought:
    """A view of an answer."""
    from tui.thinking.answer import AnswerThought

    return AnswerThought(question)


def draw_rendering(rendering: Rendering) -> Drawing:
    """The picture of a translation."""
    from tui.pictures.translation import draw_alignments
    from tui.thinking.alignment import alignments

    found = alignments(rendering.translations, rendering.attention)
    return draw_alignments(found, title=f"Translation {rendering.pair}")


def draw_question(question: Question) -> Drawing:
    """The picture of an answer."""
    from tui.pictures.memory import draw_memory
    from tui.thinking.hops import memory_of

    found = question.answer.answer if question.answer is not None else None
    return draw_memory(memory_of(question.hops), title=question.question, answer=found or "The document does not say.")


WATCHED: dict[type[Entry], Watched] = {
    Rendering: Watched(
        view_rendering, lambda entry: bool(entry.stored or entry.attention or entry.translations), draw_rendering
    ),
    Question: Watched(view_question, lambda entry: bool(entry.stored or entry.hops), draw_question),
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
