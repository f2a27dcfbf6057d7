"""Telling a heading from its words, where a format has no mark for one."""

from __future__ import annotations

import re

MAX_WORDS = 10

_CHAPTER = re.compile(
    r"(?:chapter|part|section|book|appendix|kapitel|teil|abschnitt|anhang|chapitre|partie|capítulo|parte)\s+"
    r"(?:\d+|[ivxlc]+|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[^\W\d_a-zß-öø-ÿ]")
_CONTENTS_ENTRY = re.compile(r"…\s*[\divxlc]+$")
_SENTENCE_END = re.compile(r"[.!?;,:…][\"'”’)]?$")


def names_a_chapter(line: str) -> bool:
    """Whether `line`, which stands alone, can hardly be anything but a heading: capitals, or "Chapter 3
    …"."""
    line = line.strip()
    if not 0 < len(line.split()) <= MAX_WORDS or _SENTENCE_END.search(line):
        return False
    letters = [character for character in line if character.isalpha()]
    return (len(letters) > 2 and line.isupper()) or begins_a_chapter(line)


def begins_a_chapter(line: str) -> bool:
    """Whether `line` reads like "Chapter 3", with or without a title after it."""
    line = line.strip()
    return len(line.split()) <= MAX_WORDS and _CHAPTER.match(line) is not None and _SENTENCE_END.search(line) is None


def is_numbered(line: str) -> bool:
    """Whether `line` reads like "2.3 The siege": a number, a capital, few words and no end mark."""
    line = line.strip()
    return len(line.split()) <= MAX_WORDS and _NUMBERED.match(line) is not None and _SENTENCE_END.search(line) is None


def is_contents_entry(line: str) -> bool:
    """Whether `line` is one of a table of contents: a title, dots (shortened to "…") and a page."""
    return _CONTENTS_ENTRY.search(line.rstrip()) is not None
