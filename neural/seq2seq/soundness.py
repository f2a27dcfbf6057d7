"""Signs that a translation has gone wrong: it goes round in circles, or a part of the source was passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from neural.seq2seq.draft import Draft, Edit
from neural.seq2seq.projection import Span

LONGEST_LOOP = 8
"""Words that a repeated phrase has at the most."""
_STUTTER = re.compile(r"(\S{2,8}?)\1{2,}")
_WORD = re.compile(r"\S+")


def problems(draft: Draft) -> int:
    """0 for a translation that looks sound; more, the worse it is."""
    return len(loops(draft)) + lopsided(draft)


def lopsided(draft: Draft) -> int:
    """How far the translation is too short or too long to be whole, as a count of missing or needless words / 4."""
    source, target = len(draft.source_text.split()), len(draft.text.split())
    if source and not target:
        return source
    least = 0.5 * source - 1.5 if source >= 7 else 0
    most = 2.2 * source + 4
    return int(max(0.0, least - target, target - most) / 4 + 0.99)


def loops(draft: Draft) -> list[Span]:
    """What is only said again, as spans of the translation: phrases repeated at once, more often than in the source."""
    text = draft.text
    words = [match.span() for match in _WORD.finditer(text)]
    plain = [text[a:b].strip(".,;:!?").casefold() for a, b in words]
    allowed = _most_repeats([w.strip(".,;:!?").casefold() for w in draft.source_text.split()])
    found: list[Span] = []
    at = 0
    while at < len(plain):
        size, count = _repeats(plain, at)
        if count > max(allowed, 2 if size == 1 else 1) and any(plain[at : at + size]):
            start, end = words[at + size - 1][1], words[at + size * count - 1][1]
            if text[start - 1].isalnum():  # the full stop stays
                end -= len(text[start:end]) - len(text[start:end].rstrip(".,;:!?"))
            found.append((start, end))
            at += size * count
        else:
            at += 1
    for match in _STUTTER.finditer(text):
        if (
            match[0] not in draft.source_text
            and match[1].strip("._-=*")
            and not any(s < match.end() and e > match.start() for s, e in found)
        ):
            found.append((match.end(1), match.end()))
    return sorted(found)


def _repeats(words: Sequence[str], at: int) -> tuple[int, int]:
    """Length of the phrase at `at` that is repeated at once, and how often it stands there; (1, 1) where none is."""
    for size in range(1, LONGEST_LOOP + 1):
        phrase, count = words[at : at + size], 1
        while words[at + size * count : at + size * (count + 1)] == phrase and len(phrase) == size:
            count += 1
        if count > (2 if size == 1 else 1):
            return size, count
    return 1, 1


def _most_repeats(words: Sequence[str]) -> int:
    return max((_repeats(words, at)[1] for at in range(len(words))), default=1)


def cut_loops(draft: Draft) -> None:
    """Takes out of a translation what is only said again."""
    for _ in range(3):  # what is left may be a loop of its own
        found = loops(draft)
        if not found:
            return
        draft.edit(Edit(start, end, "") for start, end in found)
