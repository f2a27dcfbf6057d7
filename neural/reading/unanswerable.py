"""Questions that a text does not answer, made from questions that another one does: easy ones and hard ones.

Used to fit confidence and the threshold of silence; never from test sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from neural.corpora.questions import Question
from neural.reading.tokens import stem, token_spans

CLUSTER = 10
"""Contexts that are put together to make a document."""
_NAME = re.compile(r"(?<=[\w,] )(?:[A-Z][\w.’'-]*)(?: (?:of |the |de |von )?[A-Z][\w.’'-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
OPPOSITES = {
    a: b
    for pair in (
        "first last", "before after", "largest smallest", "most least", "highest lowest", "early late", "oldest newest",
        "north south", "east west", "northern southern", "eastern western", "male female", "men women", "king queen",
        "more fewer", "increase decrease", "increased decreased", "won lost", "begin end", "began ended", "new old",
        "start end", "started ended", "founded dissolved", "joined left", "above below", "longest shortest",
        "support oppose", "supported opposed", "accepted rejected", "born buried", "bought sold", "father mother",
        "son daughter", "minimum maximum", "best worst", "same different", "summer winter", "built destroyed",
        "allowed forbidden", "common rare", "major minor", "positive negative", "present absent", "rise fall",
    )
    for a, b in (pair.split(), pair.split()[::-1])
}  # fmt: skip


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


def altered(questions: Sequence[Question], seed: int) -> list[Question]:
    """Questions with a name, a number or a word swapped for one that makes them another question, over their context.

    The rules are like those that Jia & Liang (2017, section 3) alter questions with. Questions to which no rule applies
    are left out.
    """
    random = np.random.default_rng(seed)
    names = [name for q in questions for name in _NAME.findall(q.question)]
    asked = []
    for question in questions:
        rules = [lambda q: _other_name(q, names, random), lambda q: _other_number(q, random), _opposite]
        for rule in random.permutation(len(rules)).tolist():
            text = rules[rule](question)
            if text is not None:
                asked.append(replace(without_answer(question, question.context), question=text))
                break
    return asked


def without_answer(question: Question, context: str) -> Question:
    return replace(question, context=context, answers=(), starts=())


def holds(context: str, question: Question) -> bool:
    """Does one of the question's answers stand in `context`?"""
    lower = context.lower()
    return any(answer.lower() in lower for answer in question.answers)


def _other_name(question: Question, names: Sequence[str], random: np.random.Generator) -> str | None:
    found = _NAME.search(question.question)
    others = [name for name in names if name.lower() not in question.context.lower()]
    if found is None or not others:
        return None
    other = others[int(random.integers(len(others)))]
    return question.question[: found.start()] + other + question.question[found.end() :]


def _other_number(question: Question, random: np.random.Generator) -> str | None:
    found = _NUMBER.search(question.question)
    if found is None:
        return None
    digits = [str(random.integers(1, 10)) if c.isdigit() else c for c in found[0]]
    if len(digits) == 4 and found[0][:2] in ("18", "19", "20"):
        digits[:2] = found[0][:2]
    other = "".join(digits)
    if other == found[0] or other in question.context:
        return None
    return question.question[: found.start()] + other + question.question[found.end() :]


def _opposite(question: Question) -> str | None:
    words = question.question.split(" ")
    places = [number for number, word in enumerate(words) if word.lower() in OPPOSITES]
    if not places:
        return None
    words[places[0]] = OPPOSITES[words[places[0]].lower()]
    return " ".join(words)


def _stems(text: str) -> list[str]:
    return [stem(text[start:end].lower()) for start, end in token_spans(text) if text[start].isalnum()]
