"""Questions over texts that do not answer them, made from questions that another text does: easy ones and hard ones.

For questions that ask something else of the same paragraph see `altered.py`.

Used to fit confidence and the threshold of silence; never from test sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from neural.corpora.questions import Question
from neural.reading.tokens import stem, token_spans

CLUSTER = 10
"""Contexts that are put together to make a document."""


def likeness(contexts: Sequence[str]) -> Callable[[str], np.ndarray]:
    """Ranks `contexts` for a text by BM25 (bm25s), on stems."""
    import bm25s

    ranking = bm25s.BM25()
    ranking.index([_stems(context) for context in contexts], show_progress=False)

    def scores(text: str) -> np.ndarray:
        found: np.ndarray = ranking.get_scores(_stems(text))
        return found

    return scores


def nearest_wrong_paragraph(questions: Sequence[Question]) -> list[Question]:
    """Each question over the context, of those of the others, that is most like the question and holds no answer."""
    contexts = list(dict.fromkeys(q.context for q in questions))
    scores = likeness(contexts)
    asked = []
    for question in questions:
        for number in np.argsort(-scores(question.question), kind="stable").tolist():
            if contexts[number] != question.context and not holds(contexts[number], question):
                asked.append(without_answer(question, contexts[number]))
                break
    return asked


class Clustered(NamedTuple):
    """The same questions over longer texts, each a cluster of contexts that are alike."""

    answered: list[Question]
    """Over the cluster that holds the question's context."""
    alike: list[Question]
    """Over the cluster, of the others, that is most like the question and holds no answer: as hard as an article on
    the same matter that does not tell."""
    elsewhere: list[Question]
    """Over a long text of several clusters that are neither the question's own nor that one."""


def clustered(questions: Sequence[Question], size: int = CLUSTER, together: int = 4) -> Clustered:
    """Puts the questions to clusters of `size` contexts, and to texts of `together` clusters."""
    clusters = _clusters(list(dict.fromkeys(q.context for q in questions)), size)
    texts = ["\n\n".join(cluster) for cluster in clusters]
    home = {context: number for number, cluster in enumerate(clusters) for context in cluster}
    steps = max(1, len(texts) // together)
    long_texts = {first: list(range(first, len(texts), steps)) for first in range(steps)}
    scores = likeness(texts)
    found = Clustered([], [], [])
    for number, question in enumerate(questions):
        own = home[question.context]
        before = sum(len(text) + 2 for text in clusters[own][: clusters[own].index(question.context)])
        starts = tuple(start + before for start in question.starts)
        found.answered.append(replace(question, context=texts[own], starts=starts))
        order = np.argsort(-scores(question.question), kind="stable").tolist()
        near = next((n for n in order if n != own and not holds(texts[n], question)), None)
        if near is not None:
            found.alike.append(without_answer(question, texts[near]))
        for turn in range(steps):
            members = long_texts[(number + turn) % steps]
            text = "\n\n".join(texts[n] for n in members)
            if own not in members and near not in members and not holds(text, question):
                found.elsewhere.append(without_answer(question, text))
                break
    return found


def _clusters(contexts: list[str], size: int) -> list[list[str]]:
    """Groups of about `size` contexts: one, and those that are most like it of what is left, in their order."""
    scores, left = likeness(contexts), dict.fromkeys(range(len(contexts)))
    clusters = []
    while left:
        order = np.argsort(-scores(contexts[next(iter(left))]), kind="stable").tolist()
        members = sorted([number for number in order if number in left][:size])
        clusters.append([contexts[number] for number in members])
        for number in members:
            del left[number]
    return clusters


def without_answer(question: Question, context: str) -> Question:
    return replace(question, context=context, answers=(), starts=())


def holds(context: str, question: Question) -> bool:
    """Does one of the question's answers stand in `context`?"""
    lower = context.lower()
    return any(answer.lower() in lower for answer in question.answers)


def _stems(text: str) -> list[str]:
    return [stem(text[start:end].lower()) for start, end in token_spans(text) if text[start].isalnum()]
