"""The pair of languages that a translation goes between, as it is written in a command."""

from __future__ import annotations

import re
from dataclasses import dataclass

from neural.assistant import Assistant
from neural.models import LANGUAGES

_WORD = r"[^\W\d_]+"
_PAIR = re.compile(rf"\s*({_WORD})?(\s*)(?:->|[>→])(\s*)({_WORD})(?=\s|$)")
_HYPHENED = re.compile(r"\s*([a-z]{2}|auto)-([a-z]{2})(?=\s|$)", re.IGNORECASE)
_CODES = {name.lower(): code for code, name in LANGUAGES.items()}


@dataclass(frozen=True)
class Pair:
    """From `source` (None: found out from the text) to `target`."""

    source: str | None = None
    target: str = "de"

    def __str__(self) -> str:
        return f"{self.source or 'auto'} → {self.target}"


def split_pair(arguments: str) -> tuple[Pair | None, str]:
    """`"en>de Good morning"` as a pair and the text behind it; no pair where the text does not begin with one.

    Languages may go by their English names, and by codes that are not known.
    """
    if match := _PAIR.match(arguments):
        pair = _pair(match[1], match[4])
        # With gaps, or without a source, it may as well be the text: "x > y", "> quoted".
        is_pair = unknown(pair) is None and match[1] is not None if match[2] or match[3] else True
    elif match := _HYPHENED.match(arguments):
        pair = _pair(match[1], match[2])
        is_pair = unknown(pair) is None
    if match is None or not is_pair:
        return None, arguments.strip()
    return pair, arguments[match.end() :].strip()


def _pair(source: str | None, target: str) -> Pair:
    found = None if source is None or source.lower() == "auto" else _code(source)
    return Pair(source=found, target=_code(target))


def _code(word: str) -> str:
    return _CODES.get(word.lower(), word.lower())


def pairs() -> list[tuple[str, str]]:
    """The directions (source, target) that there is a model for, those from English first."""
    order = list(LANGUAGES)
    return sorted(Assistant().pairs(), key=lambda pair: [order.index(code) for code in pair])


def served(pair: Pair) -> bool:
    """Is there a model for `pair`? Where there are no models at all, whoever needs one says what to do."""
    found = pairs()
    return not found or any(target == pair.target and pair.source in (None, source) for source, target in found)


def unknown(pair: Pair) -> str | None:
    """The first code in `pair` that is no language known here."""
    return next((code for code in (pair.source, pair.target) if code is not None and code not in LANGUAGES), None)


def known() -> str:
    """The languages, for a message: `en (English), …`."""
    return ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
