"""First-stage ranking: BM25 for passages and for the sentences in them, and what the memory is told about words.

The index knows where each stem stands, so that a question costs a few sums over the places of its own words, however
long the document. The rarity of a word is counted in the document itself, with the training corpus as a background
worth `BACKGROUND` passages, so that it means something in a document of one paragraph too.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

FEATURES = 6
"""Numbers that `LexicalIndex.slot_features` gives for each sentence."""
PASSAGE_SCORE = 2
"""Which of them tells BM25 of the sentence's passage."""
BACKGROUND = 50.0
K1, B = 1.2, 0.75


class Query(NamedTuple):
    """A question's distinct stems, in order, with the background rarity of each, and its stems in a row."""

    stems: IntArray
    rarity: FloatArray
    sequence: IntArray


def make_query(stems: IntArray, rarity: FloatArray) -> Query:
    """The query of a question whose tokens have these stems and rarities."""
    distinct, first = np.unique(stems, return_index=True)
    return Query(distinct, rarity[first].astype(np.float32), stems)


class _Matches(NamedTuple):
    """Unit `units[i]` holds the query's stem number `stems[i]` `counts[i]` times."""

    stems: IntArray
    units: IntArray
    counts: IntArray


class LexicalIndex:
    """BM25 over the passages of a document and over their sentences (its slots)."""

    def __init__(
        self,
        stems: IntArray,
        token_slots: IntArray,
        slot_passages: IntArray,
        passages: int,
        headings: tuple[IntArray, IntArray] | None = None,
        words: NDArray[np.int32] | None = None,
    ) -> None:
        """`stems[t]` is a token's stem, or `stems[words[t]]` where `words` is given; `token_slots[t]` is its sentence,
        `slot_passages[s]` a sentence's passage.

        `headings` are stems of headings and the passage that each stands over; they count for the passage alone.
        """
        self.slot_passages = slot_passages
        self.slots = len(slot_passages)
        self.passages = passages
        self._keys, numbers = np.unique(stems, return_inverse=True)
        # Small numbers are sorted much faster.
        numbers = numbers.astype(np.min_scalar_type(len(self._keys)))
        self._stems = numbers if words is None else numbers[words]
        self._places = np.argsort(self._stems, kind="stable").astype(np.int32)
        self._offsets = np.append(0, np.cumsum(np.bincount(self._stems, minlength=len(self._keys))))
        self._token_slots = token_slots.astype(np.int32)
        self._headings = headings or (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        slot_lengths = np.bincount(token_slots, minlength=self.slots)
        passage_lengths = np.bincount(slot_passages, weights=slot_lengths, minlength=passages)
        self._slot_norms = _norms(slot_lengths)
        self._passage_norms = _norms(passage_lengths + np.bincount(self._headings[1], minlength=passages))

    def rarity(self, query: Query) -> FloatArray:
        """Of each of the query's words: document and background counted together."""
        return self._rarity(query, self._in_passages(query, self._in_slots(query)))

    def passage_scores(self, query: Query) -> FloatArray:
        """BM25 of each passage, divided by the rarity of the whole question: about 0 to 2."""
        matches = self._in_passages(query, self._in_slots(query))
        return _scores(matches, self._rarity(query, matches), self._passage_norms)[0]

    def slot_features(self, query: Query) -> FloatArray:
        """[slots, FEATURES]: BM25 and share of the question's rarity found, in the sentence and in its passage;
        the same share in the better neighbour; the share of the question's word pairs found."""
        features = np.zeros((self.slots, FEATURES), dtype=np.float32)
        if not self.slots:
            return features
        in_slots = self._in_slots(query)
        in_passages = self._in_passages(query, in_slots)
        rarity = self._rarity(query, in_passages)
        features[:, 0], features[:, 1] = _scores(in_slots, rarity, self._slot_norms)
        by_passage = _scores(in_passages, rarity, self._passage_norms)
        features[:, 2], features[:, 3] = by_passage[0][self.slot_passages], by_passage[1][self.slot_passages]
        found, together = features[:, 1], self.slot_passages[1:] == self.slot_passages[:-1]
        features[1:, 4] = np.where(together, found[:-1], 0)
        features[:-1, 4] = np.maximum(features[:-1, 4], np.where(together, found[1:], 0))
        pairs = set(pairwise(query.sequence.tolist()))
        for pair in pairs:
            features[self._pair_slots(*pair), 5] += 1 / len(pairs)
        return features

    def _rarity(self, query: Query, in_passages: _Matches) -> FloatArray:
        count = np.bincount(in_passages.stems, minlength=len(query.stems)).astype(np.float32)
        odds = np.exp(query.rarity) - 1  # (N - n) / n in the background
        total = self.passages + BACKGROUND
        seen = count + BACKGROUND / (odds + 1)
        result: FloatArray = np.log(1 + (total - seen + 0.5) / (seen + 0.5)).astype(np.float32)
        return result

    def _places_of(self, stem: int) -> NDArray[np.int32]:
        """The tokens with this stem, in order."""
        number = int(np.searchsorted(self._keys, stem))
        if number == len(self._keys) or self._keys[number] != stem:
            return self._places[:0]
        return self._places[self._offsets[number] : self._offsets[number + 1]]

    def _in_slots(self, query: Query) -> _Matches:
        found = [self._token_slots[self._places_of(stem)] for stem in query.stems.tolist()]
        stems = np.repeat(np.arange(len(found)), [len(slots) for slots in found])
        slots = np.concatenate([np.zeros(0, dtype=np.int64), *found])
        return _added_up(_Matches(stems, slots, np.ones(len(slots), dtype=np.int64)))

    def _in_passages(self, query: Query, in_slots: _Matches) -> _Matches:
        """As many as in the passage's sentences together, and in the headings above it."""
        matches = in_slots._replace(units=self.slot_passages[in_slots.units])
        heading_stems, heading_passages = self._headings
        asked = np.isin(heading_stems, query.stems)
        if asked.any():
            above = np.searchsorted(query.stems, heading_stems[asked]), heading_passages[asked]
            both = zip(matches, (*above, np.ones(len(above[0]), dtype=np.int64)), strict=True)
            matches = _Matches(*map(np.concatenate, both))
            order = np.lexsort((matches.units, matches.stems))
            matches = _Matches(*(part[order] for part in matches))
        return _added_up(matches)

    def _pair_slots(self, first: int, second: int) -> NDArray[np.int32]:
        """The slots in which the two stems stand side by side."""
        left, right = self._places_of(first), self._places_of(second)
        if len(left) <= len(right):
            left = left[left + 1 < len(self._stems)]
            number = np.searchsorted(self._keys, second)
            left = left[self._stems[left + 1] == number] if len(right) else left[:0]
        else:
            right = right[right > 0]
            number = np.searchsorted(self._keys, first)
            left = right[self._stems[right - 1] == number] - 1
        slots: NDArray[np.int32] = self._token_slots[left]
        same: NDArray[np.int32] = slots[slots == self._token_slots[left + 1]]
        return same


def _norms(lengths: NDArray[np.integer] | NDArray[np.floating]) -> FloatArray:
    """What BM25 adds to a word's frequency in a unit: more in long ones."""
    mean = max(float(lengths.mean()) if len(lengths) else 0.0, 1.0)
    norms: FloatArray = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)
    return norms


def _added_up(matches: _Matches) -> _Matches:
    """Sorted matches, those of the same stem and unit as one."""
    stems, units, counts = matches
    if not len(stems):
        return matches
    new = np.append(True, (stems[1:] != stems[:-1]) | (units[1:] != units[:-1]))
    first = np.flatnonzero(new)
    return _Matches(stems[first], units[first], np.add.reduceat(counts, first))


def _scores(matches: _Matches, rarity: FloatArray, norms: FloatArray) -> tuple[FloatArray, FloatArray]:
    """BM25 of each unit (Robertson & Zaragoza 2009) and the share of rarity found, both of a query of rarity 1."""
    weights = (rarity / (float(rarity.sum()) + 1e-6))[matches.stems]
    frequency = matches.counts * (K1 + 1) / (matches.counts + norms[matches.units])
    score = np.bincount(matches.units, weights=weights * frequency, minlength=len(norms))
    share = np.bincount(matches.units, weights=weights, minlength=len(norms))
    return score.astype(np.float32), share.astype(np.float32)
