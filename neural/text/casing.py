"""TEXT THAT SHOUTS: translated as plain text, and given its capitals back."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STANDIN = re.compile(r"\bX\d+\b")


def shouts(text: str) -> bool:
    """Whether all words are in capitals, and it is more than an abbreviation. Stand-ins (X1) do not count."""
    words = _WORD.findall(_STANDIN.sub("", text))
    letters = "".join(words)
    return letters.isupper() and (len(words) > 1 or len(letters) > 4) and any(len(word) > 3 for word in words)


def calm(text: str) -> str:
    """`text` in small letters, with a capital at its beginning; as long as before. Stand-ins stay."""
    small = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    small = (
        re.sub(r"\bi\b(?=['’\s]|$)", "I", small)
        if re.search(r"\b(?:THE|AND|YOU|IS|ARE|TO|OF|AM|MY)\b", text)
        else small
    )
    first = re.search(r"[^\W\d_]", small)
    if first is not None:
        small = small[: first.start()] + _capital(first[0]) + small[first.end() :]
    parts = list(small)
    for match in _STANDIN.finditer(text):
        parts[match.start() : match.end()] = match[0]
    return "".join(parts)


def _capital(letter: str) -> str:
    return upper if len(upper := letter.upper()) == 1 else letter
