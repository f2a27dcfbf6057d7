"""A document as one reads it: what is lit in it, its sections, what a search finds. Knows no widgets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from neural.documents.document import Document

Match = tuple[int, int]
MATCHES_MOST = 50_000  # of a search; nobody walks through more


class Mark(NamedTuple):
    """The characters from `start` to `end` look different; `kind` says in what way."""

    kind: str
    start: int
    end: int


class Section(NamedTuple):
    """One line of the outline: a heading, or a page where there are none. `level` counts from 1."""

    title: str
    level: int
    start: int
    page: int | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A document and what is lit in it: an answer's sentence and the span inside it."""

    document: Document
    sentence: tuple[int, int] | None = None
    span: tuple[int, int] | None = None

    def marks_within(self, start: int, end: int) -> Iterator[Mark]:
        """What looks different between two offsets; a later mark lies over an earlier one."""
        document = self.document
        number = document.heading_at(end - 1) if end > start else None
        if number is not None:
            heading = document.outline[number]
            stop = heading.start + len(heading.title)
            if stop > start and document.text.startswith(heading.title, heading.start):
                yield Mark("heading", heading.start, stop)
        for kind, lit in (("sentence", self.sentence), ("span", self.span)):
            if lit is not None and lit[0] < end and lit[1] > start:
                yield Mark(kind, *lit)


def sections(document: Document) -> list[Section]:
    """The outline; of a document without headings its pages, by their first words."""
    if document.outline:
        highest = min(heading.level for heading in document.outline)
        return [Section(h.title, h.level - highest + 1, h.start, h.page) for h in document.outline]
    return [
        Section(" ".join(document.text[start : start + 60].split()), 1, start, page)
        for page, start in enumerate(document.page_starts, start=1)
    ]


def section_at(found: Sequence[Section], offset: int) -> int | None:
    """The number of the section that holds `offset`; None above the first."""
    number = bisect_right(found, offset, key=lambda section: section.start) - 1
    return number if number >= 0 else None


def search(text: str, wanted: str) -> list[Match]:
    """Where `wanted` stands, in whatever case and over line breaks; at most MATCHES_MOST places."""
    words = wanted.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    return [match.span() for match in islice(pattern.finditer(text), MATCHES_MOST)]


def match_after(matches: Sequence[Match], offset: int) -> int:
    """The number of the first match at or behind `offset`, around the end."""
    number = bisect_right(matches, (offset, -1))
    return number % len(matches)
