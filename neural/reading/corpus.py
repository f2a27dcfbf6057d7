"""The questions of several training sets as one stream, some of them held out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import numpy as np

from neural.corpora.questions import Question, training_questions

HELD_OUT_FROM = ("squad-paragraphs", "new-wiki", "rajpurkar/squad")
SPLIT_SEED = 1
"""Of the validation split: fixed, so that runs with other seeds, and runs that go on from a checkpoint, are measured on
the same questions and never on what a run before them was trained on."""
TURN = 512
"""Questions of a set that come one after the other before those of the next set."""

Reading = Callable[[], Iterator[Question]]


class Corpus:
    """The questions of training sets: read once for each purpose, never held in memory, but for those held out."""

    def __init__(self, sets: Mapping[str, Reading], held_out: int, seed: int = SPLIT_SEED) -> None:
        """`sets[name]()` reads a set from its beginning. About `held_out` questions are held out."""
        self._sets, self._count, self._seed = sets, held_out, seed

    @classmethod
    def of(cls, names: Sequence[str], data_dir: Path | None, held_out: int) -> Corpus:
        """The training sets with these names."""
        return cls({name: _reading(name, data_dir) for name in names}, held_out)

    @cached_property
    def held_out(self) -> list[Question]:
        """Some whole articles, else whole contexts, in equal parts from the sets of `HELD_OUT_FROM`."""
        held: list[Question] = []
        for name in HELD_OUT_FROM:
            if name in self._sets:
                held += _pick(self._sets[name], self._count // 2, np.random.default_rng([self._seed, len(name)]))
        return held

    def training(self) -> Iterator[tuple[str, Question]]:
        """All others with the names of their sets, in turns. What repeats a held-out context or question in another
        set (a sentence of it, say) is left out as well."""
        contexts = {question.context for question in self.held_out}
        blob = " ".join(_plain(context) for context in contexts)
        asked = {_plain(question.question) for question in self.held_out}
        overlaps = lru_cache(maxsize=4096)(lambda context: context in contexts or _repeats(context, blob))
        for name, question in _in_turns(self._sets):
            if not overlaps(question.context) and _plain(question.question) not in asked:
                yield name, question


def _reading(name: str, data_dir: Path | None) -> Reading:
    return lambda: training_questions([name], data_dir)


def _in_turns(sets: Mapping[str, Reading]) -> Iterator[tuple[str, Question]]:
    """All questions; a turn ends between two contexts."""
    going = {name: read() for name, read in sets.items()}
    waiting: dict[str, Question] = {}
    while going:
        for name, questions in list(going.items()):
            taken, context = 0, None
            for question in chain([waiting.pop(name)] if name in waiting else [], questions):
                if taken >= TURN and question.context != context:
                    waiting[name] = question
                    break
                taken, context = taken + 1, question.context
                yield name, question
            else:
                del going[name]


def _pick(read: Reading, count: int, random: np.random.Generator) -> list[Question]:
    """All questions of some groups, drawn until there are `count`; a group is a title, or where there are few of them
    a context. Of a large group the first `2 * count`."""
    sizes: dict[bool, dict[int, int]] = {True: {}, False: {}}
    for question in read():
        for by_title, found in sizes.items():
            key = hash(question.title if by_title else question.context)
            found[key] = found.get(key, 0) + 1
    by_title = len(sizes[True]) > 10
    groups = list(sizes[by_title].items())
    picked: dict[int, list[Question]] = {}
    total = 0
    for number in random.permutation(len(groups)).tolist():
        if total >= count:
            break
        key, size = groups[number]
        picked[key] = []
        total += min(size, 2 * count)
    for question in read():
        group = picked.get(hash(question.title if by_title else question.context))
        if group is not None and len(group) < 2 * count:
            group.append(question)
    return [question for group in picked.values() for question in group]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _repeats(context: str, blob: str) -> bool:
    """Does a long sentence of `context` stand in the held-out text?"""
    pieces = (_plain(piece) for piece in re.split(r"(?<=[.!?])\s", context))
    return any(len(piece) > 40 and piece in blob for piece in pieces)
