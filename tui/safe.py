"""Text from users and documents, made harmless for a terminal.

Every function here keeps the length of what it is given: one character in, one out, so that offsets into the
original (an answer's span) hold in what is shown.
"""

from __future__ import annotations

_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_C1 = dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
# Overrides, embeddings and isolates can make a line read other than it is written; lone surrogates cannot be encoded.
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_SPACES = dict.fromkeys(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"), 0x20)

_TEXT = str.maketrans(_PICTURES | _C1 | _DIRECTION | _SURROGATES | {0x09: 0x20, 0x0A: 0x0A, 0x0D: 0x20, 0x2028: 0x20})
_LINE = str.maketrans(_PICTURES | _C1 | _DIRECTION | _SURROGATES | _SPACES)


def text(value: str) -> str:
    """`value` with escape sequences and other control characters shown instead of sent; line breaks stay."""
    return value.translate(_TEXT)


def line(value: str) -> str:
    """The same, with line breaks and tabs turned into spaces: always a single line."""
    return value.translate(_LINE)
