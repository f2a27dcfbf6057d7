"""Sentence pairs as padded batches of ids, gathered by length so that little of a batch is padding."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from neural.text.normalise import normalise, squeeze
from neural.text.tokenizer import BOS, EOS, PAD, SubwordTokenizer


class PairBatch(NamedTuple):
    """source_BS ends each sentence with EOS; target_BT is what the decoder reads (BOS first), wanted_BT what it
    should write (EOS last). All are ids, padded with PAD."""

    source_BS: Tensor
    target_BT: Tensor
    wanted_BT: Tensor


def clean_source(text: str) -> str:
    """What the encoder reads: one line, plain quotes and dashes, so that few spellings have to be learnt."""
    return squeeze(normalise(text, fold=True))


def clean_target(text: str) -> str:
    """What the decoder learns to write: one line, with the quotes that its language uses."""
    return squeeze(normalise(text))


EncodedPair = tuple[list[int], list[int]]


def encode_pairs(
    tokenizer: SubwordTokenizer, sources: Sequence[str], targets: Sequence[str], longest: int
) -> list[EncodedPair]:
    """Ids of each pair, without those that training is better off without: empty sides, sides of more than `longest`
    ids, and sides so unlike in length that one can't be the other's translation."""
    encoded = zip(tokenizer.encode_batch(sources), tokenizer.encode_batch(targets), strict=True)
    filled = (bool(source and target) for source, target in zip(sources, targets, strict=True))
    return [
        (s, t)
        for (s, t), wanted in zip(encoded, filled, strict=True)
        if wanted and max(len(s), len(t)) <= longest and _alike(len(s), len(t))
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


def epoch_batches(pairs: Sequence[EncodedPair], tokens: int, seed: int) -> Iterator[PairBatch]:
    for batch in length_batches([(len(s) + 1, len(t) + 1) for s, t in pairs], tokens, seed):
        yield pair_batch([pairs[i] for i in batch])


def pair_batch(pairs: Sequence[EncodedPair]) -> PairBatch:
    return PairBatch(
        source_batch([s for s, _ in pairs]),
        _pad([[BOS, *t] for _, t in pairs]),
        _pad([[*t, EOS] for _, t in pairs]),
    )


def source_batch(sources: Sequence[list[int]]) -> Tensor:
    """source_BS of sentences given as ids."""
    return _pad([[*s, EOS] for s in sources])


def _pad(rows: Sequence[list[int]]) -> Tensor:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)
