"""Which source words a translator looked at for each word it wrote. Plain data, no widgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from neural.block_diagonal import Block, BlockDiagonal
from neural.events import Attention, Translation

END = "</s>"
"""The piece that stands for the end of the source sentence; nothing looked for finds nothing better to look at."""
_TAG = re.compile(r"<2([a-z]+)>")  # the piece before a source sentence that tells which language is wanted


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A way to translate the sentence: `score` is its log-probability per piece, `back` that of the source given it,
    where the translator of the other direction was asked."""

    text: str
    score: float
    back: float | None = None

    def figures(self, judged: bool) -> str:
        """Both in columns; without the second where none of its company was `judged`."""
        back = "" if not judged else "      –" if self.back is None else f" {self.back:6.2f}"
        return f"{self.score:6.2f}{back}"


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """One sentence: `weights[t][s]` tells how much of `source[s]` went into `target[t]`; a row sums to 1.

    `choices` are what the search ended with, best first; empty while it goes on.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    choices: tuple[Choice, ...] = ()

    @property
    def judged(self) -> bool:
        return any(choice.back is not None for choice in self.choices)

    def words(self) -> Alignment:
        """The same by whole words: weights of a source word's pieces add up, those of a target word's are averaged."""
        columns, rows = _groups(self.source), _groups(self.target)
        weights = tuple(
            tuple(sum(self.weights[t][s] for t in row for s in column) / len(row) for column in columns) for row in rows
        )
        source = tuple("".join(self.source[s] for s in column).strip() for column in columns)
        target = tuple("".join(self.target[t] for t in row).strip() for row in rows)
        return Alignment(source=source, target=target, weights=weights, choices=self.choices)


def name_of(piece: str) -> str:
    """A word or a piece as people read it."""
    if piece == END:
        return "(end)"
    tag = _TAG.fullmatch(piece)
    return f"(to {tag[1]})" if tag else piece.strip() or "␣"


def alignments(translations: Sequence[Translation], attention: Sequence[Attention] = ()) -> list[Alignment]:
    """The sentences of a text as far as they are translated, in order; `attention` tells of them word by word."""
    choices = [found for translation in translations for found in _choices(translation)]
    if attention:
        found = [_of_events(list(events)) for _, events in groupby(attention, lambda event: event.sentence)]
    else:  # a long text comes line by line
        found = [block for translation in translations for block in _blocks(translation)]
    return [
        Alignment(source=one.source, target=one.target, weights=one.weights, choices=choices[number])
        if number < len(choices)
        else one
        for number, one in enumerate(found)
    ]


def _of_events(events: Sequence[Attention]) -> Alignment:
    target, weights = tuple(e.target_token for e in events), tuple(e.weights for e in events)
    return Alignment(source=events[0].source_tokens, target=target, weights=weights)


def _choices(translation: Translation) -> Iterator[tuple[Choice, ...]]:
    """The choices of each sentence of a line."""
    for _, group in groupby(translation.candidates, lambda candidate: candidate.sentence):
        yield tuple(Choice(text=found.text, score=found.score, back=found.back) for found in group)


def _blocks(translation: Translation) -> Iterator[Alignment]:
    """The sentences of a line, whose weights lie along the diagonal in blocks."""
    if isinstance(translation.attention, BlockDiagonal):
        attention = translation.attention
        blocks: Iterable[tuple[int, Block]] = zip(attention.widths, attention.blocks, strict=True)
    else:  # as older versions kept it
        blocks = _found(translation)
    column = row = 0
    for width, block in blocks:
        source, target = translation.source_tokens[column : column + width], translation.tokens[row : row + len(block)]
        column, row = column + width, row + len(block)
        if source:
            yield Alignment(source=source, target=target, weights=block)


def _found(translation: Translation) -> Iterator[tuple[int, Block]]:
    """The width and the rows of each block of a whole matrix; a sentence ends with its end mark."""
    peaks = [max(range(len(row)), key=row.__getitem__) if row else -1 for row in translation.attention]
    begin = 0
    for position, piece in enumerate(translation.source_tokens, start=1):
        if piece == END or position == len(translation.source_tokens):
            rows = [t for t, peak in enumerate(peaks) if begin <= peak < position]
            yield position - begin, tuple(translation.attention[t][begin:position] for t in rows)
            begin = position


def _groups(pieces: Sequence[str]) -> list[list[int]]:
    """The numbers of the pieces of each word. A word begins with a blank; a punctuation mark stands for itself."""
    groups: list[list[int]] = []
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else ""
        mark, after_mark = not any(map(str.isalnum, piece)), bool(before) and not any(map(str.isalnum, before))
        special = piece == END or bool(_TAG.fullmatch(before))
        if not groups or piece.startswith(" ") or special or mark or (after_mark and before.strip()):
            groups.append([])
        groups[-1].append(number)
    return groups
