"""A translation that is being worked on: its text can be edited, and pieces and attention follow.

Shapes: T target pieces, S source pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neural.seq2seq.translator import SentenceTranslation, rows
from neural.text.tokenizer import EOS, SPECIALS

_HALF = "\ufffd"  # what a piece shows that holds a part of a character


class Edit(NamedTuple):
    """`text[start:end]` becomes `new`. Where start == end, `new` sticks to what stands before (`left`) or behind."""

    start: int
    end: int
    new: str
    left: bool = False


class Draft:
    """The pieces of both sides as text, and attention_TS between them.

    Source pieces that are no text (a language tag, the end mark) stay where they are and count as empty.
    """

    def __init__(self, result: SentenceTranslation, source: str | None = None) -> None:
        """`source`: what was translated, where it is known; pieces show no more than halves of some characters."""
        self.score, self.candidates = result.score, result.candidates
        self._before = tuple(p for p in result.source_pieces[:1] if p in SPECIALS)
        self._after = tuple(p for p in result.source_pieces[-1:] if p in SPECIALS)
        first, last = len(self._before), len(result.source_pieces) - len(self._after)
        self.attention_TS: NDArray[np.float64] = np.array(result.attention_TS, dtype=np.float64).reshape(
            len(result.pieces), len(result.source_pieces)
        )
        self.source, groups = _whole_characters(result.source_pieces[first:last], source)
        self._merge_columns(groups)
        self.pieces, groups = _whole_characters(result.pieces, result.text)
        self._merge_rows(groups)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def source_text(self) -> str:
        return "".join(self.source)

    def content(self) -> NDArray[np.float64]:
        """attention_TS over source pieces that are text."""
        return self.attention_TS[:, len(self._before) : len(self._before) + len(self.source)]

    def edit(self, edits: Iterable[Edit]) -> None:
        """Changes the translation. Edits do not overlap."""
        self.pieces, groups = _edited(self.pieces, edits)
        self._merge_rows(groups)

    def edit_source(self, edits: Iterable[Edit]) -> None:
        """Changes what is shown of the source."""
        self.source, groups = _edited(self.source, edits)
        self._merge_columns(groups)

    def result(self) -> SentenceTranslation:
        return SentenceTranslation(
            text=self.text,
            score=self.score,
            source_pieces=(*self._before, *self.source, *self._after),
            pieces=tuple(self.pieces),
            attention_TS=rows(self.attention_TS),
            candidates=self.candidates,
        )

    def _merge_rows(self, groups: list[list[int]]) -> None:
        if len(groups) != len(self.attention_TS):
            means = [self.attention_TS[group].mean(0) for group in groups]
            self.attention_TS = np.array(means).reshape(len(groups), self.attention_TS.shape[1])

    def _merge_columns(self, groups: list[list[int]]) -> None:
        count = self.attention_TS.shape[1] - len(self._before) - len(self._after)
        if len(groups) != count:
            first, last = len(self._before), len(self._before) + count
            merged = [self.attention_TS[:, [first + i for i in group]].sum(1, keepdims=True) for group in groups]
            parts = [self.attention_TS[:, :first], *merged, self.attention_TS[:, last:]]
            self.attention_TS = np.concatenate(parts, axis=1)


def join_results(results: Sequence[SentenceTranslation]) -> SentenceTranslation:
    """Translations of the clauses of a sentence as one: blanks between them, attention in blocks along the diagonal."""
    source: list[str] = []
    pieces: list[str] = []
    blocks: list[NDArray[np.float64]] = []
    rest: list[NDArray[np.float64]] = []  # what fell on language tags and end marks
    for part in results:
        text = [i for i, piece in enumerate(part.source_pieces) if piece not in SPECIALS]
        weights = np.array(part.attention_TS, dtype=np.float64).reshape(len(part.pieces), len(part.source_pieces))
        blocks.append(weights[:, text])
        rest.append(weights.sum(1) - weights[:, text].sum(1))
        source += [" " * (i == text[0] and bool(source)) + part.source_pieces[i] for i in text]
        pieces += [" " * (i == 0 and bool(pieces)) + piece for i, piece in enumerate(part.pieces)]
    attention = np.zeros((len(pieces), len(source) + 1))
    row, column = 0, 0
    for block, other in zip(blocks, rest, strict=True):
        height, width = block.shape
        attention[row : row + height, column : column + width] = block
        attention[row : row + height, -1] = other
        row, column = row + height, column + width
    return SentenceTranslation(
        text="".join(pieces),
        score=sum(part.score for part in results) / max(1, len(results)),
        source_pieces=(*source, SPECIALS[EOS]),
        pieces=tuple(pieces),
        attention_TS=rows(attention),
    )


def spans(pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Where each piece stands in their joined text."""
    ends = list(accumulate(len(piece) for piece in pieces))
    return list(zip([0, *ends], ends, strict=False))


