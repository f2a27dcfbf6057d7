"""Times of day as each language says them: 8:15 pm, 20 h 15, 20:15 Uhr; the same on a clock of 24 hours."""

from __future__ import annotations

import re
from typing import NamedTuple

_BEGINS, _HOUR, _MINUTES = r"(?<![\w:.,])", r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minutes>[0-5]\d)"
_BEFORE = "|".join(f"(?<={word} )" for word in ("à", "dès", "vers", "avant", "après", "entre", "jusqu'à"))
_TIMES = {
    "en": re.compile(
        rf"{_BEGINS}(?P<hour>1[0-2]|0?[1-9])(?:[:.]{_MINUTES})?\s?(?P<half>[ap])(?:m|\.\s?m\.?)(?!\w)", re.IGNORECASE
    ),
    "de": re.compile(rf"{_BEGINS}{_HOUR}(?:[:.]{_MINUTES})?\s?Uhr(?!\w)"),
    # "2 h" may be how long something takes; a time has minutes, or a word before it that says so.
    "fr": re.compile(rf"{_BEGINS}{_HOUR}\s?h\s?{_MINUTES}(?!\w)"),
}
_FULL_HOUR = re.compile(rf"(?:{_BEFORE}){_HOUR}\s?h(?!\s?\w)")
"""The same in French without minutes."""
_RANGE = re.compile(r"(?<![\d:.])\d{1,2}(?:[:.]\d\d)?\s?(?:-|–|to|and|or|bis|et|à)\s?$")
"""Before a time: its "pm" is that of the hour before it, too, or is not; such times stay as they are."""
_SAID = r"\s?(?:h|heures?|Uhr|horas?)"


class ClockTime(NamedTuple):
    """`text[start:end]` is a time of day, `clock` the same as 20:15."""

    start: int
    end: int
    clock: str


def find_times(text: str, language: str) -> list[ClockTime]:
    """The times of day in a text in `language` that are not written as 20:15 already."""
    pattern = _TIMES.get(language)
    if pattern is None:
        return []
    matches = [*pattern.finditer(text), *(_FULL_HOUR.finditer(text) if language == "fr" else ())]
    return sorted(_read(match, text) for match in matches if not _RANGE.search(text[: match.start()]))


def _read(match: re.Match[str], text: str) -> ClockTime:
    found = match.groupdict()
    hour = int(found["hour"])
    if half := found.get("half"):
        hour = hour % 12 + 12 * (half.lower() == "p")
    minutes, end = found.get("minutes") or "00", match.end()
    if text[end - 1] == "." and re.match(r"\s*(?:$|\s[^\W\d_a-zß-ÿ])", text[end:]):
        end -= 1  # the point of "p.m." ends the sentence, too
    return ClockTime(match.start(), end, f"{hour}:{minutes}")


def find_said(clock: str, text: str) -> re.Match[str] | None:
    """Where `text` says the time `clock`, given as 20:15, in words of a language that does not write it so."""
    hour, colon, minutes = clock.partition(":")
    if not colon or not hour.isdecimal() or not minutes.isdecimal():
        return None
    rest = rf"\s?{minutes}(?!\d)" if int(minutes) else r"(?:\s?00)?(?!\s?\d)(?!\w)"
    return re.search(rf"(?<!\d)0?{int(hour)}{_SAID}{rest}", text, re.I)
