"""A document: its text, the sentences in it and the pages they stand on, all by character offset."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


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


@dataclass(frozen=True, kw_only=True)
class Document:
    """One opened file. `digest` is the SHA-256 of the file's bytes, in hex; `page_starts[i]` is where page
    i+1 begins."""

    name: str
    path: str
    text: str
    sentences: tuple[Sentence, ...]
    digest: str
    page_starts: tuple[int, ...] = ()

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

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def word_count(self) -> int:
        return len(self.text.split())
