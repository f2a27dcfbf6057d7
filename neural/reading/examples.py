"""Training questions, ready to be batched: tokenised once, each answer found as tokens of a passage.

Shapes: X examples, P passages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from neural.corpora.questions import Question
from neural.reading.config import ReaderConfig
from neural.reading.lexical import Query, make_query
from neural.reading.passages import QUESTION_WORDS, Passage, make_passages, sentence_places
from neural.reading.tokens import Span, word_keys
from neural.reading.vocabulary import Column, Vocabulary

QUESTION_TOKENS_MOST = 40
ANSWER_TOKENS_MOST = 60
"""Longer answers are left out."""
_EMPTY_STEMS = [word_keys(word).stem for word in QUESTION_WORDS]


@dataclass(frozen=True, slots=True)
class Gold:
    """An answer as tokens `start` to `end` (inclusive) of passage number `passage`."""

    passage: int
    start: int
    end: int


class Asked(NamedTuple):
    """A question to train on. `needles` are the texts of its answers; of an altered question, which has none, those of
    the question that it was made of."""

    question: Question
    needles: tuple[str, ...]
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its answers; no answers: the passages `context` (a range) do not say."""

    rows: NDArray[np.int64]
    query: Query
    golds: tuple[Gold, ...]
    context: tuple[int, int]
    needles: tuple[str, ...]
    """A sentence that holds one, lower-cased, is no fair negative."""


class Examples(Protocol):
    """Passages and the questions over them, by number: in memory or on disk."""

    @property
    def passages(self) -> Sequence[Passage]: ...
    @property
    def sentence_texts(self) -> Sequence[tuple[str, ...]]:
        """The words of each sentence of a passage, lower-cased."""

    @property
    def examples(self) -> Sequence[Example]: ...
    @property
    def lengths_P(self) -> NDArray[np.int64]:
        """Tokens of each passage."""

    @property
    def homes_X(self) -> NDArray[np.int64]:
        """The passage that an example is read with: that of its first answer, or the first of its context."""

    @property
    def altered_X(self) -> NDArray[np.bool_]:
        """Which examples were altered so that their passages do not say."""

    def parts(self) -> list[NDArray[np.int64]]:
        """Numbers of the examples that an epoch is planned over at a time, with all passages of theirs."""


@dataclass
class ExampleSet:
    """`Examples` in memory."""

    passages: list[Passage] = field(default_factory=list)
    sentence_texts: list[tuple[str, ...]] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    altered: list[bool] = field(default_factory=list)
    misaligned: int = 0
    """Answers that do not begin and end where tokens do."""
    dropped: int = 0
    """Questions without an answer inside one window."""

    @property
    def lengths_P(self) -> NDArray[np.int64]:
        return np.array([len(passage) for passage in self.passages], dtype=np.int64)

    @property
    def homes_X(self) -> NDArray[np.int64]:
        homes = [e.golds[0].passage if e.golds else e.context[0] for e in self.examples]
        return np.array(homes, dtype=np.int64)

    @property
    def altered_X(self) -> NDArray[np.bool_]:
        return np.array(self.altered, dtype=bool)

    def parts(self) -> list[NDArray[np.int64]]:
        return [np.arange(len(self.examples))]


def question_rows(text: str, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """A question's tokens; a question without any is one unknown word."""
    rows = vocabulary.encode(text).rows[:QUESTION_TOKENS_MOST]
    return rows if len(rows) else vocabulary.encode("?").rows


def question_query(text: str, vocabulary: Vocabulary) -> Query:
    """What first-stage ranking looks for: the question's words but for question words and signs."""
    spans, rows = vocabulary.encode(text)
    return query_of(rows, np.array([text[start:end][0].isalnum() for start, end in spans], dtype=bool))


def query_of(rows: NDArray[np.int64], is_word: NDArray[np.bool_]) -> Query:
    """The query of a question with these tokens, of which some are words and no signs."""
    stems = rows[:, Column.STEM]
    kept = is_word & ~np.isin(stems, _EMPTY_STEMS)
    return make_query(stems[kept], rows[kept, Column.RARITY].astype(np.float32) / 1000)


def tokens_of(spans: list[Span], start: int, end: int) -> tuple[int, int] | None:
    """The first and the last token that touch `text[start:end]`."""
    touched = [number for number, span in enumerate(spans) if span.end > start and span.start < end]
    return (touched[0], touched[-1]) if touched else None


class CutContext(NamedTuple):
    """A context's passages and the words of each of their sentences."""

    passages: list[Passage]
    sentence_texts: list[tuple[str, ...]]


def cut_context(context: str, vocabulary: Vocabulary, config: ReaderConfig) -> CutContext:
    """Tokenises a context."""
    places = sentence_places(context)
    passages = make_passages(context, places, vocabulary, config)
    texts = [tuple(needle(context[places[n].start : places[n].end]) for n in p.sentences) for p in passages]
    return CutContext(passages, texts)


def needle(text: str) -> str:
    """Words only, lower-cased, with a space on either side."""
    words = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(words)} "


class Golds(NamedTuple):
    """Where a question's answers stand, the commonest first (of equals the shortest), and how many of them do not begin
    and end where tokens do."""

    found: tuple[Gold, ...]
    misaligned: int


def find_golds(question: Question, passages: Sequence[Passage], first: int) -> Golds:
    """The answers' places in the passages of the question's context, of which the first has number `first`."""
    counts: Counter[Gold] = Counter()
    misaligned = 0
    for text, start in zip(question.answers, question.starts, strict=True):
        for number, passage in enumerate(passages, start=first):
            spans = passage.spans
            if not spans or start >= spans[-1].end or start + len(text) <= spans[0].start:
                continue
            tokens = tokens_of(spans, start, start + len(text))
            if tokens and tokens[1] - tokens[0] < ANSWER_TOKENS_MOST:
                misaligned += not (spans[tokens[0]].start == start and spans[tokens[1]].end == start + len(text))
                counts[Gold(number, *tokens)] += 1
            break
    return Golds(tuple(sorted(counts, key=lambda gold: (-counts[gold], gold.end - gold.start))), misaligned)


def make_examples(questions: Iterable[Question | Asked], vocabulary: Vocabulary, config: ReaderConfig) -> ExampleSet:
    """Tokenises the questions' contexts once each and finds the answers in them; all of it stays in memory."""
    found = ExampleSet()
    cut: dict[str, tuple[int, CutContext]] = {}
    for item in questions:
        question, needles, altered = item if isinstance(item, Asked) else Asked(item, item.answers)
        if question.context not in cut:
            cut[question.context] = len(found.passages), cut_context(question.context, vocabulary, config)
            found.passages += cut[question.context][1].passages
            found.sentence_texts += cut[question.context][1].sentence_texts
        first, (passages, _) = cut[question.context]
        golds, misaligned = find_golds(question, passages, first)
        found.misaligned += misaligned
        if not passages or (question.answers and not golds):
            found.dropped += 1
            continue
        rows, query = question_rows(question.question, vocabulary), question_query(question.question, vocabulary)
        context = first, first + len(passages)
        found.examples.append(Example(rows, query, golds, context, tuple({needle(text) for text in needles})))
        found.altered.append(altered)
    return found
