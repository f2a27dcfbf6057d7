"""Training questions, ready to be batched: tokenised once, each answer found as tokens of a passage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from neural.corpora.questions import Question
from neural.reading.config import ReaderConfig
from neural.reading.lexical import Query, make_query
from neural.reading.passages import QUESTION_WORDS, Passage, make_passages, sentence_places
from neural.reading.tokens import Span, word_keys
from neural.reading.vocabulary import Column, Vocabulary

QUESTION_TOKENS_MOST = 40
_EMPTY_STEMS = [word_keys(word).stem for word in QUESTION_WORDS]


@dataclass(frozen=True, slots=True)
class Gold:
    """An answer as tokens `start` to `end` (inclusive) of passage number `passage`."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its answers; no answers: the passages `context` (a range) do not say."""

    id: str
    rows: NDArray[np.int64]
    query: Query
    golds: tuple[Gold, ...]
    context: tuple[int, int]
    needles: tuple[str, ...]
    """The answers' texts, lower-cased: a sentence that holds one is no fair negative."""


@dataclass
class ExampleSet:
    """Passages, the lower-cased text of each of their sentences, and the questions over them."""

    passages: list[Passage] = field(default_factory=list)
    sentence_texts: list[tuple[str, ...]] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    misaligned: int = 0
    """Answers that do not begin and end where tokens do."""
    dropped: int = 0
    """Questions without an answer inside one window."""


def question_rows(text: str, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """A question's tokens; a question without any is one unknown word."""
    rows = vocabulary.encode(text).rows[:QUESTION_TOKENS_MOST]
    return rows if len(rows) else vocabulary.encode("?").rows


def question_query(text: str, vocabulary: Vocabulary) -> Query:
    """What first-stage ranking looks for: the question's words but for question words and signs."""
    spans, rows = vocabulary.encode(text)
    is_word = np.array([text[start:end][0].isalnum() for start, end in spans], dtype=bool)
    stems = rows[:, Column.STEM]
    kept = is_word & ~np.isin(stems, _EMPTY_STEMS)
    return make_query(stems[kept], rows[kept, Column.RARITY].astype(np.float32) / 1000)


def tokens_of(spans: list[Span], start: int, end: int) -> tuple[int, int] | None:
    """The first and the last token that touch `text[start:end]`."""
    touched = [number for number, span in enumerate(spans) if span.end > start and span.start < end]
    return (touched[0], touched[-1]) if touched else None


def make_examples(
    questions: Iterable[Question], vocabulary: Vocabulary, config: ReaderConfig, answer_tokens: int = 60
) -> ExampleSet:
    """Tokenises the questions' contexts once each and finds the answers in them."""
    found = ExampleSet()
    ranges: dict[str, tuple[int, int]] = {}
    for question in questions:
        if question.context not in ranges:
            ranges[question.context] = _add_context(found, question.context, vocabulary, config)
        context = ranges[question.context]
        golds = _golds(found, question, context, answer_tokens)
        if context[0] == context[1] or (question.answers and not golds):
            found.dropped += 1
            continue
        needles = tuple({_needle(text) for text in question.answers})
        rows, query = question_rows(question.question, vocabulary), question_query(question.question, vocabulary)
        found.examples.append(Example(question.id, rows, query, golds, context, needles))
    return found


def _add_context(found: ExampleSet, context: str, vocabulary: Vocabulary, config: ReaderConfig) -> tuple[int, int]:
    places = sentence_places(context)
    first = len(found.passages)
    for passage in make_passages(context, places, vocabulary, config):
        found.passages.append(passage)
        texts = (context[places[n].start : places[n].end] for n in passage.sentences)
        found.sentence_texts.append(tuple(_needle(text) for text in texts))
    return first, len(found.passages)


def _needle(text: str) -> str:
    """Words only, lower-cased, with a space on either side."""
    words = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(words)} "


def _golds(found: ExampleSet, question: Question, context: tuple[int, int], answer_tokens: int) -> tuple[Gold, ...]:
    """The answers' places, the commonest first (of equals the shortest)."""
    counts: Counter[Gold] = Counter()
    for text, start in zip(question.answers, question.starts, strict=True):
        for number in range(*context):
            spans = found.passages[number].spans
            if not spans or start >= spans[-1].end or start + len(text) <= spans[0].start:
                continue
            tokens = tokens_of(spans, start, start + len(text))
            if tokens and tokens[1] - tokens[0] < answer_tokens:
                exact = spans[tokens[0]].start == start and spans[tokens[1]].end == start + len(text)
                found.misaligned += not exact
                counts[Gold(number, *tokens)] += 1
            break
    return tuple(sorted(counts, key=lambda gold: (-counts[gold], gold.end - gold.start)))
