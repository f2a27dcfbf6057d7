"""Where in a translation a part of the source went, told by attention; and marks put back there."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neural.seq2seq.draft import Draft, Edit, spans
from neural.text.inline import Mark

_WORD = re.compile(r"\S+")
_EDGE = " .,;:!?…\"'“”„«»()[]"
# Attention is blurred: a word whose weight on a span is a third counts as much for it as against it.
_EVEN = 0.33

Span = tuple[int, int]


class Alignment:
    """Attention between the words of a translation and the characters of its source."""

    def __init__(self, draft: Draft) -> None:
        self.text = draft.text
        self.words: list[Span] = [match.span() for match in _WORD.finditer(self.text)]
        weights = draft.content()
        total = weights.sum(1, keepdims=True)
        self._weights_TS = weights / np.where(total > 0, total, 1)
        self._source = spans(draft.source)
        self._target = spans(draft.pieces)

    def pull(self, start: int, end: int) -> NDArray[np.float64]:
        """For each target word, the share of its attention that fell on source[start:end]."""
        columns = [i for i, (a, b) in enumerate(self._source) if a < end and b > start]
        per_piece = self._weights_TS[:, columns].sum(1)
        pulls = np.zeros(len(self.words))
        for w, (a, b) in enumerate(self.words):
            rows = [i for i, (c, d) in enumerate(self._target) if c < b and d > a]
            pulls[w] = per_piece[rows].mean() if rows else 0.0
        return pulls

    def find(self, start: int, end: int, free: Sequence[bool] | None = None) -> Span | None:
        """The run of target words that source[start:end] became, as (first, last + 1); only `free` words count.

        It is the run with the highest sum of (pull - one third). None where there is no word.
        """
        gain = self.pull(start, end) - _EVEN
        if free is not None:
            gain = np.where(np.asarray(free, dtype=bool), gain, -np.inf)
        best: tuple[float, Span] | None = None
        for first in range(len(gain)):
            total = 0.0
            for last in range(first, len(gain)):
                total += float(gain[last])
                if total == -np.inf:
                    break
                if best is None or total > best[0] + 1e-9:
                    best = (total, (first, last + 1))
        return best and best[1]

    def behind(self, place: int) -> int:
        """The target offset for what stands at `place` of the source: behind the word that the word before became."""
        before = [i for i, (a, b) in enumerate(self._source) if b <= place]
        if not self.words or not before:
            return 0
        if self._source and place >= self._source[-1][1]:
            return len(self.text)
        a, b = self._source[before[-1]]
        pulls = self.pull(a, b)
        return self.words[int(pulls.argmax())][1]


def put_marks(draft: Draft, marks: Sequence[Mark]) -> None:
    """Puts `marks` of the source around the words that theirs became. Every mark is put somewhere, pairs stay pairs."""
    if not marks:
        return
    if not draft.pieces:
        return
    alignment = Alignment(draft)
    length = len(draft.source_text)
    placed: list[tuple[Span, Mark]] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        parent = next(
            (s for s, m in reversed(placed) if m.start <= mark.start and mark.end <= m.end and m.closing), None
        )
        room = parent or (0, len(draft.text))
        if mark.start == mark.end:
            place = min(max(alignment.behind(mark.start), room[0]), room[1])
            placed.append(((place, place), mark))
        elif parent is None and _whole(mark, draft.source_text, length):
            placed.append(((0, len(draft.text)), mark))
        elif parent is not None and any(m.start == mark.start and m.end == mark.end for s, m in placed if s == parent):
            placed.append((parent, mark))
        else:
            taken = [s for s, m in placed if m.closing and s != parent and not (parent and _around(s, parent))]
            placed.append((_place(alignment, mark, room, taken, draft.source_text), mark))
    draft.edit(_edits(placed, len(draft.text)))


def _whole(mark: Mark, source: str, length: int) -> bool:
    return not source[: mark.start].strip(_EDGE) and not source[mark.end : length].strip(_EDGE)


def _around(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _place(alignment: Alignment, mark: Mark, room: Span, taken: list[Span], source: str) -> Span:
    """The target span for a pair of marks: inside `room`, clear of the spans that are `taken`."""
    free = [
        a >= room[0] and min(b, room[1]) > a and all(b <= s or a >= e for s, e in taken) for a, b in alignment.words
    ]
    found = alignment.find(mark.start, mark.end, free) if any(free) else None
    if found is None:  # no word is left for it: it stands behind the last one that is taken
        place = max((e for _, e in taken), default=room[1])
        return place, place
    start, end = alignment.words[found[0]][0], min(alignment.words[found[1] - 1][1], room[1])
    text, inside = alignment.text, source[mark.start : mark.end]
    while start + 1 < end and text[start] in _EDGE and inside[:1] not in _EDGE:
        start += 1
    while end - 1 > start and text[end - 1] in _EDGE and inside[-1:] not in _EDGE:
        end -= 1
    return start, end


def _edits(placed: Sequence[tuple[Span, Mark]], length: int) -> list[Edit]:
    """Insertions that nest rightly: at one place closing marks come first, from the inner one to the outer."""
    openings: dict[int, list[str]] = {}
    closings: dict[int, list[str]] = {}
    for (start, end), mark in placed:
        if start == end:
            closings.setdefault(start, []).append(mark.opening + mark.closing)
        else:
            openings.setdefault(start, []).append(mark.opening)
            closings.setdefault(end, []).insert(0, mark.closing)
    edits = [Edit(place, place, "".join(new), left=place > 0) for place, new in closings.items()]
    edits += [Edit(place, place, "".join(new)) for place, new in openings.items() if place not in closings]
    for place in openings.keys() & closings.keys():  # both: one insertion, as one edit
        edits = [e for e in edits if e.start != place]
        new = "".join(closings[place]) + "".join(openings[place])
        edits.append(Edit(place, place, new, left=place == length))
    return edits
