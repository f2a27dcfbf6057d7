"""Text as it is compared in a search: without case and accents, one character for each of the original."""

from __future__ import annotations

import unicodedata

# Neither can be stored in SQLite text, or survives there.
_UNSTORABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


_JOINER = "\u034f"
"""Combining grapheme joiner: it has no look and composes with nothing."""


class _Folded(dict[int, str]):
    """Filled as characters turn up; `str.translate` reads it."""

    def __missing__(self, code: int) -> str:
        if unicodedata.combining(chr(code)):  # a second accent, which must not join the bare letter before it
            self[code] = _JOINER
            return _JOINER
        apart = unicodedata.normalize("NFD", chr(code))
        base, marks = apart[0], apart[1:]
        # Only marks are dropped: a Korean syllable also comes apart, and is not its first letter.
        plain = base if marks and all(unicodedata.category(mark) == "Mn" for mark in marks) else chr(code)
        lower = plain.lower()
        self[code] = lower if len(lower) == 1 else plain
        return self[code]


_FOLDED = _Folded(_UNSTORABLE)


def composed(text: str) -> str:
    """The form of `text` that offsets into its folded form refer to."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`composed(text)` for comparing: as long as that, character by character."""
    return composed(text).translate(_FOLDED)


def terms(query: str) -> list[str]:
    """The words of a query, folded; all of them are to be found, in any order, as parts of words too."""
    return list(dict.fromkeys(fold(query).split()))


def spans(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Where the terms stand in `composed(text)`: sorted, without overlap."""
    folded, found = fold(text), []
    for term in wanted:
        start = folded.find(term)
        while start != -1:
            found.append((start, start + len(term)))
            start = folded.find(term, start + len(term))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
