"""What is printed on page after page and is no part of the text: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

# How many lines at the top and at the bottom of a page are looked at.
EDGE = 2
# A line must come back on this share of the pages, and on this many; one that varies by a number, as "Report
# 7" does and "Question 7" may as well, on more of them.
SHARE, PAGES = 0.3, 3
NUMBERED_SHARE, NUMBERED_PAGES = 0.5, 8

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|seite|página|p\.|s\.)\s*)?(\d{1,4})(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?[\W_]*", re.IGNORECASE
)
_ROMAN = re.compile(r"[\W_]*(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})[\W_]*")
_DIGITS = re.compile(r"\d+")


def without_furniture(
    pages: Mapping[int, Sequence[str]], is_heading: Callable[[int, str], bool]
) -> dict[int, list[str]]:
    """The lines of each page without page numbers and running heads.

    The first appearance of a running head stays: it may be the title. Lines that `is_heading` says are
    headings stay too, unless they are page numbers; slides repeat theirs.
    """
    shift = _number_shift(pages)
    heads = _running_heads(pages)
    seen: set[str] = set()
    kept: dict[int, list[str]] = {}
    for page, lines in sorted(pages.items()):
        edges = _edges(lines)
        kept[page] = []
        for place, line in enumerate(lines):
            key = _key(line)
            if place in edges and _is_page_number(line, page, shift):
                continue
            if place in edges and key in heads and not is_heading(page, line):
                if key in seen:
                    continue
                seen.add(key)
            kept[page].append(line)
    return kept


def _edges(lines: Sequence[str]) -> set[int]:
    return {*range(min(EDGE, len(lines))), *range(max(0, len(lines) - EDGE), len(lines))}


def _key(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.lower().split()))


def _running_heads(pages: Mapping[int, Sequence[str]]) -> set[str]:
    counts: Counter[str] = Counter()
    for lines in pages.values():
        counts.update({_key(lines[place]) for place in _edges(lines)})
    heads = set()
    for key, count in counts.items():
        share, least = (NUMBERED_SHARE, NUMBERED_PAGES) if "#" in key else (SHARE, PAGES)
        if count >= max(least, share * len(pages)):
            heads.add(key)
    return heads


def _number_shift(pages: Mapping[int, Sequence[str]]) -> int | None:
    """What printed page numbers are ahead of the count of pages; None where pages have no numbers."""
    shifts: Counter[int] = Counter()
    numbered = 0
    for page, lines in pages.items():
        numbers = [_PAGE_NUMBER.fullmatch(lines[place]) for place in _edges(lines)]
        found = {int(number[1]) - page for number in numbers if number}
        shifts.update(found)
        numbered += bool(found)
    if not shifts:
        return None
    shift, count = shifts.most_common(1)[0]
    return shift if count > 0.5 * numbered and (count > 1 or shift == 0) else None


def _is_page_number(line: str, page: int, shift: int | None) -> bool:
    number = _PAGE_NUMBER.fullmatch(line)
    if number:
        return shift is not None and int(number[1]) - page == shift
    return shift is not None and _ROMAN.fullmatch(line) is not None
