"""First-stage ranking: BM25 over int arrays, for passages and for the sentences in them.

It is fitted to a document once and then costs a question one short sum per question word. The rarity of a word is
counted in the document itself, with the training corpus as a background worth `BACKGROUND` passages, so that it means
something in a document of one paragraph too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

FEATURES = 6
"""Numbers that `LexicalIndex.slot_features` gives for each sentence."""
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


@dataclass(frozen=True)
class _Postings:
    """For each key, which units hold it and how often: `units[offsets[i]:offsets[i+1]]` belong to `keys[i]`."""

    keys: IntArray
    offsets: IntArray
    units: IntArray
    weights: FloatArray
    count: int

    @classmethod
    def fit(cls, keys: IntArray, units: IntArray, count: int) -> _Postings:
        """Counts keys in units and weighs them by BM25's term frequency part (Robertson & Zaragoza 2009)."""
        order = np.lexsort((units, keys))
        keys, units = keys[order], units[order]
        new = np.ones(len(keys), dtype=bool)
        new[1:] = (keys[1:] != keys[:-1]) | (units[1:] != units[:-1])
        places = np.flatnonzero(new)
        frequency = np.diff(np.append(places, len(keys)))
        keys, units = keys[places], units[places]
        lengths = np.bincount(units, weights=frequency, minlength=count)
        mean = max(lengths.mean() if count else 0.0, 1.0)
        norm = K1 * (1 - B + B * lengths[units] / mean)
        weights = (frequency * (K1 + 1) / (frequency + norm)).astype(np.float32)
        distinct, first = np.unique(keys, return_index=True)
        return cls(distinct, np.append(first, len(keys)), units, weights, count)

    def find(self, key: int) -> tuple[IntArray, FloatArray]:
        place = int(np.searchsorted(self.keys, key))
        if place == len(self.keys) or self.keys[place] != key:
            return self.units[:0], self.weights[:0]
        begin, end = self.offsets[place], self.offsets[place + 1]
        return self.units[begin:end], self.weights[begin:end]


class LexicalIndex:
    """BM25 over the passages of a document and over their sentences (its slots)."""

    def __init__(
        self,
        stems: IntArray,
        token_slots: IntArray,
        slot_passages: IntArray,
        passages: int,
        headings: tuple[IntArray, IntArray] | None = None,
    ) -> None:
        """`stems[t]` is a token's stem, `token_slots[t]` its sentence, `slot_passages[s]` a sentence's passage.

        `headings` are stems of headings and the passage that each stands over; they count for the passage alone.
        """
        self.slot_passages = slot_passages
        self.slots = len(slot_passages)
        self.passages = passages
        self._in_slots = _Postings.fit(stems, token_slots, self.slots)
        token_passages = slot_passages[token_slots]
        if headings is None:
            self._in_passages = _Postings.fit(stems, token_passages, passages)
        else:
            all_stems, all_passages = (
                np.concatenate(both) for both in zip((stems, token_passages), headings, strict=True)
            )
            self._in_passages = _Postings.fit(all_stems, all_passages, passages)
        same_slot = token_slots[1:] == token_slots[:-1]
        pairs = pair_keys(stems)[same_slot]
        self._pairs_in_slots = _Postings.fit(pairs, token_slots[1:][same_slot], self.slots)

    def rarity(self, query: Query) -> FloatArray:
        """Of each of the query's words: document and background counted together."""
        count = np.array([len(self._in_passages.find(key)[0]) for key in query.stems.tolist()], dtype=np.float32)
        odds = np.exp(query.rarity) - 1  # (N - n) / n in the background
        total = self.passages + BACKGROUND
        seen = count + BACKGROUND / (odds + 1)
        result: FloatArray = np.log(1 + (total - seen + 0.5) / (seen + 0.5)).astype(np.float32)
        return result

    def passage_scores(self, query: Query) -> FloatArray:
        """BM25 of each passage, divided by the rarity of the whole question: about 0 to 2."""
        return self._scores(self._in_passages, query, self.rarity(query))[0]

    def slot_features(self, query: Query) -> FloatArray:
        """[slots, FEATURES]: BM25 and share of the question's rarity found, in the sentence and in its passage;
        the same share in the better neighbour; the share of the question's word pairs found."""
        rarity = self.rarity(query)
        features = np.zeros((self.slots, FEATURES), dtype=np.float32)
        if not self.slots:
            return features
        features[:, 0], features[:, 1] = self._scores(self._in_slots, query, rarity)
        by_passage = self._scores(self._in_passages, query, rarity)
        features[:, 2], features[:, 3] = by_passage[0][self.slot_passages], by_passage[1][self.slot_passages]
        found = features[:, 1]
        features[1:, 4] = np.where(self.slot_passages[1:] == self.slot_passages[:-1], found[:-1], 0)
        after = np.where(self.slot_passages[1:] == self.slot_passages[:-1], found[1:], 0)
        features[:-1, 4] = np.maximum(features[:-1, 4], after)
        if len(query.sequence) > 1:
            pairs = np.unique(pair_keys(query.sequence))
            for key in pairs.tolist():
                features[self._pairs_in_slots.find(key)[0], 5] += 1 / len(pairs)
        return features

    def _scores(self, postings: _Postings, query: Query, rarity: FloatArray) -> tuple[FloatArray, FloatArray]:
        score = np.zeros(postings.count, dtype=np.float32)
        share = np.zeros(postings.count, dtype=np.float32)
        total = float(rarity.sum()) + 1e-6
        for key, weight in zip(query.stems.tolist(), (rarity / total).tolist(), strict=True):
            units, frequency = postings.find(key)
            score[units] += weight * frequency
            share[units] += weight
        return score, share


def pair_keys(stems: IntArray) -> IntArray:
    """One number for each two neighbouring stems."""
    return (stems[:-1] * 1_000_003 + stems[1:]) & 0x7FFFFFFFFFFF
