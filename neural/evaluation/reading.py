"""Exact match and F1 of answers, as SQuAD's official script has them (Rajpurkar et al. 2016, section 6.1; 2018)."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_SIGNS = str.maketrans("", "", string.punctuation)


def normalise_answer(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_SIGNS)).split())


def exact_match(prediction: str, gold: str) -> float:
    """1 where both are the same after normalisation, else 0."""
    return float(normalise_answer(prediction) == normalise_answer(gold))


def f1(prediction: str, gold: str) -> float:
    """Harmonic mean of precision and recall over words; where either is empty, 1 if both are and else 0."""
    predicted, wanted = normalise_answer(prediction).split(), normalise_answer(gold).split()
    if not predicted or not wanted:
        return float(predicted == wanted)
    same = sum((Counter(predicted) & Counter(wanted)).values())
    return 2 * same / (len(predicted) + len(wanted)) if same else 0.0


def best_scores(prediction: str | None, golds: Sequence[str]) -> tuple[float, float]:
    """Exact match and F1 against the gold answer that suits best. No golds: only None or "" is right."""
    wanted = [gold for gold in golds if normalise_answer(gold)] or [""]
    answer = prediction or ""
    return max(exact_match(answer, gold) for gold in wanted), max(f1(answer, gold) for gold in wanted)


def precision_at(relevant: Sequence[bool], count: int) -> float:
    """Is one of the first `count` results of a ranking right?"""
    return float(any(relevant[:count]))


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """One over the place of the first right result, 0 where there is none."""
    return next((1 / place for place, right in enumerate(relevant, start=1) if right), 0.0)


@dataclass
class ReadingScores:
    """Sums over questions. `report` gives percentages."""

    exact: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    answerable: list[bool] = field(default_factory=list)
    sentence: list[float] = field(default_factory=list)

    def add(self, prediction: str | None, golds: Sequence[str], sentence_right: bool | None = None) -> None:
        """One question; `sentence_right` tells if the memory's first sentence holds an answer (None: not counted)."""
        exact, overlap = best_scores(prediction, golds)
        self.exact.append(exact)
        self.f1.append(overlap)
        self.answerable.append(bool(golds))
        if sentence_right is not None:
            self.sentence.append(float(sentence_right))

    def report(self) -> dict[str, float | None]:
        """Percentages; None where no question counts for a score."""
        with_answer = [value for value, has in zip(self.f1, self.answerable, strict=True) if has]
        without = [value for value, has in zip(self.f1, self.answerable, strict=True) if not has]
        return {
            "exact_match": _percent(self.exact),
            "f1": _percent(self.f1),
            "has_answer_f1": _percent(with_answer),
            "no_answer_f1": _percent(without),
            "sentence_top1": _percent(self.sentence),
        }


def _percent(values: Sequence[float]) -> float | None:
    return 100 * sum(values) / len(values) if values else None
