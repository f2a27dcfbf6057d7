"""A document: its text, the sentences in it and the pages they stand on, all by character offset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import count as count_from
from pathlib import PurePath


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """`document.text[start:end]`, without white space around it.

    `page` counts from 1 and is None in formats without pages; `heading` is the nearest heading above ("" if
    none); `paragraph` numbers the block of text that the sentence belongs to, from 0.
    """

    start: int
    end: int
    paragraph: int
    page: int | None = None
    heading: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A line of the outline: what is under it begins at `document.text[start:]`.

    `level` counts from 1, the highest, to 6; `page` counts from 1 and is None in formats without pages.
    """

    title: str
    level: int
    start: int
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """One opened file. `digest` is the SHA-256 of the file's bytes, in hex; `page_starts[i]` is where page
    i+1 begins; `outline` holds the headings in the order of their starts."""

    name: str
    path: str
    text: str
    sentences: tuple[Sentence, ...]
    digest: str
    page_starts: tuple[int, ...] = ()
    outline: tuple[Heading, ...] = ()

    def sentence_text(self, number: int) -> str:
        sentence = self.sentences[number]
        return self.text[sentence.start : sentence.end]

    def page_at(self, offset: int) -> int | None:
        """The page that holds the character at `offset`, or None where the format has no pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None

    def sentence_at(self, offset: int) -> int | None:
        """The number of the sentence that holds `offset`, or of the last one before it; None in a document
        without any."""
        if not self.sentences:
            return None
        return max(0, bisect_right(self._starts, offset) - 1)

    def heading_at(self, offset: int) -> int | None:
        """The number in `outline` of the nearest heading at or above `offset`; None where there is none."""
        number = bisect_right(self._heading_starts, offset) - 1
        return number if number >= 0 else None

    @cached_property
    def _heading_starts(self) -> list[int]:
        return [heading.start for heading in self.outline]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def word_count(self) -> int:
        return len(self.text.split())


def distinct_name(path: str, taken: Collection[str]) -> str:
    """The file's name, with as many of its folders before it as it takes to be none of `taken`."""
    parts = PurePath(path).parts
    for count in range(1, len(parts) + 1):
        name = str(PurePath(*parts[-count:]))
        if name not in taken:
            return name
    return next(name for number in count_from(2) if (name := f"{parts[-1]} ({number})") not in taken)
