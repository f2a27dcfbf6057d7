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
from neural.text.names import Name, capitalised, find_names
from neural.text.numbers import MINUS, NUMBER, localise_number, same_number, spelt_out
from neural.text.times import find_said

_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MINUS = re.compile(rf"{MINUS}\Z")
_LESS = re.compile(r"(?:[-−–]\s?|\b(?:minus|moins|menos)\s)\Z", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"\b(?:below zero|unter null|sous (?:de )?zéro|bajo cero)\b", re.IGNORECASE)
_MARKS_NAMES = ("en", "fr", "es")
"""Languages in which, unlike in German, most words with a capital inside a sentence are names or parts of names."""
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


def numbers_in(text: str, items: Sequence[Item]) -> list[Span]:
    """Where numbers stand in a text, each with its minus, but for those that belong to stand-ins."""
    signed = ((m.start() - bool(_MINUS.search(text, 0, m.start())), m.end()) for m in NUMBER.finditer(text))
    return [span for span in signed if _clear(*span, items)]


class _Compared(NamedTuple):
    """`lost`: numbers of the source that the translation has not. `strange`: numbers of the translation that the source
    has not. `bare`: those of the translation that have lost their minus. `worded`: times that it says in words, and how
    the source writes them."""

    lost: list[Span]
    strange: list[Span]
    bare: list[Span]
    worded: list[tuple[int, int, str]]


def _compare(source: str, numbers: Sequence[Span], text: str, languages: Languages) -> _Compared:
    there = [m.span() for m in NUMBER.finditer(text) if not re.search(r"X\Z", text[: m.start()])]
    lost, bare, worded, unclaimed = [], [], [], text
    for start, end in numbers:
        number = source[start:end].lstrip("-−")
        found = next((s for s in there if _says(number, text[s[0] : s[1]], source[end : end + 6], languages)), None)
        if found:
            there.remove(found)
            if number != source[start:end] and not _said_minus(text, found):
                bare.append(found)
        elif said := find_said(number, unclaimed):  # 20:15 as 20 h 15
            first, last = said.span()
            unclaimed = unclaimed[:first] + " " * (last - first) + unclaimed[last:]
            there = [span for span in there if span[0] < first or span[1] > last]
            worded.append((first, last, number))
        elif not spelt_out(number, text, languages.target):
            lost.append((start, end))
    return _Compared(lost, there, bare, worded)


def _said_minus(text: str, number: Span) -> bool:
    return bool(_LESS.search(text, 0, number[0]) or _BELOW_ZERO.search(text))


def _says(number: str, other: str, following: str, languages: Languages) -> bool:
    if same_number(number, languages.source, other, languages.target):
        return True
    hour, minutes = number.partition(":")[::2]
    if not re.match(r"\s?[pP]\.?\s?[mM]\b", following) or not hour.isdecimal():
        return False
    return bool(re.fullmatch(rf"{int(hour) % 12 + 12}(?:[:.]{minutes or '00'})?", other))  # 3:30 p.m. as 15:30


def _repair_numbers(draft: Draft, items: Sequence[Item], languages: Languages) -> list[tuple[int, int, str]]:
    source, text = draft.source_text, draft.text
    numbers = numbers_in(source, items)
    if not numbers:
        return []
    lost, strange, bare, worded = _compare(source, numbers, text, languages)
    if not lost and not bare and not worded:
        return []
    alignment, missing = Alignment(draft), []
    edits = [*(Edit(start, start, "-") for start, _ in bare), *(Edit(*said) for said in worded)]
    for start, end in lost:
        best = max(strange, key=lambda s: _pull(alignment, s, start, end), default=None)
        if best is not None and (_pull(alignment, best, start, end) > 0.3 or len(lost) == len(strange) == 1):
            strange.remove(best)
            number = source[start:end].lstrip("-−")
            minus = "-" if len(number) < end - start and not _said_minus(text, best) else ""
            edits.append(Edit(*best, minus + localise_number(number, *languages)))
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
    dropped = _fewer_names(draft, languages)
    edits: dict[Span, str] = {}
    missing = []
    for name in lost:
        looks = _looks(draft, name)
        garbled = _garbled(source[name.start : name.end], text, taken, edits) if looks.may_be else None
        if garbled is not None:
            edits[garbled] = source[name.start : name.end]
        elif looks.must_be or (dropped and looks.rare and _alone(name, source)):
            missing.append((name.start, name.end, "name"))
    draft.edit(Edit(*span, new) for span, new in edits.items())
    return missing


class _Looks(NamedTuple):
    """What a word that the translation has not may be. `rare`: it falls into many short pieces, as a word does that
    training had hardly any of; one that needs few is well known, and the network trusted to know its form in the other
    language."""

    may_be: bool
    must_be: bool
    rare: bool


def _looks(draft: Draft, name: Name) -> _Looks:
    where = zip(draft.source, spans(draft.source), strict=True)
    pieces = sum(a < name.end and b > name.start and piece != " " for piece, (a, b) in where)
    shape = (name.end - name.start) / max(1, pieces)
    rare = pieces >= 4 and shape <= 2.75
    may_be = pieces >= 3 and (name.odds > 0.7 or (rare and name.odds > -3.5))
    return _Looks(may_be, (pieces >= 3 and name.odds > 1) or (rare and name.odds > 0), rare)


def _inner(text: str) -> list[Span]:
    """Words with a capital that do not begin a sentence."""
    return [(start, end) for start, end, first in capitalised(text) if not first]


def _alone(name: Name, text: str) -> bool:
    """Whether no other such word stands beside it: parts of a longer name (United States Embassy) are mostly common
    words."""
    return not any(start == name.end + 1 or end == name.start - 1 for start, end in _inner(text))


def _fewer_names(draft: Draft, languages: Languages) -> bool:
    """Whether the translation has fewer words with a capital within its sentences than the source has, where that
    means that a name was dropped."""
    if not {languages.source, languages.target} <= set(_MARKS_NAMES):
        return False
    return len(_inner(draft.text)) < len(_inner(draft.source_text))


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
