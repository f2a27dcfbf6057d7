"""A place in a document that something stands on."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from neural.documents.document import Document
from neural.events import Answer, Candidate, Nearest


@dataclass(frozen=True, kw_only=True)
class Source:
    """A sentence, by its characters in the text of `document` or by its number, and the span inside it."""

    document: str
    sentence: tuple[int, int] | None = None
    span: tuple[int, int] | None = None
    number: int | None = None

    def sentence_in(self, document: Document) -> tuple[int, int] | None:
        """Where the sentence stands in `document`; None where it has no such sentence."""
        if self.number is not None and self.number < len(document.sentences):
            found = document.sentences[self.number]
            return found.start, found.end
        return self.sentence


def source_of(found: Answer | Candidate | Nearest) -> Source | None:
    """Where an answer, a candidate or a near sentence stands; None for an answer without a place."""
    if found.document is None or found.evidence is None or found.evidence_start is None:
        return None
    span = None
    if not isinstance(found, Nearest) and found.start is not None and found.end is not None and found.end > found.start:
        span = (found.start, found.end)
    sentence = (found.evidence_start, found.evidence_start + len(found.evidence))
    return Source(document=found.document, sentence=sentence, span=None if span == sentence else span)


class ShowSource(Message):
    """The user wants to see `source` in its document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        super().__init__()
