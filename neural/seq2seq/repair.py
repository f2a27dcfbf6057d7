"""Numbers and names that a translation has garbled or lost: found, and where attention tells the place, put right.

Most of the time the network copies them; a sentence reads best where it could see them. So they are left in the
source, and looked after here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from neural.seq2seq.draft import Draft, Edit, spans
from neural.seq2seq.projection import Alignment, Span
from neural.seq2seq.standins import Item
from neural.text.names import Name, find_names
from neural.text.numbers import NUMBER, localise_number, same_number, spelt_out

_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ALIKE = 0.55
"""From this similarity on, a word of the translation may be a name gone wrong."""


class Languages(NamedTuple):
    source: str
    target: str


def repair(draft: Draft, items: Sequence[Item], languages: Languages) -> list[tuple[int, int, str]]:
    """Puts right what can be in `draft`. Returns what else is missing: (start, end, kind) in the source text.

    `items` are the stand-ins in the source, which are none of its business.
    """
    missing = _repair_numbers(draft, items, languages)
    return sorted(missing + _repair_names(draft, items, languages))


def _clear(start: int, end: int, items: Sequence[Item]) -> bool:
    return all(end <= item.start or start >= item.end for item in items)


def _numbers(text: str, items: Sequence[Item]) -> list[Span]:
    return [m.span() for m in NUMBER.finditer(text) if _clear(*m.span(), items)]


def _unmatched(source: str, numbers: Sequence[Span], text: str, languages: Languages) -> tuple[list[Span], list[Span]]:
    """Numbers of the source that the translation has not, and numbers of the translation that the source has not."""
    there = [m.span() for m in NUMBER.finditer(text) if not re.search(r"X\Z", text[: m.start()])]
    lost = []
    for start, end in numbers:
        number = source[start:end]
        found = next((s for s in there if _says(number, text[s[0] : s[1]], source[end : end + 6], languages)), None)
        if found:
            there.remove(found)
        elif not spelt_out(number, text, languages.target):
            lost.append((start, end))
    return lost, there


def _says(number: str, other: str, following: str, languages: Languages) -> bool:
    if same_number(number, languages.source, other, languages.target):
        return True
    hour, minutes = number.partition(":")[::2]
    if not re.match(r"\s?[pP]\.?\s?[mM]\b", following) or not hour.isdecimal():
        return False
    return bool(re.fullmatch(rf"{int(hour) % 12 + 12}(?:[:.]{minutes or '00'})?", other))  # 3:30 p.m. as 15:30


def _repair_numbers(draft: Draft, items: Sequence[Item], languages: Languages) -> list[tuple[int, int, str]]:
    source = draft.source_text
    numbers = _numbers(source, items)
    if not numbers:
        return []
    lost, strange = _unmatched(source, numbers, draft.text, languages)
    if not lost:
        return []
    alignment, edits, missing = Alignment(draft), [], []
    for start, end in lost:
        best = max(strange, key=lambda s: _pull(alignment, s, start, end), default=None)
        if best is not None and (_pull(alignment, best, start, end) > 0.3 or len(lost) == len(strange) == 1):
            strange.remove(best)
            edits.append(Edit(*best, localise_number(source[start:end], *languages)))
        else:
            missing.append((start, end, "number"))
    draft.edit(edits)
    return missing


def _pull(alignment: Alignment, word: Span, start: int, end: int) -> float:
    pulls = alignment.pull(start, end)
    return max(
        (float(pulls[w]) for w, (a, b) in enumerate(alignment.words) if a < word[1] and b > word[0]), default=0.0
    )


def _repair_names(draft: Draft, items: Sequence[Item], languages: Languages) -> list[tuple[int, int, str]]:
    source, text = draft.source_text, draft.text
    names = [n for n in find_names(source, languages.source) if _clear(n.start, n.end, items)]
    lost = [n for n in names if source[n.start : n.end] not in text]
    if not lost:
        return []
    taken = {source[n.start : n.end] for n in names if n not in lost}
    edits: dict[Span, str] = {}
    missing = []
    for name in lost:
        may_be, must_be = _is_name(draft, name)
        garbled = _garbled(source[name.start : name.end], text, taken, edits) if may_be else None
        if garbled is not None:
            edits[garbled] = source[name.start : name.end]
        elif must_be:
            missing.append((name.start, name.end, "name"))
    draft.edit(Edit(*span, new) for span, new in edits.items())
    return missing


def _is_name(draft: Draft, name: Name) -> tuple[bool, bool]:
    """Whether a word that the translation has not may be a name gone wrong, and whether it must be one.

    A word that the tokeniser needs few pieces for is well known: the network is trusted to know its form in the other
    language. One that falls into many short ones has hardly been seen in training.
    """
    where = zip(draft.source, spans(draft.source), strict=True)
    pieces = sum(a < name.end and b > name.start and piece != " " for piece, (a, b) in where)
    shape = (name.end - name.start) / max(1, pieces)
    unseen = pieces >= 4 and shape <= 2.75
    may_be = pieces >= 3 and (name.odds > 0.7 or (unseen and name.odds > -3.5))
    return may_be, (pieces >= 3 and name.odds > 1) or (unseen and name.odds > 0)


def _garbled(name: str, text: str, taken: set[str], edits: dict[Span, str]) -> Span | None:
    """The word of the translation that looks like `name` gone wrong."""
    best: tuple[float, Span] | None = None
    for word in _NAME.finditer(text):
        if word.span() in edits or word[0] in taken or not word[0][0].isupper():
            continue
        likeness = SequenceMatcher(None, name.casefold(), word[0].casefold(), autojunk=False).ratio()
        if likeness >= ALIKE and (best is None or likeness > best[0]):
            best = (likeness, word.span())
    return best and best[1]
