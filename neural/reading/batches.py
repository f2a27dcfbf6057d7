"""Batches of passages that lie near each other, so that each question meets hard negatives at no extra cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neural.reading.examples import Examples
from neural.reading.lexical import FEATURES, LexicalIndex
from neural.reading.model import Batch
from neural.reading.passages import Passage
from neural.reading.vocabulary import COLUMNS, Column


@dataclass(frozen=True, kw_only=True)
class BatchOptions:
    """How batches are put together."""

    tokens: int = 4_000
    """Tokens of all pairs of a batch, about."""
    company_tokens: int = 2_000
    """Tokens of further passages that are encoded only to be slots: wrong sentences to choose from."""
    negative_rate: float = 0.3
    """Share of questions that read a second passage, the likeliest wrong one."""
    null_rate: float = 0.06
    """Share of questions that read only wrong passages and see only wrong slots."""
    altered_rate: float = 0.0
    """Share of questions that were altered so that their paragraph no longer answers them (`altered.py`)."""
    lower_question_rate: float = 0.25
    """Share of questions that lose their capitals."""
    lower_passage_rate: float = 0.1


def pad_rows(rows: Sequence[NDArray[np.int64]]) -> Tensor:
    """Rows of several texts, padded with zeros. -> [B, T, COLUMNS]"""
    padded = np.zeros((len(rows), max(len(r) for r in rows), COLUMNS), dtype=np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return torch.from_numpy(padded)


def place_tokens(passages: Sequence[Passage]) -> tuple[Tensor, Tensor, NDArray[np.int64]]:
    """Places of real tokens in the padded passages, the slot of each, and the passage of each slot."""
    longest = max(len(p) for p in passages)
    places = np.concatenate([np.arange(len(p)) + number * longest for number, p in enumerate(passages)])
    counts = np.array([len(p.sentences) for p in passages])
    firsts = np.cumsum(counts) - counts
    slots = np.concatenate([p.slots + first for p, first in zip(passages, firsts, strict=True)])
    return torch.from_numpy(places), torch.from_numpy(slots), np.repeat(np.arange(len(passages)), counts)


def lowered(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same tokens without their capitals."""
    rows = rows.copy()
    rows[:, Column.SHAPE] = rows[:, Column.LOWER_SHAPE]
    rows[:, Column.WRITTEN] = rows[:, Column.LOWER]
    return rows


def collate(
    data: Examples, numbers: Sequence[int], extra: Sequence[int], options: BatchOptions, random: np.random.Generator
) -> Batch:
    """A batch of examples `numbers`; passages `extra` are encoded too and serve as negatives."""
    examples = [data.examples[n] for n in numbers]
    golds = [e.golds[int(random.integers(len(e.golds))) if random.random() < 0.3 else 0] if e.golds else None
             for e in examples]  # fmt: skip
    homes = [gold.passage if gold else e.context[0] for e, gold in zip(examples, golds, strict=True)]
    chosen = sorted({*homes, *extra})
    passages = [data.passages[n] for n in chosen]
    place = {number: index for index, number in enumerate(chosen)}
    places_N, slots_N, slot_passages = place_tokens(passages)
    first_slot = np.searchsorted(slot_passages, np.arange(len(passages)))
    stems = np.concatenate([p.rows[:, Column.STEM] for p in passages])
    index = LexicalIndex(stems, slots_N.numpy(), slot_passages, len(passages))
    texts = [text for n in chosen for text in data.sentence_texts[n]]

    questions, slots = len(examples), index.slots
    features = np.zeros((questions, slots, FEATURES), dtype=np.float32)
    shown, fair = np.ones((questions, slots), dtype=bool), np.ones((questions, slots), dtype=bool)
    gold_pair, gold_slot = np.full(questions, -1), np.full(questions, slots)
    gold_start, gold_end = np.zeros(questions, dtype=np.int64), np.zeros(questions, dtype=np.int64)
    pairs: list[tuple[int, int, int]] = []
    for q, (example, gold) in enumerate(zip(examples, golds, strict=True)):
        features[q] = index.slot_features(example.query)
        own = np.isin(slot_passages, [place[n] for n in range(*example.context) if n in place])
        holds = np.array([any(needle in text for needle in example.needles) for text in texts])
        fair[q] = ~holds
        negative = _negative(features[q], slot_passages, own | holds, random)
        hide = gold is not None and negative is not None and random.random() < options.null_rate
        home = place[homes[q]]
        if hide and negative is not None:
            shown[q] = ~own
            pairs.append((q, negative, 0))
            continue
        pairs.append((q, home, 0))
        if gold:
            gold_pair[q], gold_start[q], gold_end[q] = len(pairs) - 1, gold.start, gold.end
            gold_slot[q] = first_slot[home] + passages[home].slots[gold.start]
            fair[q, gold_slot[q]] = True
        if negative is not None and random.random() < options.negative_rate:
            pairs.append((q, negative, 1))
    pair_array = np.array(pairs)
    return Batch(
        passages_PTC=pad_rows([_noisy(p.rows, options.lower_passage_rate, random) for p in passages]),
        places_N=places_N,
        token_slots_N=slots_N,
        questions_QJC=pad_rows([_noisy(e.rows, options.lower_question_rate, random) for e in examples]),
        features_QSF=torch.from_numpy(features),
        shown_QS=torch.from_numpy(shown),
        pair_question_R=torch.from_numpy(pair_array[:, 0]),
        pair_passage_R=torch.from_numpy(pair_array[:, 1]),
        pair_rank_R=torch.from_numpy(pair_array[:, 2]),
        gold_pair_Q=torch.from_numpy(gold_pair),
        gold_start_Q=torch.from_numpy(gold_start),
        gold_end_Q=torch.from_numpy(gold_end),
        gold_slot_Q=torch.from_numpy(gold_slot),
        fair_QS=torch.from_numpy(fair),
    )


