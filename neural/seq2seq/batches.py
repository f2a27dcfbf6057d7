"""Sentence pairs as padded batches of ids, gathered by length so that little of a batch is padding."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from neural.corpora.translation import Pair
from neural.text.normalise import normalise, squeeze
from neural.text.tokenizer import BOS, EOS, PAD, SubwordTokenizer


class PairBatch(NamedTuple):
    """source_BS ends each sentence with EOS; target_BT is what the decoder reads (BOS first), wanted_BT what it
    should write (EOS last). All are ids, padded with PAD."""

    source_BS: Tensor
    target_BT: Tensor
    wanted_BT: Tensor


class Candidates(NamedTuple):
    """Further translations of sentences of a batch: candidate r is one of sentence rows_R[r]; target_RT and wanted_RT
    as in `PairBatch`."""

    rows_R: Tensor
    target_RT: Tensor
    wanted_RT: Tensor


def clean_source(text: str) -> str:
    """What the encoder reads: one line, plain quotes and dashes, so that few spellings have to be learnt."""
    return squeeze(normalise(text, fold=True))


def clean_target(text: str) -> str:
    """What the decoder learns to write: one line, with the quotes that its language uses."""
    return squeeze(normalise(text))


EncodedPair = tuple[list[int], list[int]]


class EncodedPairs(Protocol):
    """Pairs by number, in memory or on disk."""

    def __len__(self) -> int: ...

    def lengths(self, first: int, count: int) -> NDArray[np.uint16]:
        """lengths[count, 2] of the source and the target of pairs from number `first`; fewer at the end."""

    def pairs(self, numbers: Iterable[int]) -> list[EncodedPair]:
        """The ids of the pairs with these numbers."""


class PairList:
    """Pairs in memory, for small corpora."""

    def __init__(self, pairs: Sequence[EncodedPair]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def lengths(self, first: int, count: int) -> NDArray[np.uint16]:
        some = self._pairs[first : first + count]
        return np.array([(len(s), len(t)) for s, t in some], dtype=np.uint16).reshape(-1, 2)

    def pairs(self, numbers: Iterable[int]) -> list[EncodedPair]:
        return [self._pairs[number] for number in numbers]


def encode_pairs(
    tokenizer: SubwordTokenizer, pairs: Sequence[Pair], longest: int, tagged: bool = False
) -> list[EncodedPair | None]:
    """Ids of each pair, or None for those that training is better off without: with an empty side, with a side of more
    than `longest` ids, or with sides so unlike in length that one can't be the other's translation.

    `tagged` puts the tag of the target language before the source.
    """
    sources = [clean_source(pair.source) for pair in pairs]
    targets = [clean_target(pair.target) for pair in pairs]
    tags = [[tokenizer.language_id(pair.direction[1])] if tagged else [] for pair in pairs]
    encoded = zip(tokenizer.encode_batch(sources), tokenizer.encode_targets(targets), strict=True)
    filled = (bool(source and target) for source, target in zip(sources, targets, strict=True))
    return [
        (tag + s, t) if full and max(len(s), len(t)) <= longest and _alike(len(s), len(t)) else None
        for (s, t), full, tag in zip(encoded, filled, tags, strict=True)
    ]


def _alike(a: int, b: int) -> bool:
    return max(a, b) <= 2.5 * min(a, b) + 6


def length_batches(lengths: Sequence[tuple[int, int]], tokens: int, seed: int) -> list[list[int]]:
    """Indices in batches whose padded target holds at most `tokens` ids, in a random order that `seed` fixes.

    Sorting with a little noise keeps batches tight without making the same ones every epoch.
    """
    draw = random.Random(seed)
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i][1] + draw.uniform(-0.5, 0.5), lengths[i][0]))
    batches: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for i in order:
        longest = max(longest, lengths[i][1], lengths[i][0])
        if batch and longest * (len(batch) + 1) > tokens:
            batches.append(batch)
            batch, longest = [], max(lengths[i])
        batch.append(i)
    if batch:
        batches.append(batch)
    draw.shuffle(batches)
    return batches


BLOCK, WINDOW = 4096, 128
"""Pairs that stay together, and blocks that are mixed with each other: half a million pairs are in sight at a time."""


Noise = Callable[[EncodedPair, random.Random], EncodedPair]
"""Changes a pair as it goes into a batch."""


def epoch_batches(pairs: EncodedPairs, tokens: int, seed: int, noise: Noise | None = None) -> Iterator[PairBatch]:
    """Batches of all pairs, in an order that `seed` fixes.

    Blocks are drawn at random and batches are made within a window of them, so that the cost in memory is that of a
    window, however long the corpus.
    """
    blocks = list(range(0, len(pairs), BLOCK))
    random.Random(seed).shuffle(blocks)
    for number in range(0, len(blocks), WINDOW):
        window = blocks[number : number + WINDOW]
        lengths = np.concatenate([pairs.lengths(first, BLOCK) for first in window]).astype(int) + 1  # and an end mark
        numbers = [i for first in window for i in range(first, min(first + BLOCK, len(pairs)))]
        for batch in length_batches([(s, t) for s, t in lengths.tolist()], tokens, seed + number):
            chosen = pairs.pairs(numbers[i] for i in batch)
            if noise is not None:
                draw = random.Random(f"{seed}/{numbers[batch[0]]}")
                chosen = [noise(pair, draw) for pair in chosen]
            yield pair_batch(chosen)


def pair_batch(pairs: Sequence[EncodedPair]) -> PairBatch:
    return PairBatch(source_batch([s for s, _ in pairs]), *target_batch([t for _, t in pairs]))


def source_batch(sources: Sequence[list[int]]) -> Tensor:
    """source_BS of sentences given as ids."""
    return _pad([[*s, EOS] for s in sources])


def target_batch(targets: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """target_BT and wanted_BT of sentences given as ids."""
    return _pad([[BOS, *t] for t in targets]), _pad([[*t, EOS] for t in targets])


def _pad(rows: Sequence[list[int]]) -> Tensor:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)
