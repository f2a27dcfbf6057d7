"""Which passages resemble each other: the words they share, rare ones counting more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neural.reading.passages import Passage
from neural.reading.vocabulary import Column

WORDS_A_PASSAGE = 12
PASSAGES_A_WORD = 200


def nearest_passages(passages: Sequence[Passage], count: int) -> list[list[int]]:
    """For each passage up to `count` others of like length (within half as much again), most alike first."""
    return nearest([rarest_stems(p) for p in passages], [len(p) for p in passages], count)


def nearest(stems: Sequence[Sequence[int]], lengths: Sequence[int], count: int) -> list[list[int]]:
    """The same of passages with these lengths and `rarest_stems`."""
    lengths_P = np.array(lengths)
    holders: dict[int, list[int]] = {}
    for number, chosen in enumerate(stems):
        for stem in chosen:
            holders.setdefault(stem, []).append(number)
    near: list[list[int]] = []
    for number, chosen in enumerate(stems):
        lists = [holders[stem] for stem in chosen if 1 < len(holders[stem]) <= PASSAGES_A_WORD]
        if not lists:
            near.append([])
            continue
        weights = np.concatenate([np.full(len(found), 1 / np.log(1 + len(found))) for found in lists])
        others, inverse = np.unique(np.concatenate(lists), return_inverse=True)
        score = np.bincount(inverse, weights=weights)
        alike = (lengths_P[others] < 1.5 * lengths_P[number]) & (lengths_P[number] < 1.5 * lengths_P[others])
        score[~alike | (others == number)] = 0
        best = np.argsort(-score, kind="stable")[:count]
        near.append(others[best[score[best] > 0]].tolist())
    return near


def rarest_stems(passage: Passage) -> list[int]:
    """The keys of a passage's rarest stems."""
    stems, first = np.unique(passage.rows[:, Column.STEM], return_index=True)
    rarity = passage.rows[first, Column.RARITY]
    return list(stems[np.argsort(-rarity, kind="stable")[:WORDS_A_PASSAGE]].tolist())
