"""Passages: the windows of a document that are encoded together, and the sentences (memory slots) in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from neural.reading.config import ReaderConfig
from neural.reading.token_table import SentencePlace, TokenTable, tokenise
from neural.reading.tokens import Span
from neural.reading.vocabulary import Vocabulary
from neural.text.sentences import split_sentences

QUESTION_WORDS = frozenset({"what", "which", "who", "whom", "whose", "when", "where", "why", "how"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A window: its tokens' places in the whole text, their rows of numbers, and which sentence each belongs to.

    `slots[t]` counts from 0 inside the window; `sentences[slot]` is the sentence's number in the document. In training
    there are no `spans`.
    """

    spans: list[Span]
    rows: NDArray[np.int64]
    slots: NDArray[np.int64]
    sentences: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Passages:
    """All windows of a document, each made into a `Passage` when it is asked for.

    Window p holds sentences `windows[p, 0]` to `windows[p, 1]` (exclusive). Slots are the sentences that have a token,
    counted through the whole document.
    """

    tokens: TokenTable
    windows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.windows)

    def __getitem__(self, number: int) -> Passage:
        first, last = self.windows[number].tolist()  # IndexError ends an iteration
        firsts = self.tokens.firsts[first : last + 1]
        counts = np.diff(firsts)
        held = np.flatnonzero(counts)
        begin, end = int(firsts[0]), int(firsts[-1])
        slots = np.repeat(np.arange(len(held)), counts[held])
        sentences = tuple((first + held).tolist())
        return Passage(self.tokens.spans(begin, end), self.tokens.rows(begin, end), slots, sentences)

    def __iter__(self) -> Iterator[Passage]:
        return (self[number] for number in range(len(self)))

    def lengths(self) -> NDArray[np.int64]:
        """The number of tokens of each."""
        lengths: NDArray[np.int64] = np.diff(self.tokens.firsts[self.windows], axis=1).reshape(-1)
        return lengths

    @cached_property
    def slot_sentences(self) -> NDArray[np.int64]:
        """The sentence of each slot."""
        return np.flatnonzero(np.diff(self.tokens.firsts))

    @cached_property
    def slot_passages(self) -> NDArray[np.int64]:
        """The window of each slot."""
        return np.searchsorted(self.windows[:, 1], self.slot_sentences, side="right")

    @cached_property
    def token_slots(self) -> NDArray[np.int64]:
        """The slot of each token."""
        return np.repeat(np.arange(len(self.slot_sentences)), np.diff(self.tokens.firsts)[self.slot_sentences])


def sentence_places(text: str) -> list[SentencePlace]:
    """The sentences of a plain text; each line is a block of its own. Documents in use bring their own sentences."""
    return [SentencePlace(start, end, text.count("\n", 0, start)) for start, end in split_sentences(text)]


def cut_passages(
    text: str, sentences: Sequence[SentencePlace], vocabulary: Vocabulary, config: ReaderConfig
) -> Passages:
    """Windows over `text`: whole sentences of one block, up to about `passage_tokens`; short blocks share a window."""
    tokens = tokenise(text, sentences, vocabulary, config.passage_tokens_most)
    lengths = np.diff(tokens.firsts).tolist()
    windows = _windows(lengths, [sentence.block for sentence in sentences], config)
    held = [window for window in windows if sum(lengths[slice(*window)])]
    return Passages(tokens, np.array(held, dtype=np.int64).reshape(-1, 2))


def make_passages(
    text: str, sentences: Sequence[SentencePlace], vocabulary: Vocabulary, config: ReaderConfig
) -> list[Passage]:
    """The windows of `cut_passages`, all of them made."""
    return list(cut_passages(text, sentences, vocabulary, config))


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
