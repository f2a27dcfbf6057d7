"""From what was found to the events that screens know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from neural.events import Answer, Candidate, Hop
from neural.reading.decode import SpanChoice
from neural.reading.index import DocumentIndex

HopWeights = Sequence[tuple[int, int, float]]
"""The heaviest slots of a hop: (document, sentence, weight); the null slot is document -1, sentence -1."""


class Finding(NamedTuple):
    """A question's best spans, the (document, passage) of each, and the probability that there is no answer."""

    spans: list[SpanChoice]
    places: list[tuple[int, int]]
    nothing: float


def silent_answer(question: str) -> Answer:
    """The answer where there is nothing to read or nothing was asked."""
    return Answer(
        question=question, answer=None, confidence=0.0, evidence=None, evidence_start=None, start=None, end=None,
        page=None, document=None, candidates=(), hops=(),
    )  # fmt: skip


def build_answer(
    question: str,
    finding: Finding,
    hops: Sequence[HopWeights],
    indexes: Sequence[DocumentIndex],
    threshold: float,
) -> Answer:
    """The best candidate if its probability reaches the threshold; else no answer, and the nearest sentence."""
    candidates = tuple(
        _candidate(indexes[document], passage, span)
        for span, (document, passage) in zip(finding.spans, finding.places, strict=True)
    )
    events = tuple(_hop(number, hop, indexes) for number, hop in enumerate(hops))
    if candidates and candidates[0].confidence >= threshold:
        best = candidates[0]
        return Answer(
            question=question, answer=best.answer, confidence=best.confidence, evidence=best.evidence,
            evidence_start=best.evidence_start, start=best.start, end=best.end, page=best.page,
            document=best.document, candidates=candidates, hops=events,
        )  # fmt: skip
    document, sentence = next((d, s) for d, s, _ in hops[-1] if d >= 0)
    read = indexes[document].document
    start = read.sentences[sentence].start
    return Answer(
        question=question, answer=None, confidence=candidates[0].confidence if candidates else 0.0,
        evidence=read.sentence_text(sentence), evidence_start=start, start=start, end=start,
        page=read.page_at(start), document=read.name, candidates=candidates, hops=events,
    )  # fmt: skip


def _candidate(index: DocumentIndex, passage: int, span: SpanChoice) -> Candidate:
    document, read = index.document, index.passages[passage]
    start, end = read.spans[span.start].start, read.spans[span.end].end
    sentence = document.sentences[read.sentences[int(read.slots[span.start])]]
    return Candidate(
        answer=document.text[start:end],
        confidence=span.probability,
        evidence=document.text[sentence.start : sentence.end],
        evidence_start=sentence.start,
        start=start,
        end=end,
        page=document.page_at(start),
        document=document.name,
    )


def _hop(number: int, hop: HopWeights, indexes: Sequence[DocumentIndex]) -> Hop:
    return Hop(
        hop=number,
        sentences=tuple(sentence for _, sentence, _ in hop),
        texts=tuple(indexes[d].document.sentence_text(s) if d >= 0 else "" for d, s, _ in hop),
        documents=tuple(indexes[d].document.name if d >= 0 else "" for d, _, _ in hop),
        weights=tuple(weight for _, _, weight in hop),
    )
