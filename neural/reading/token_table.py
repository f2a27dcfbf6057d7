"""All tokens of a document in flat arrays: some 12 bytes a token, so that a million words take 15 MB.

Shapes: N tokens of all sentences in a row, V distinct words and the padding before them, C columns (`Column`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neural.reading.tokens import Span, token_words
from neural.reading.vocabulary import COLUMNS, Vocabulary

SENTENCES_AT_ONCE = 4096
_LAST_SPACE = 0x3000
_IS_SPACE = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 1)])


class SentencePlace(NamedTuple):
    """A sentence of a text and the block of text it belongs to."""

    start: int
    end: int
    block: int


@dataclass(frozen=True)
class TokenTable:
    """Token t is `text[starts_N[t]:starts_N[t] + lengths_N[t]]` and is described by `rows_VC[words_N[t]]`.

    Sentence s holds tokens `firsts[s]` to `firsts[s + 1]`. Row 0 is padding.
    """

    starts_N: NDArray[np.int32]
    lengths_N: NDArray[np.int32]
    words_N: NDArray[np.int32]
    rows_VC: NDArray[np.int64]
    firsts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.words_N)

    def spans(self, first: int, last: int) -> list[Span]:
        """The places of tokens `first` to `last` (exclusive)."""
        starts, lengths = self.starts_N[first:last], self.lengths_N[first:last]
        return list(map(Span, starts.tolist(), (starts + lengths).tolist()))

    def rows(self, first: int, last: int) -> NDArray[np.int64]:
        """What describes tokens `first` to `last` (exclusive). -> [tokens, COLUMNS]"""
        return self.rows_VC[self.words_N[first:last]]


def tokenise(text: str, sentences: Sequence[SentencePlace], vocabulary: Vocabulary, most: int) -> TokenTable:
    """The tokens of `sentences`; of each no more than the first `most`. Each distinct word is looked up once."""
    numbers: defaultdict[str, int] = defaultdict(count(1).__next__)
    starts, words, counts = [], [], []
    for first in range(0, len(sentences), SENTENCES_AT_ONCE):
        group = sentences[first : first + SENTENCES_AT_ONCE]
        split = [token_words(text[place.start : place.end])[:most] for place in group]
        counts += [len(tokens) for tokens in split]
        words.append(np.fromiter((numbers[word] for tokens in split for word in tokens), dtype=np.int32))
        lengths = np.fromiter((len(word) for tokens in split for word in tokens), dtype=np.int64)
        starts.append(_starts(text, group, counts[first:], lengths))
    rows_VC = np.zeros((len(numbers) + 1, COLUMNS), dtype=np.int64)
    for number, word in enumerate(numbers, start=1):
        rows_VC[number] = vocabulary.row(word)
    lengths_V = np.array([0, *map(len, numbers)], dtype=np.int32)
    words_N = np.concatenate([np.zeros(0, dtype=np.int32), *words])
    starts_N = np.concatenate([np.zeros(0, dtype=np.int32), *starts])
    firsts = np.array([0, *accumulate(counts)], dtype=np.int64)
    return TokenTable(starts_N, lengths_V[words_N], words_N, rows_VC, firsts)


def _starts(
    text: str, sentences: Sequence[SentencePlace], counts: Sequence[int], lengths: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Where each token starts. Tokens leave out nothing but white space, so that the token before which k other
    signs of its sentence stand begins at the k-th sign that is no space."""
    begin, end = sentences[0].start, sentences[-1].end
    codes = np.frombuffer(text[begin:end].encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    signs = np.flatnonzero(~_IS_SPACE[np.minimum(codes, _LAST_SPACE)] | (codes > _LAST_SPACE))
    before = np.searchsorted(signs, [place.start - begin for place in sentences])
    ends = np.cumsum(lengths)
    firsts = np.cumsum(counts) - counts
    skipped = np.append(0, ends)[firsts]  # signs of the sentences before
    places = ends - lengths + np.repeat(before - skipped, counts)
    starts: NDArray[np.int32] = (begin + signs[places]).astype(np.int32)
    return starts