def _noisy(rows: NDArray[np.int64], rate: float, random: np.random.Generator) -> NDArray[np.int64]:
    return lowered(rows) if random.random() < rate else rows


def _negative(
    features: NDArray[np.float32],
    slot_passages: NDArray[np.int64],
    barred: NDArray[np.bool_],
    random: np.random.Generator,
) -> int | None:
    """One of the three passages most like the question that hold no answer; None where there is none."""
    if not len(slot_passages):
        return None
    passages = int(slot_passages[-1]) + 1
    score = np.zeros(passages)
    np.maximum.at(score, slot_passages, features[:, 2] + features[:, 1])
    score[slot_passages[barred]] = -1
    best = np.argsort(-score)[:3]
    best = best[score[best] >= 0]
    return int(random.choice(best)) if len(best) else None


def plan_epoch(
    data: Examples, numbers: Sequence[int], near: Sequence[Sequence[int]], options: BatchOptions,
    random: np.random.Generator,
) -> Iterator[list[int]]:  # fmt: skip
    """Batches of example numbers: passages of like length, similar ones together, in an order that the seed decides.

    `near[p]` lists passages like p, nearest first.
    """
    homes_X, lengths_P = data.homes_X, data.lengths_P
    by_passage: dict[int, list[int]] = {}
    for number in numbers:
        by_passage.setdefault(int(homes_X[number]), []).append(number)
    waiting = dict.fromkeys(random.permutation(np.array(sorted(by_passage))).tolist())
    batches: list[list[int]] = []
    open_batches: dict[int, tuple[list[int], int]] = {}
    while waiting:
        seed = next(iter(waiting))
        group = [seed, *(p for p in near[seed] if p in waiting)][:4]
        for passage in group:
            del waiting[passage]
            length = int(lengths_P[passage])
            bucket = max(24, 1 << (length - 1).bit_length()) * (
                3 if length <= 0.75 * (1 << (length - 1).bit_length()) else 4
            )
            members, cost = open_batches.get(bucket, ([], 0))
            for number in by_passage[passage]:
                members.append(number)
                cost += int(length * (1 + options.negative_rate))
                if cost >= options.tokens:
                    batches.append(members)
                    members, cost = [], 0
            open_batches[bucket] = (members, cost)
    batches.extend(members for members, _ in open_batches.values() if members)
    for number in random.permutation(len(batches)).tolist():
        yield batches[number]
