"""Which way does a model translate? Needs no torch, so that a list of models costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Direction = tuple[str, str]
"""Source and target language."""
PIVOT = "en"
Ways = Literal["both", "from_english", "to_english"]
"""Which directions a model of more than two languages has learnt."""


def directions_of(languages: Sequence[str], ways: Ways = "both") -> tuple[Direction, ...]:
    """Two languages: from the first to the second. More: from English to each of the others, back, or both."""
    if len(languages) <= 2:
        return ((languages[0], languages[1]),) if len(languages) == 2 else ()
    pairs = [pair for other in languages if other != PIVOT for pair in ((PIVOT, other), (other, PIVOT))]
    return tuple(pair for pair in pairs if ways == "both" or (pair[0] == PIVOT) == (ways == "from_english"))
