"""The outline of a document: its headings, or the bookmarks that its author gave it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from neural.documents.document import Heading

DEEPEST = 6
# One bookmark is the name of the file, no outline.
FEWEST_BOOKMARKS = 2

_NOT_WORDS = re.compile(r"\W+")
_NUMBER = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})*)\.?\s")


class Bookmark(NamedTuple):
    """A title and the page, from 1, that it leads to."""

    title: str
    page: int


def title_key(title: str) -> str:
    """`title` by its letters and figures alone: quotes, dashes and white space are written in many ways."""
    return _NOT_WORDS.sub("", title).lower()


def numbered_level(title: str) -> int:
    """1 for "2 Walls" and for titles without a number, 2 for "2.3 The gate", and so on."""
    number = _NUMBER.match(title)
    return min(DEEPEST, 1 + number[1].count(".")) if number else 1


def outline_of(
    headings: Sequence[Heading], bookmarks: Sequence[Bookmark], page_starts: Sequence[int]
) -> tuple[Heading, ...]:
    """The bookmarks, each at its heading on the page or else at the top of it; without any, the headings.

    A heading that is repeated at once, as at the top of slides, stands once. The highest level there is becomes 1.
    """
    found = [bookmark for bookmark in bookmarks if 0 < bookmark.page <= len(page_starts)]
    if len(found) < FEWEST_BOOKMARKS:
        return _from_level_1([next(same) for _, same in groupby(headings, key=lambda h: (h.title, h.level))])
    places = {(heading.page, title_key(heading.title)): heading for heading in headings}
    marked = [
        _marked(bookmark, places.get((bookmark.page, title_key(bookmark.title))), page_starts) for bookmark in found
    ]
    return _from_level_1(sorted(marked, key=lambda heading: heading.start))


def _from_level_1(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    above = min((heading.level for heading in headings), default=1) - 1
    return tuple(replace(heading, level=heading.level - above) for heading in headings)


def _marked(bookmark: Bookmark, heading: Heading | None, page_starts: Sequence[int]) -> Heading:
    if heading is not None:
        return heading
    start = page_starts[bookmark.page - 1]
    return Heading(title=bookmark.title, level=numbered_level(bookmark.title), start=start, page=bookmark.page)
