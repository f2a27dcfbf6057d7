"""Which words of a sentence are names that a translation leaves as they are (Okonkwo, not Munich)?

A logistic regression over the letters of a word (its parts of one to four letters, hashed: Joulin et al. 2017,
arXiv:1607.01759) and whether it begins its sentence. It was learnt from sentence pairs: a word with a capital is such a
name where the other side of the pair has it too. `scripts/train_names.py` makes its table.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).parent / "data" / "names.safetensors"
SIZE = 1 << 15
TITLED = 3.0
"""Log-odds that "Mr." and the like add."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-](?=[^\W\d_]{2})[^\W\d_]+)*")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?:;\"'(-])\s*\Z")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Judge|Captain|Sir|Lady|Herrn?|Frau|Fräulein|M|Mme|Mlle|Monsieur|Madame|Sra?|Srta"
    r"|[Ss]eñora?|Don|Doña|called|named|namens|heißt|appelée?|nommée?|llamad[oa])\.?\s\Z"
)


class Name(NamedTuple):
    """`text[start:end]` may be a name; `odds` is the logarithm of the odds that it is one."""

    start: int
    end: int
    odds: float


def find_names(text: str, language: str) -> list[Name]:
    """The words of a sentence that may be names."""
    return [
        Name(start, end, _odds(text[start:end], first, language) + TITLED * bool(_TITLE.search(text, 0, start)))
        for start, end, first in capitalised(text)
    ]


def capitalised(text: str) -> Iterator[tuple[int, int, bool]]:
    """Words of three letters and more with a capital: their span, and whether they begin a sentence."""
    for word in _WORD.finditer(text):
        start, end = word.span()
        end -= 2 * (len(word[0]) > 3 and word[0][-2:] in ("'s", "’s"))
        if end - start >= 3 and text[start].isupper() and not text[start:end].isupper():
            yield start, end, _NEW_SENTENCE.search(text, 0, start) is not None


def features(word: str, first: bool, language: str) -> list[int]:
    """Rows of the table that speak about `word`."""
    whole = f"^{word}$"
    small = whole.lower()
    parts = [f"{language}|b", f"{language}|first{first}", f"{language}|len{min(len(word), 12)}"]
    parts += [f"{language}|{small[i : i + n]}" for n in (1, 2, 3, 4) for i in range(len(small) - n + 1)]
    parts += [whole[i : i + n] for n in (2, 3) for i in range(len(whole) - n + 1)]
    return sorted({zlib.crc32(part.encode()) % SIZE for part in parts})


def _odds(word: str, first: bool, language: str) -> float:
    return float(_table()[features(word, first, language)].sum())


@cache
def _table() -> NDArray[np.float32]:
    from safetensors.numpy import load_file

    stored = load_file(TABLE)
    table: NDArray[np.float32] = stored["weights"].astype(np.float32) * stored["scale"]
    return table
