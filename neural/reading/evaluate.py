"""Asks a reader all questions of a set and scores the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from neural.corpora.questions import Question
from neural.documents.document import Document, Sentence
from neural.evaluation.calibration import auroc, expected_calibration_error, reliability
from neural.evaluation.reading import ReadingScores, best_scores
from neural.events import Answer
from neural.reading.passages import sentence_places
from neural.reading.reader import Reader

RIGHT_FROM = 0.5
"""An answer is right if its F1 with one of the wanted answers is at least this; confidence is the chance of that."""


@dataclass(frozen=True)
class Asked:
    """A question with its answer; `question`'s offsets are those of the document that was read."""

    question: Question
    answer: Answer


def text_document(name: str, text: str) -> Document:
    """A plain text as a document; each line is a paragraph."""
    return Document(
        name=name,
        path="",
        text=text,
        sentences=tuple(Sentence(start=s, end=e, paragraph=block) for s, e, block in sentence_places(text)),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def whole_articles(questions: Sequence[Question]) -> list[Question]:
    """The same questions over all paragraphs of their title, joined in order, with offsets moved."""
    paragraphs: dict[str, dict[str, int]] = {}
    for question in questions:
        places = paragraphs.setdefault(question.title, {})
        if question.context not in places:
            places[question.context] = sum(len(text) + 2 for text in places)
    articles = {title: "\n\n".join(places) for title, places in paragraphs.items()}
    return [
        replace(
            question,
            context=articles[question.title],
            starts=tuple(start + paragraphs[question.title][question.context] for start in question.starts),
        )
        for question in questions
    ]


def ask_all(
    reader: Reader, questions: Sequence[Question], progress: Callable[[int], None] | None = None, top: int = 1
) -> Iterator[Asked]:
    """Reads each context once and asks its questions."""
    by_context: dict[str, list[Question]] = {}
    for question in questions:
        by_context.setdefault(question.context, []).append(question)
    for context, group in by_context.items():
        index = reader.index(text_document(group[0].title, context))
        assert index is not None
        for question, answer in zip(group, reader.ask_many([q.question for q in group], [index], top), strict=True):
            yield Asked(question, answer)
        if progress is not None:
            progress(len(group))


def predicted(asked: Asked, forced: bool) -> str | None:
    """The answer; `forced` takes the best candidate even below the threshold."""
    if forced and asked.answer.candidates:
        return asked.answer.candidates[0].answer
    return asked.answer.answer


def score(results: Sequence[Asked], forced: bool) -> dict[str, float | None]:
    """EM and F1 (of the best candidate where `forced`), and how often the memory's first sentence holds an answer."""
    scores = ReadingScores()
    for asked in results:
        question = asked.question
        scores.add(predicted(asked, forced), question.answers, sentence_is_right(asked) if question.answers else None)
    return scores.report()


def trust(results: Sequence[Asked]) -> dict[str, Any]:
    """How far confidence can be trusted, over the answers that are shown: not where the reader keeps silent.

    `ece`: expected calibration error, 15 bins, an answer being right from an F1 of `RIGHT_FROM`; `ece_exact` where
    nothing but an exact match is right; `auroc` of questions with an answer against those without (None where there
    are not both); `shown`: the share of questions with an answer shown; `reliability`: the bins. 0 to 1, not percent.
    """
    shown = [asked for asked in results if asked.answer.answer is not None]
    sure = [asked.answer.confidence for asked in shown]
    scores = [best_scores(asked.answer.answer, asked.question.answers) for asked in shown]
    right = [f1 >= RIGHT_FROM for _, f1 in scores]
    return {
        "auroc": auroc([a.answer.answerable for a in results], [bool(a.question.answers) for a in results]),
        "ece": expected_calibration_error(sure, right),
        "ece_exact": expected_calibration_error(sure, [exact for exact, _ in scores]),
        "shown": len(shown) / len(results) if results else None,
        "reliability": [asdict(found) for found in reliability(sure, right)],
    }


def sentence_is_right(asked: Asked) -> bool:
    """Does the sentence that the memory's last hop likes best hold the beginning of an answer?"""
    answer, question = asked.answer, asked.question
    if not answer.hops:
        return False
    last = answer.hops[-1]
    text = next((text for text, number in zip(last.texts, last.sentences, strict=True) if number >= 0), None)
    if text is None:
        return False
    return any(
        place <= start < place + len(text)
        for place in _occurrences(question.context, text)
        for start in question.starts
    )


def _occurrences(text: str, piece: str) -> Iterator[int]:
    place = text.find(piece)
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)
