"""From text to numbers: word ids, affix and shape buckets, comparison keys, and how rare each word is."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neural.errors import DragomanError
from neural.reading.tokens import Span, bucket, shape, token_spans, word_keys

PAD, UNKNOWN = 0, 1
COLUMNS = 9
"""Numbers that describe a token: see `Column`."""
ROWS_KEPT = 100_000
"""Words whose rows are kept for the next text; more would cost memory for words that hardly come again."""


class Column:
    """What stands where in a token's row of numbers."""

    WORD, PREFIX, SUFFIX, SHAPE, LOWER_SHAPE, WRITTEN, LOWER, STEM, RARITY = range(COLUMNS)


class EncodedText(NamedTuple):
    """A text's tokens: their places, and a row of numbers for each (int64 [tokens, COLUMNS])."""

    spans: list[Span]
    rows: NDArray[np.int64]


@dataclass
class Vocabulary:
    """The words with a vector, which of them are tuned, and in how many of `documents` passages each stem was seen."""

    words: Sequence[str]
    tuned: Sequence[str]
    stem_counts: dict[int, int]
    documents: int
    affix_buckets: int
    shape_buckets: int
    _ids: dict[str, int] = field(init=False, repr=False)
    _rows: dict[str, tuple[int, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = {word: number for number, word in enumerate(self.words, start=2)}

    def __len__(self) -> int:
        return len(self.words) + 2

    def word_id(self, word: str) -> int:
        """The id of a lower-cased word."""
        return self._ids.get(word, UNKNOWN)

    def tuned_ids(self) -> list[int]:
        """Ids of the tuned words."""
        return [self.word_id(word) for word in self.tuned]

    def rarity(self, stem_key: int) -> float:
        """log(1 + (N - n + ½)/(n + ½)) for a stem in n of N passages (Robertson & Zaragoza 2009, equation 3.15)."""
        seen = self.stem_counts.get(stem_key, 0)
        return math.log(1 + (self.documents - seen + 0.5) / (seen + 0.5))

    def encode(self, text: str) -> EncodedText:
        """The tokens of `text` with all that the model knows about each."""
        spans = token_spans(text)
        rows = [self.row(text[start:end]) for start, end in spans]
        return EncodedText(spans, np.array(rows, dtype=np.int64).reshape(len(rows), COLUMNS))

    def row(self, word: str) -> tuple[int, ...]:
        """What there is to know about a word, in the order of `Column`."""
        row = self._rows.get(word)
        if row is None:
            lower, keys = word.lower(), word_keys(word)
            row = (
                self._word_or_folded(lower),
                bucket(lower[:3], self.affix_buckets),
                bucket(lower[-3:], self.affix_buckets),
                bucket(shape(word), self.shape_buckets),
                bucket(shape(lower), self.shape_buckets),
                *keys,
                round(1000 * self.rarity(keys.stem)),
            )
            if len(self._rows) < ROWS_KEPT:
                self._rows[word] = row
        return row

    def _word_or_folded(self, lower: str) -> int:
        if lower in self._ids:
            return self._ids[lower]
        return self._ids.get({"’s": "'s", "’": "'", "“": '"', "”": '"'}.get(lower, lower), UNKNOWN)

    def to_json(self) -> str:
        """`tokenizer.json`: words one a line in one string, and counts as stem key to number."""
        return json.dumps(
            {
                "words": "\n".join(self.words),
                "tuned": "\n".join(self.tuned),
                "stem_counts": {str(key): count for key, count in sorted(self.stem_counts.items())},
                "documents": self.documents,
                "affix_buckets": self.affix_buckets,
                "shape_buckets": self.shape_buckets,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        try:
            data = json.loads(text)
            return cls(
                words=data["words"].split("\n"),
                tuned=data["tuned"].split("\n") if data["tuned"] else [],
                stem_counts={int(key): count for key, count in data["stem_counts"].items()},
                documents=data["documents"],
                affix_buckets=data["affix_buckets"],
                shape_buckets=data["shape_buckets"],
            )
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise DragomanError(
                "reader checkpoint", f"tokenizer.json can't be read ({error})", "fetch the checkpoint anew"
            ) from error


def build_vocabulary(
    vector_words: Sequence[str],
    contexts: Iterable[str],
    questions: Iterable[str],
    *,
    tuned_words: int,
    affix_buckets: int,
    shape_buckets: int,
) -> tuple[Vocabulary, list[str]]:
    """A vocabulary over the words that have vectors, plus frequent words that have none; returns it with the latter.

    Tuned are the words without a vector, then the commonest of the questions.
    """
    question_words: Counter[str] = Counter()
    context_words: Counter[str] = Counter()
    stems: Counter[int] = Counter()
    documents = 0
    for text in questions:
        question_words.update(text[start:end].lower() for start, end in token_spans(text))
    for text in contexts:
        tokens = [text[start:end] for start, end in token_spans(text)]
        context_words.update(token.lower() for token in tokens)
        stems.update({word_keys(token).stem for token in tokens})
        documents += 1
    known = set(vector_words)
    both = question_words + context_words
    new = [word for word, count in both.most_common(4 * tuned_words) if word not in known and count >= 10]
    new = new[: tuned_words // 2]
    common = [word for word, _ in question_words.most_common(tuned_words) if word in known]
    vocabulary = Vocabulary(
        words=[*vector_words, *new],
        tuned=[*new, *common][:tuned_words],
        stem_counts={key: count for key, count in stems.items() if count >= 3},
        documents=documents,
        affix_buckets=affix_buckets,
        shape_buckets=shape_buckets,
    )
    return vocabulary, new
