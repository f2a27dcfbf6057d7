"""Yes-or-no questions of our own making: training questions with their right answer, or a wrong one, put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neural.corpora.loading import read_json_lines
from neural.corpora.questions import Question
from neural.reading.question_form import question_kind

_OPENERS = ("is", "was", "did", "does", "were", "are", "has")
_WH = re.compile(
    r"\b(?:(?:in|on|at|from|to|by|for|with) )?(?:who|whom|whose|what|which|when|where|how (?:many|much)|how|why)\b"
    r"(?: (?:year|date|day|month|city|country|name|number|percentage|kind of|type of))?",
    re.IGNORECASE,
)


class Claim(NamedTuple):
    """A yes-or-no question over a context, and what is right."""

    question: str
    context: str
    yes: bool


def read_claims(path: Path) -> list[Claim]:
    """The yes-or-no questions of a `.jsonl[.gz]` file: `context`, `question`, `answer` ("yes" or "no").

    Raises as `read_json_lines`.
    """
    rows = read_json_lines(path, ("context", "question", "answer"))
    return [Claim(row["question"], row["context"], row["answer"] in ("yes", True)) for row in rows]


def make_claims(questions: Sequence[Question], seed: int) -> list[Claim]:
    """Of each question one claim, true or false by chance: "Who built the mill?" and "Greta Holm" make "did Greta Holm
    built the mill", any other answer to a question of the same kind the false one.

    They are no good English; what matters to `yes_no_clues` is which words, names and numbers they have.
    """
    random = np.random.default_rng(seed)
    by_kind: dict[str, list[str]] = {}
    for question in questions:
        if question.answers and len(question.answers[0]) < 40:
            by_kind.setdefault(question_kind(question.question), []).append(question.answers[0])
    claims = []
    for question in questions:
        if not question.answers or len(question.answers[0]) >= 40:
            continue
        right, yes = question.answers[0], bool(random.integers(2))
        others = [text for text in by_kind[question_kind(question.question)] if text.lower() != right.lower()]
        if not yes and not others:
            continue
        said = right if yes else others[int(random.integers(len(others)))]
        rest, found = _WH.subn(said.replace("\\", " "), question.question.rstrip("? "), count=1)
        text = rest if found else f"{rest} {said}"
        opener = _OPENERS[int(random.integers(len(_OPENERS)))]
        claims.append(Claim(f"{opener} {text[:1].lower() + text[1:] if text[:1].isupper() and not found else text}",
                            question.context, yes))  # fmt: skip
    return claims