def _edited(pieces: list[str], edits: Iterable[Edit]) -> tuple[list[str], list[list[int]]]:
    """The pieces after `edits`, and of which old ones each is made. Pieces that share an edit become one."""
    new, groups = list(pieces), [[i] for i in range(len(pieces))]
    where = spans(pieces)
    for edit in sorted(edits, reverse=True):
        if not pieces:
            break
        first = _piece_at(where, edit.start, left=edit.left and edit.start == edit.end)
        last = first if edit.start == edit.end else _piece_at(where, edit.end, left=True)
        head = new[first][: edit.start - where[first][0]]
        # What stands behind in the last piece may have been edited already: count from the end of the original.
        if first == last:
            new[first] = head + edit.new + new[first][edit.end - where[first][0] :]
        else:
            new[first] = head + edit.new + new[last][edit.end - where[last][0] :]
            where[first] = (where[first][0], where[last][1])
            groups[first] = [i for group in groups[first : last + 1] for i in group]
            del new[first + 1 : last + 1], groups[first + 1 : last + 1], where[first + 1 : last + 1]
    filled = [i for i, text in enumerate(new) if text]
    return [new[i] for i in filled], [groups[i] for i in filled]


def _piece_at(where: list[tuple[int, int]], place: int, left: bool) -> int:
    """The piece that holds the character before (`left`) or behind `place`."""
    for i, (start, end) in enumerate(where):
        if (start < place <= end) if left else (start <= place < end):
            return i
    return 0 if place <= 0 else len(where) - 1


def _whole_characters(pieces: Sequence[str], text: str | None) -> tuple[list[str], list[list[int]]]:
    """Pieces that join to `text`, without halves of characters: those are put together with their neighbours."""
    groups: list[list[int]] = []
    for i, piece in enumerate(pieces):
        if groups and _HALF in piece and _HALF in pieces[groups[-1][-1]]:
            groups[-1].append(i)
        else:
            groups.append([i])
    joined = ["".join(pieces[i] for i in group) for group in groups]
    if joined:
        joined[0] = joined[0].lstrip()
        joined[-1] = joined[-1].rstrip()
    if text is not None and "".join(joined) != text:
        joined = _fitted(joined, text)
        if "".join(joined) != text:
            return ([text], [list(range(len(pieces)))]) if text and pieces else ([], [])
    filled = [i for i, piece in enumerate(joined) if piece]
    return [joined[i] for i in filled], [groups[i] for i in filled]


def _fitted(joined: list[str], text: str) -> list[str]:
    """Groups that show only halves, replaced by what `text` has in their place."""
    fitted, at = [], 0
    for i, piece in enumerate(joined):
        if _HALF not in piece:
            end = at + len(piece)
        else:
            following = joined[i + 1] if i + 1 < len(joined) else ""
            found = text.find(following, at + 1) if following else len(text)
            end = found if found >= 0 else len(text)
        fitted.append(text[at:end])
        at = end
    return fitted
