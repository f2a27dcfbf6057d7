"""A text's words as they can be compared with another's: which are found, which are alike, what is denied.

Shapes: W words that carry meaning.
"""

from __future__ import annotations

import re

import numpy as np
import torch
from numpy.typing import NDArray

from neural.layers.vectors import WordVectors
from neural.reading.mentions import word_set
from neural.reading.opposites import OPPOSITES
from neural.reading.passages import QUESTION_WORDS
from neural.reading.vocabulary import Column, Vocabulary

OPENING = ("is", "are", "was", "were", "do", "does", "did", "can", "could", "has", "have", "had", "will", "would")
"""Verbs that yes-or-no questions begin with."""
_ARTICLES = word_set("a an the of in on at to for by and or that this it its with from as there you your")
_EMPTY = _ARTICLES | QUESTION_WORDS | set(OPENING)
_NEGATION = re.compile(r"n['’]t\b|\b(?:not|no|never|without|none|cannot|nor|neither)\b", re.I)


class Words:
    """The tokens of a text; `content` marks those that carry meaning."""

    def __init__(self, text: str, vocabulary: Vocabulary, vectors: WordVectors) -> None:
        spans, self.rows = vocabulary.encode(text)
        self.words = [text[start:end] for start, end in spans]
        self.lower = [word.lower() for word in self.words]
        self.stems = self.rows[:, Column.STEM].tolist()
        self.content = np.array([w[0].isalnum() and w not in _EMPTY for w in self.lower], dtype=bool)
        self.denies = _NEGATION.search(text) is not None
        ids = torch.from_numpy(self.rows[:, Column.WORD])
        with torch.no_grad():
            table_WE = vectors(ids) if len(ids) else torch.zeros(0, 1)
        self.vectors = torch.nn.functional.normalize(table_WE.float(), dim=-1).numpy()

    def count(self, words: frozenset[str]) -> int:
        """How many of its tokens are in `words`."""
        return sum(word in words for word in self.lower)

    def opposites(self, other: Words) -> int:
        """How many of its words `other` lacks but has an opposite of."""
        there = set(other.lower)
        return sum(word not in there and any(o in there for o in OPPOSITES.get(word, ())) for word in self.lower)

    def rarity(self) -> NDArray[np.float64]:
        """Of each word that carries meaning. -> [W]"""
        rarity_W: NDArray[np.float64] = self.rows[self.content, Column.RARITY] / 1000
        return rarity_W

    def share_found(self, other: Words) -> float:
        """The share of the content words' rarity that `other` has too."""
        found = np.isin(self.rows[self.content, Column.STEM], other.rows[:, Column.STEM])
        return float(self.rarity()[found].sum() / max(0.001, self.rarity().sum()))

    def likeness(self, other: Words) -> NDArray[np.floating]:
        """For each content word the cosine of the word of `other` that is most like it. -> [W], at least one"""
        if not self.content.any() or not other.content.any():
            return np.zeros(1)
        best: NDArray[np.floating] = (self.vectors[self.content] @ other.vectors[other.content].T).max(axis=1)
        return best
