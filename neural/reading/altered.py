"""Hard unanswerable questions: a question over its own paragraph, changed so that the paragraph no longer tells.

The kinds follow what people did who wrote such questions for SQuAD 2.0 (Rajpurkar et al. 2018, table 1: entity swap,
antonym, negation, mutual exclusion, impossible condition, other) and Jia & Liang (2017, section 3), by the rules of
`alterations.py`. Some will be answerable all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from random import Random
from typing import NamedTuple

from neural.corpora.questions import Question
from neural.reading.alterations import RULES, Case, Context
from neural.text.sentences import split_sentences


class Altered(NamedTuple):
    """A question that its context does not answer, the rule that made it, and what answers the one it was made of."""

    question: Question
    rule: str
    needles: tuple[str, ...]


def altered_questions(questions: Iterable[Question], seed: int, most: int = 1) -> Iterator[Altered]:
    """Of each answered question up to `most` that its context does not answer, by different rules, `id` kept.

    Questions over a context must stand together to be mixed with each other. What comes of a question hangs on `seed`,
    its id and its company alone, not on its place.
    """
    for text, group in groupby(questions, key=lambda question: question.context):
        members, context = list(group), Context(text)
        taken = {_plain(question.question) for question in members}
        for question in members:
            if question.answers:
                random = Random(f"{seed}/{question.id}")
                others = [other for other in members if other is not question]
                yield from _altered(Case(question, others, context, random), taken, most)


def _altered(case: Case, taken: set[str], most: int) -> Iterator[Altered]:
    made = 0
    for rule in case.random.sample(list(RULES), len(RULES)):
        if made == most:
            return
        text = RULES[rule](case)
        if text is not None and _plain(text) not in taken:
            made += 1
            yield Altered(replace(case.question, question=text, answers=(), starts=()), rule, case.question.answers)


def without_its_sentence(question: Question) -> Question | None:
    """The question over its context without the sentences that hold the text of an answer; None where nothing, or
    nothing but the answer, would be left out."""
    answers = [_plain(answer) for answer in question.answers]
    kept = [
        question.context[start:end]
        for start, end in split_sentences(question.context)
        if not any(f" {answer} " in f" {_plain(question.context[start:end])} " for answer in answers)
    ]
    context = " ".join(kept)
    if not kept or any(answer.lower() in context.lower() for answer in question.answers):
        return None
    return replace(question, context=context, answers=(), starts=())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
