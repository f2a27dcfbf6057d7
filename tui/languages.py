"""The pair of languages that a translation goes between, as it is written in a command."""

from __future__ import annotations

import re
from dataclasses import dataclass

from neural.assistant import LANGUAGES

_PAIR = re.compile(r"\s*([a-z]{2}|auto)?\s*(?:>|->|→)\s*([a-z]{2})(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """From `source` (None: found out from the text) to `target`."""

    source: str | None = None
    target: str = "de"

    def __str__(self) -> str:
        return f"{self.source or 'auto'} → {self.target}"


def split_pair(arguments: str) -> tuple[Pair | None, str]:
    """`"en>de Good morning"` as a pair and the text behind it; no pair where the text does not begin with one."""
    match = _PAIR.match(arguments)
    if match is None:
        return None, arguments.strip()
    source, target = match[1], match[2].lower()
    pair = Pair(source=None if source is None or source.lower() == "auto" else source.lower(), target=target)
    return pair, arguments[match.end() :].strip()


def unknown(pair: Pair) -> str | None:
    """The first code in `pair` that is no language known here."""
    return next((code for code in (pair.source, pair.target) if code is not None and code not in LANGUAGES), None)


def known() -> str:
    """The languages, for a message: `en (English), …`."""
    return ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
