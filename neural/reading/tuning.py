"""What is set after training, on held-out training questions: the weights of evidence and ranking, the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from neural.corpora.questions import Question
from neural.evaluation.reading import best_scores
from neural.reading.evaluate import Asked, ask_all, score, whole_articles
from neural.reading.reader import Reader

EVIDENCE_WEIGHTS = (0.0, 0.4, 0.8, 1.2)
RANKING_WEIGHTS = (1.0, 3.0)
UNANSWERABLE_WEIGHT = 0.5
"""How much an unanswerable question counts beside an answerable one when the threshold is chosen."""


@dataclass(frozen=True)
class Tuned:
    """The reader with its new settings, and what was measured for each choice."""

    reader: Reader
    article_f1: dict[str, float]
    thresholds: dict[str, float]


def tune(reader: Reader, questions: Sequence[Question]) -> Tuned:
    """Chooses the weights by F1 over whole articles, one after the other, then the threshold: with as many questions
    again put to a paragraph that does not answer them."""
    articles = whole_articles([q for q in questions if q.title])
    figures: dict[str, float] = {}
    best = reader
    choices = [("evidence_weight", weight) for weight in EVIDENCE_WEIGHTS]
    choices += [("ranking_weight", weight) for weight in RANKING_WEIGHTS]
    for name, weight in choices if articles else ():
        config = replace(best.config, **{name: weight})  # type: ignore[arg-type]
        candidate = Reader(reader.model, reader.vocabulary, config)
        f1 = score(list(ask_all(candidate, articles)), forced=True)["f1"] or 0.0
        if f1 > max(figures.values(), default=-1.0):
            best = candidate
        figures[f"evidence {config.evidence_weight}, ranking {config.ranking_weight}"] = round(f1, 2)
    thresholds = threshold_scores(list(ask_all(best, questions)), list(ask_all(best, wrong_paragraphs(questions))))
    threshold = max(thresholds, key=lambda value: thresholds[value])
    chosen = Reader(best.model, best.vocabulary, replace(best.config, threshold=threshold))
    return Tuned(chosen, figures, {f"{value:.2f}": round(f1, 2) for value, f1 in thresholds.items()})


def wrong_paragraphs(questions: Sequence[Question]) -> list[Question]:
    """The questions over the context that comes next among those that do not hold an answer: unanswerable ones."""
    contexts = list(dict.fromkeys(q.context for q in questions))
    place = {context: number for number, context in enumerate(contexts)}
    asked = []
    for question in questions:
        for step in range(1, len(contexts)):
            other = contexts[(place[question.context] + step) % len(contexts)]
            if not any(answer.lower() in other.lower() for answer in question.answers):
                asked.append(replace(question, context=other, answers=(), starts=()))
                break
    return asked


def threshold_scores(answerable: Sequence[Asked], unanswerable: Sequence[Asked]) -> dict[float, float]:
    """For each threshold the F1 over both kinds, unanswerable ones counting `UNANSWERABLE_WEIGHT` each."""
    scored = []
    for asked in [*answerable, *unanswerable]:
        found = asked.answer.candidates
        golds = asked.question.answers
        confidence = found[0].confidence if found else 0.0
        spoken = best_scores(found[0].answer if found else None, golds)[1]
        scored.append((confidence, spoken, 0.0 if golds else 1.0, 1.0 if golds else UNANSWERABLE_WEIGHT))
    total = sum(weight for *_, weight in scored) or 1.0
    cuts = [step / 50 for step in range(31)]
    return {
        cut: 100 * sum(weight * (spoken if sure >= cut else silent) for sure, spoken, silent, weight in scored) / total
        for cut in cuts
    }
