"""Which way does a model translate? Needs no torch, so that a list of models costs nothing."""

from __future__ import annotations

from collections.abc import Sequence

Direction = tuple[str, str]
"""Source and target language."""
PIVOT = "en"


def directions_of(languages: Sequence[str]) -> tuple[Direction, ...]:
    """Two languages: from the first to the second. More: from English to each of the others, and back."""
    if len(languages) <= 2:
        return ((languages[0], languages[1]),) if len(languages) == 2 else ()
    others = [language for language in languages if language != PIVOT]
    return tuple(pair for other in others for pair in ((PIVOT, other), (other, PIVOT)))
