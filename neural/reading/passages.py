"""Passages: the windows of a document that are encoded together, and the sentences (memory slots) in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neural.reading.config import ReaderConfig
from neural.reading.tokens import Span
from neural.reading.vocabulary import EncodedText, Vocabulary
from neural.text.sentences import split_sentences

QUESTION_WORDS = frozenset({"what", "which", "who", "whom", "whose", "when", "where", "why", "how"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A window: its tokens' places in the whole text, their rows of numbers, and which sentence each belongs to.

    `slots[t]` counts from 0 inside the window; `sentences[slot]` is the sentence's number in the document.
    """

    spans: list[Span]
    rows: NDArray[np.int64]
    slots: NDArray[np.int64]
    sentences: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.spans)


class SentencePlace(NamedTuple):
    """A sentence of a text and the block of text it belongs to."""

    start: int
    end: int
    block: int


def sentence_places(text: str) -> list[SentencePlace]:
    """The sentences of a plain text; each line is a block of its own. Documents in use bring their own sentences."""
    return [SentencePlace(start, end, text.count("\n", 0, start)) for start, end in split_sentences(text)]


def make_passages(
    text: str, sentences: Sequence[SentencePlace], vocabulary: Vocabulary, config: ReaderConfig
) -> list[Passage]:
    """Windows over `text`: whole sentences of one block, up to about `passage_tokens`; short blocks share a window."""
    encoded = [_encode(text, place, vocabulary, config.passage_tokens_most) for place in sentences]
    passages = []
    for first, last in _windows([len(e.spans) for e in encoded], [s.block for s in sentences], config):
        chosen = [number for number in range(first, last) if encoded[number].spans]
        if chosen:
            passages.append(_join(chosen, [encoded[number] for number in chosen]))
    return passages


def _encode(text: str, place: SentencePlace, vocabulary: Vocabulary, most: int) -> EncodedText:
    spans, rows = vocabulary.encode(text[place.start : place.end])
    return EncodedText([Span(place.start + s, place.start + e) for s, e in spans[:most]], rows[:most])


def _join(numbers: Sequence[int], encoded: Sequence[EncodedText]) -> Passage:
    slots = np.repeat(np.arange(len(numbers)), [len(e.spans) for e in encoded])
    rows = np.concatenate([e.rows for e in encoded])
    return Passage([span for e in encoded for span in e.spans], rows, slots, tuple(numbers))


def _windows(lengths: Sequence[int], blocks: Sequence[int], config: ReaderConfig) -> list[tuple[int, int]]:
    """Ranges of sentences. A block that fits in `passage_tokens_most` stays whole; short blocks are joined."""
    edges = [0, *(i for i in range(1, len(blocks)) if blocks[i] != blocks[i - 1]), len(blocks)]
    windows: list[tuple[int, int]] = []
    for first, last in pairwise(edges):
        size = sum(lengths[first:last])
        before = sum(lengths[slice(*windows[-1])]) if windows else 0
        if windows and before < config.passage_tokens // 4 and before + size <= config.passage_tokens:
            windows[-1] = (windows[-1][0], last)
        elif size <= config.passage_tokens_most:
            windows.append((first, last))
        else:
            windows.extend(_cut(lengths, first, last, size, config))
    return [(first, last) for first, last in windows if last > first]


def _cut(lengths: Sequence[int], first: int, last: int, size: int, config: ReaderConfig) -> list[tuple[int, int]]:
    """A long block in pieces of about equal length."""
    pieces = -(-size // config.passage_tokens)
    goal, windows, begin, held = size / pieces, [], first, 0
    for number in range(first, last):
        full = held + lengths[number] / 2 >= goal or held + lengths[number] > config.passage_tokens_most
        if held and full:
            windows.append((begin, number))
            begin, held = number, 0
        held += lengths[number]
    return [*windows, (begin, last)]
