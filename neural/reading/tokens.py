"""Words with their places: the reader's tokeniser, and what it looks at in a word besides its vector.

A token is a run of letters, a run of digits, or a single other sign, so that units, hyphens, currency signs and
possessives stand apart ("US$3-bn's" -> US $ 3 - bn 's) and answers begin and end at token bounds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

_TOKEN = re.compile(
    r"""
    \d+(?:[.,]\d+)*            # 1,000.5
  | (?:[^\W\d_]\.){2,}         # U.S.
  | ['’](?:s|re|ve|ll|d|m|t)\b # 's
  | [^\W\d_]+                  # a run of letters, of any script
  | \S                         # any other sign
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Span(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int


def token_spans(text: str) -> list[Span]:
    """The tokens of `text`, as character offsets."""
    return [Span(*match.span()) for match in _TOKEN.finditer(text)]


def token_words(text: str) -> list[str]:
    """The tokens of `text` as they are written."""
    return _TOKEN.findall(text)


def stem(word: str) -> str:
    """A light English stem of a lower-cased word: enough that "painted", "paints" and "painting" meet."""
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("ly", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + replacement
            break
    else:
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "ei" else word


def shape(word: str) -> str:
    """The look of a word: letters become X or x, digits d, long runs are cut ("Berlin" -> Xxx, "1984" -> dddd)."""
    look = word.translate(_LOOKS) if word.isascii() else "".join(map(_look, word))
    return _LONG_RUN.sub(_shortened, look) if len(look) > 2 else look


def _look(character: str) -> str:
    if character.isupper():
        return "X"
    return "x" if character.isalpha() else "d" if character.isdigit() else character


_LOOKS = {code: _look(chr(code)) for code in range(128)}
_LONG_RUN = re.compile(r"x{3,}|X{3,}|d{6,}")


def _shortened(run: re.Match[str]) -> str:
    return run[0][:5] if run[0][0] == "d" else run[0][:2]


class WordKeys(NamedTuple):
    """Hashes by which words are compared: as written, lower-cased, and by stem. All are positive."""

    written: int
    lower: int
    stem: int


def _fold(word: str) -> str:
    """Lower-cased and without accents, so that a question typed on any keyboard finds "Château"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)) or word


@lru_cache(maxsize=200_000)
def word_keys(word: str) -> WordKeys:
    """The hashes of a word, the same on every machine."""
    folded = _fold(word)
    return WordKeys(_key(word), _key(folded), _key(stem(folded)))


def _key(text: str) -> int:
    return (crc32(text.encode()) & 0x7FFFFFFF) + 1


def bucket(text: str, buckets: int) -> int:
    """A hash of `text` between 1 and buckets - 1 (0 is padding)."""
    return 1 + crc32(text.encode()) % (buckets - 1)
