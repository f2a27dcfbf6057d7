"""From what was found to the events that screens know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neural.evaluation.reading import normalise_answer
from neural.events import WEIGHT_DIGITS, Answer, Candidate, Hop, Nearest
from neural.reading.decode import SpanChoice
from neural.reading.index import DocumentIndex

HopWeights = Sequence[tuple[int, int, float]]
"""The heaviest slots of a hop: (document, sentence, weight); the null slot is document -1, sentence -1."""
NEAREST_MOST = 3


class Finding(NamedTuple):
    """A question's best spans, the (document, passage) of each, the probability that there is no answer, how the
    memory was read, and the clues to how far the best span can be trusted (none where there is no span)."""

    spans: list[SpanChoice]
    places: list[tuple[int, int]]
    nothing: float
    hops: Sequence[HopWeights]
    clues: NDArray[np.float32] | None


class Verdict(NamedTuple):
    """The probability that the best candidate is right, that there is an answer, and whether it is better to speak."""

    confidence: float
    answerable: float
    speaks: bool


def silent_answer(question: str) -> Answer:
    """The answer where there is nothing to read or nothing was asked."""
    return Answer(
        question=question, answer=None, confidence=0.0, evidence=None, evidence_start=None, start=None, end=None,
        page=None, document=None, candidates=(), hops=(),
    )  # fmt: skip


def build_answer(
    question: str, finding: Finding, candidates: tuple[Candidate, ...], verdict: Verdict,
    indexes: Sequence[DocumentIndex],
) -> Answer:  # fmt: skip
    """The best candidate if the verdict lets it speak; else no answer, and the nearest sentences."""
    answer = replace(
        silent_answer(question),
        confidence=verdict.confidence,
        answerable=verdict.answerable,
        candidates=candidates,
        hops=tuple(_hop(number, hop, indexes) for number, hop in enumerate(finding.hops)),
    )
    if not candidates or not verdict.speaks:
        return silence(answer, nearest_sentences(finding, indexes))
    best = candidates[0]
    return replace(
        answer, answer=best.answer, evidence=best.evidence, evidence_start=best.evidence_start, start=best.start,
        end=best.end, page=best.page, document=best.document,
    )  # fmt: skip


def build_yes_no(answer: Answer, yes: float, threshold: float, nearest: tuple[Nearest, ...]) -> Answer:
    """`answer` as one of yes or no, with the nearest sentence as its evidence; none where it would be less sure than
    `threshold`. `yes` is the probability of yes."""
    sure = max(yes, 1 - yes)
    answer = replace(silence(answer, nearest), kind="yes_no", confidence=sure)
    if sure < threshold or not nearest:
        return answer
    end = nearest[0].evidence_start + len(nearest[0].evidence)
    return replace(answer, answer="Yes" if yes >= 0.5 else "No", end=end, nearest=())


def silence(answer: Answer, nearest: tuple[Nearest, ...]) -> Answer:
    """`answer` without an answer, at the place of the first of the `nearest` sentences."""
    first = nearest[0] if nearest else None
    start = first.evidence_start if first else None
    return replace(
        answer, answer=None, evidence=first.evidence if first else None, evidence_start=start, start=start, end=start,
        page=first.page if first else None, document=first.document if first else None, nearest=nearest,
    )  # fmt: skip


def make_candidates(finding: Finding, indexes: Sequence[DocumentIndex], most: int) -> tuple[Candidate, ...]:
    """The spans as candidates, best first, none likelier than the first. The same words at several places are one
    candidate, at the best of them and with the probabilities added up."""
    merged: dict[str, Candidate] = {}
    for span, (document, passage) in zip(finding.spans, finding.places, strict=True):
        found = _candidate(indexes[document], passage, span)
        key = normalise_answer(found.answer) or found.answer
        if key in merged:
            found = replace(merged[key], confidence=merged[key].confidence + found.confidence)
        merged[key] = found
    best, *others = merged.values() if merged else (None,)
    if best is None:
        return ()
    capped = [replace(found, confidence=min(found.confidence, best.confidence)) for found in others]
    return (best, *sorted(capped, key=lambda found: -found.confidence))[:most]


def with_confidence(candidates: tuple[Candidate, ...], right: float) -> tuple[Candidate, ...]:
    """The first candidate is right with probability `right`; the others share the rest in the proportions that they
    and "no answer" had, and none of them is likelier than the first. Together they never exceed 1."""
    if not candidates:
        return ()
    best, *others = candidates
    left = max(1e-6, 1 - best.confidence)
    scaled = [min(right, (1 - right) * candidate.confidence / left) for candidate in others]
    kept = [replace(candidate, confidence=share) for candidate, share in zip(others, scaled, strict=True)]
    return (replace(best, confidence=right), *kept)


def nearest_sentences(finding: Finding, indexes: Sequence[DocumentIndex]) -> tuple[Nearest, ...]:
    """The sentences that the memory likes best at its last hop, best first."""
    return tuple(
        Nearest(
            evidence=indexes[document].document.sentence_text(sentence),
            evidence_start=(start := indexes[document].document.sentences[sentence].start),
            page=indexes[document].document.page_at(start),
            document=indexes[document].document.name,
        )
        for document, sentence, _ in finding.hops[-1]
        if document >= 0
    )[:NEAREST_MOST]


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
        weights=tuple(round(weight, WEIGHT_DIGITS) for _, _, weight in hop),
    )
