"""A part of a line as sentences that the translator can read, and what stands between them.

Marks are taken out, stand-ins take the place of what must be kept, shouting is calmed; what is needed to undo this is
kept beside each sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from neural.seq2seq.batches import clean_source
from neural.seq2seq.clauses import cut_clauses
from neural.seq2seq.standins import Hidden, Item, hide
from neural.text.casing import calm, shouts
from neural.text.inline import Mark, RawMark, find_marks
from neural.text.normalise import normalise
from neural.text.sentences import split_sentences
from neural.text.times import find_times
from neural.text.verbatim import Verbatim, find_verbatim

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A sentence. The translator reads `hidden.text`, and the offsets of `marks` are into that."""

    source: str
    hidden: Hidden
    marks: tuple[Mark, ...] = ()
    shouting: bool = False
    begins: bool = True
    """Whether it begins a sentence and is not a later clause of a very long one."""
    ends: bool = True

    @property
    def text(self) -> str:
        return self.hidden.text

    def standin(self, item: Item) -> str:
        """The word in the text that stands for `item`."""
        return self.hidden.text[item.start : item.end]


def split_units(text: str, language: str) -> list[str | Unit]:
    """`text`, without line breaks, as sentences and what is kept as it is between them, in order."""
    return _Segment(text).units(language)


class _Segment:
    def __init__(self, text: str) -> None:
        self.text = text
        verbatim = find_verbatim(text)
        # Pictures among the words would only disturb: they are marks, and come back behind the word they stood behind.
        pictures = [
            RawMark(_with_space(text, v.start), *[v.end] * 3) for v in verbatim if v.kind in ("emoji", "symbol")
        ]
        self.marks = sorted(find_marks(text, verbatim) + pictures, key=lambda mark: (mark.a, -mark.d))
        cut = {i for mark in self.marks for i in (*range(mark.a, mark.b), *range(mark.c, mark.d))}
        self.origin = [i for i in range(len(text)) if i not in cut]
        """Where in `text` each character of `bare` stands."""
        self.bare = "".join(text[i] for i in self.origin)
        self.verbatim = find_verbatim(self.bare) if self.marks else verbatim

    def units(self, language: str) -> list[str | Unit]:
        self._read_times(language)
        hidden = hide(self.bare, self.verbatim)
        parts: list[str | Unit] = []
        at = 0
        clauses = [
            (clause, cut[0] == clause, cut[-1] == clause)
            for sentence in split_sentences(hidden.text, language)
            for cut in [cut_clauses(hidden.text, *sentence)]
            for clause in cut
        ]
        for (start, end), begins, ends in clauses:
            first, last = self._undecorated(hidden.origin[start][0], hidden.origin[end - 1][1])
            if first >= last:
                continue
            begin, finish = self._with_marks(self.origin[first], self.origin[last - 1] + 1)
            unit = self._unit(first, last, begin, finish)
            if unit is not None:
                parts += [self.text[at:begin], replace(unit, begins=begins, ends=ends)]
                at = finish
        return [part for part in (*parts, self.text[at:]) if part]

    def _read_times(self, language: str) -> None:
        """Times of day are put to the network as a clock of 24 hours shows them: "pm" it often drops."""
        for start, end, clock in find_times(self.bare, language):
            across = [v for v in self.verbatim if v.start < end and start < v.end]
            if all(v.kind in ("number", "identifier") for v in across):
                others = (v for v in self.verbatim if v not in across)
                self.verbatim = sorted([*others, Verbatim(start, end, clock)])

    def _undecorated(self, start: int, end: int) -> tuple[int, int]:
        """bare[start:end] without the tags (#) at its ends, which keep their place as they are."""
        tags = [v for v in self.verbatim if self.bare[v.start] == "#"]
        for tag in tags:
            if tag.start == start:
                start = tag.end
                start += len(self.bare[start:end]) - len(self.bare[start:end].lstrip())
        for tag in reversed(tags):
            if tag.end == end and start < end:
                end = max(start, tag.start)
                end -= len(self.bare[start:end]) - len(self.bare[start:end].rstrip())
        return start, end

    def _with_marks(self, begin: int, finish: int) -> tuple[int, int]:
        """text[begin:finish], and the marks at its ends whose other half is inside. Pairs around all of it stay out."""
        pairs = [mark for mark in self.marks if mark.c < mark.d]
        for mark in reversed(pairs):
            if mark.c == finish and mark.a >= begin:
                finish = mark.d
        for mark in reversed(pairs):
            if mark.b == begin and mark.d <= finish:
                begin = mark.a
        return begin, finish

    def _unit(self, start: int, end: int, begin: int, finish: int) -> Unit | None:
        """The sentence at bare[start:end], text[begin:finish], or None where there is nothing to translate in it."""
        inside = [Verbatim(v.start - start, v.end - start, v.kind) for v in self.verbatim if start <= v.start < end]
        hidden = hide(self.bare[start:end], [v for v in inside if v.end <= end - start])
        letters = hidden.text
        for item in reversed(hidden.items):
            letters = letters[: item.start] + letters[item.end :]
        if not _LETTER.search(letters):
            return None
        raw = [self.origin[start + place] for place, _ in hidden.origin]
        marks = [mark for found in self.marks if (mark := self._mark(found, raw, begin, finish))]
        unit = _cleaned(Unit(source=self.text[begin:finish], hidden=hidden, marks=tuple(marks)))
        if not shouts(unit.text):
            return unit
        return replace(unit, hidden=unit.hidden._replace(text=calm(unit.text)), shouting=True)

    def _mark(self, found: RawMark, raw: list[int], begin: int, finish: int) -> Mark | None:
        """`found` in the sentence at text[begin:finish], the whole pair or the one of the two that is in it."""
        opened, closed = begin <= found.a and found.b <= finish, begin <= found.c and found.d <= finish
        opening, closing = self.text[found.a : found.b], self.text[found.c : found.d]
        start, end = bisect_left(raw, found.b), bisect_left(raw, found.c)
        if opened and closed and closing:
            return Mark(start, end, opening, closing)
        if opened:
            return Mark(start, start, opening, "")
        return Mark(end, end, closing, "") if closed and closing else None


def _with_space(text: str, place: int) -> int:
    return place - (place > 0 and text[place - 1] == " ")


def _cleaned(unit: Unit) -> Unit:
    """The unit with its text as the translator will clean it, so that all offsets hold for what it reads."""
    text, clean = unit.text, clean_source(unit.text)
    if clean == text:
        return unit

    def moved(place: int) -> int:
        before = normalise(text[:place], fold=True)
        return min(len(clean), len(re.sub(r"\s+", " ", before)))

    items = tuple(i._replace(start=moved(i.start), end=moved(i.end)) for i in unit.hidden.items)
    marks = tuple(m._replace(start=moved(m.start), end=moved(m.end)) for m in unit.marks)
    return replace(unit, hidden=unit.hidden._replace(text=clean, items=items), marks=marks)
