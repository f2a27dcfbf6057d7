"""What tells whether an answer can be trusted: a row of numbers about a question and what was found for it.

Each clue can be read and questioned; `CLUES` names them in order. `confidence.py` weighs them. Shapes: R passages that
were read, T tokens, L lengths of a span, S slots.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neural.reading.decode import SpanChoice
from neural.reading.passages import Passage
from neural.reading.question_form import KINDS, fits, question_kind
from neural.reading.vocabulary import Column, Vocabulary
from neural.reading.wording import Words

CLUES = (
    "log-odds of the span", "log-odds of all that agrees", "lead over the second", "log-odds of any answer",
    "memory: answer's sentence against null", "memory: answer's sentence against the best", "memory: weight of null",
    "memory: weight of the answer's sentence", "words found in the sentence", "words found in the passage",
    "best words found in any sentence", "best words found in any passage", "word pairs found",
    "BM25 of the passage", "names missing in the passage", "numbers missing in the passage",
    "rarest word missing in the passage", "rarest word missing in the sentence", "answer looks right",
    "names missing in the sentence", "numbers missing in the sentence", "other number in the sentence",
    "likeness to the sentence", "least likeness to the sentence", "likeness to the passage",
    "least likeness to the passage", "words found near the answer", "question denies", "only one denies",
    "opposite in the sentence", "opposite in the passage",
    "length of the answer", "answer repeats the question", "length of the question", "length of the document",
    *(f"asks {kind}" for kind in KINDS[:-1]),
)  # fmt: skip
_LOWEST = 1e-6
BESIDE = 8
"""So many tokens before and after an answer are near it."""


class Sight(NamedTuple):
    """What reading a question brought to light, as far as clues need it.

    `scores_RTL` are the logits of all spans of the passages read, `null` that of "no answer"; `memory_S` the scores of
    the slots at the last hop (null slot last), `features_SF` the lexical features; `slot` is the slot of the answer.
    """

    scores_RTL: Tensor
    null: float
    memory_S: Tensor
    features_SF: Tensor
    slot: int


class Wording(NamedTuple):
    """Question, the answer's sentence and its passage as words."""

    asked: Words
    said: Words
    around: Words


class Missing(NamedTuple):
    """Which of the question's words a text lacks: shares of names and numbers, and the rarity of the rarest."""

    names: float
    numbers: float
    rarest: float


def clues(question: str, answer: str, passage: Passage, spans: list[SpanChoice], sight: Sight, wording: Wording,
          vocabulary: Vocabulary) -> NDArray[np.float32]:  # fmt: skip
    """The clues for `spans[0]`, which stands in `passage` and reads `answer`. -> float32 [len(CLUES)]"""
    best = spans[0]
    second = spans[1].probability if len(spans) > 1 else 0.0
    total = torch.logaddexp(torch.logsumexp(sight.scores_RTL.flatten(), dim=0), torch.tensor(sight.null))
    any_answer = 1 - float(torch.exp(sight.null - total))
    weights_S = torch.softmax(sight.memory_S, dim=0)
    own, null = float(sight.memory_S[sight.slot]), float(sight.memory_S[-1])
    features_S = sight.features_SF[sight.slot]
    slot_inside = int(passage.slots[best.start])
    far = missing_words(question, passage.rows, vocabulary)
    near = missing_words(question, passage.rows[passage.slots == slot_inside], vocabulary)
    kind = question_kind(question)
    return np.array([
        _odds(best.probability),
        _odds(agreement(sight.scores_RTL[best.pair], best, float(total))),
        math.log(best.probability + _LOWEST) - math.log(second + _LOWEST),
        _odds(any_answer),
        max(-10.0, min(10.0, own - null)),
        max(-10.0, own - float(sight.memory_S[:-1].max())),
        float(weights_S[-1]),
        float(weights_S[sight.slot]),
        float(features_S[1]), float(features_S[3]),
        float(sight.features_SF[:, 1].max()), float(sight.features_SF[:, 3].max()),
        float(features_S[5]), float(features_S[2]),
        far.names, far.numbers, far.rarest, near.rarest,
        fits(question, answer),
        near.names, near.numbers, *_compared(wording, passage, best, near.numbers > 0),
        math.log(1 + best.end - best.start),
        _repeats(answer, question),
        math.log(1 + len(question.split())),
        math.log(len(sight.features_SF) + 1),
        *(float(kind == name) for name in KINDS[:-1]),
    ], dtype=np.float32)  # fmt: skip


def _compared(wording: Wording, passage: Passage, best: SpanChoice, lacks_number: bool) -> Iterator[float]:
    """From "other number in the sentence" on to "opposite in the passage"."""
    asked, said, around = wording
    yield float(lacks_number and any(word[0].isdigit() and word not in asked.lower for word in said.lower))
    rarity_W = asked.rarity() if asked.content.any() else np.ones(1)
    for text in (said, around):
        alike_W = asked.likeness(text)
        yield float((alike_W * rarity_W).sum() / rarity_W.sum())
        yield float(alike_W.min())
    beside = passage.rows[max(0, best.start - BESIDE) : best.end + BESIDE + 1, Column.STEM]
    found_W = np.isin(asked.rows[asked.content, Column.STEM], beside) if asked.content.any() else np.zeros(1)
    yield float((found_W * rarity_W).sum() / rarity_W.sum())
    yield float(asked.denies)
    yield float(asked.denies != said.denies)
    yield min(2.0, asked.opposites(said))
    yield min(2.0, asked.opposites(around))


def agreement(scores_TL: Tensor, best: SpanChoice, total: float) -> float:
    """The probability of all spans of the passage that share at least half with `best` (token F1 of ½ or more)."""
    starts_T1 = torch.arange(scores_TL.size(0))[:, None]
    ends_TL = starts_T1 + torch.arange(scores_TL.size(1))
    shared_TL = (ends_TL.clamp(max=best.end) - starts_T1.clamp(min=best.start) + 1).clamp(min=0)
    both_TL = ends_TL - starts_T1 + 1 + best.end - best.start + 1
    agrees_TL = 4 * shared_TL >= both_TL
    return float(torch.exp(scores_TL[agrees_TL] - total).sum())


def missing_words(question: str, rows_TC: NDArray[np.int64], vocabulary: Vocabulary) -> Missing:
    """Compares the stems of the question's names, numbers and content words with those of a text."""
    spans, rows = vocabulary.encode(question)
    there = np.isin(rows[:, Column.STEM], rows_TC[:, Column.STEM])
    words = [question[start:end] for start, end in spans]
    names = np.array([number > 0 and word[0].isupper() for number, word in enumerate(words)], dtype=bool)
    numbers = np.array([word[0].isdigit() for word in words], dtype=bool)
    lacking = rows[~there, Column.RARITY] / 1000
    return Missing(
        float((names & ~there).sum() / max(1, names.sum())),
        float((numbers & ~there).sum() / max(1, numbers.sum())),
        float(lacking.max()) if len(lacking) else 0.0,
    )


def _odds(probability: float) -> float:
    probability = min(1 - _LOWEST, max(_LOWEST, probability))
    return math.log(probability / (1 - probability))


def _repeats(answer: str, question: str) -> float:
    """The share of the answer's words that the question has as well."""
    asked = set(re.findall(r"\w+", question.lower()))
    words = re.findall(r"\w+", answer.lower())
    return sum(word in asked for word in words) / max(1, len(words))
