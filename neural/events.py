"""What crosses from the brain to any screen: frozen dataclasses, and nothing else.

The chat screen, the command line, `--json` and the tests are four readers of the same stream. Each method of
`neural.assistant.Assistant` yields these events in order and ends with one `Done`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

WEIGHT_DIGITS = 6
"""Weights in events are rounded to so many decimals, and scores where they are kept: more would tell nothing."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events."""

    def to_json(self) -> dict[str, Any]:
        """The event as plain data, ready for `json.dumps`."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: Any) -> Any:
    """Events become dicts, sequences of them and of sequences tuples. What is plain already is not copied: a text has
    thousands of weights."""
    if isinstance(value, Event):
        return value.to_json()
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    if not isinstance(value, list | tuple):  # a sequence that makes its rows when asked for them, perhaps none
        return tuple(map(_plain, value))
    nested = bool(value) and isinstance(value[0], Event | Sequence) and not isinstance(value[0], str)
    return tuple(map(_plain, value)) if nested else value


@dataclass(frozen=True, kw_only=True)
class Progress(Event):
    """Slow work goes on: `done` of `total` steps of `task` (total is None where it is not known)."""

    task: str
    done: int
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class Token(Event):
    """A piece of the answer, to be appended to what came before. Joined, the pieces of a stream are the whole text."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Attention(Event):
    """Where the decoder looked when it wrote one target token.

    `weights[i]` belongs to `source_tokens[i]` and they sum to 1. `sentence` and `step` count from 0.
    """

    sentence: int
    step: int
    source_tokens: tuple[str, ...]
    target_token: str
    weights: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class TranslationCandidate(Event):
    """One way to translate a sentence; `sentence` counts the sentences of its line from 0, `score` is as below.

    `back`, where the translator of the opposite direction was asked: the log-probability of the source given it, a
    piece of the source.
    """

    sentence: int
    text: str
    score: float
    back: float | None = None


@dataclass(frozen=True, kw_only=True)
class Translation(Event):
    """One finished input line.

    `score` is the length-normalised log-probability of the translation. `attention[t][s]` is the weight of
    `source_tokens[s]` while `tokens[t]` was written; a line of several sentences has a block for each (a
    `neural.block_diagonal.BlockDiagonal`). `candidates`
    are the best that the search finished, sentence by sentence, best first: the first of each sentence is the one
    that `translation` holds.
    """

    source: str
    translation: str
    score: float
    source_tokens: tuple[str, ...]
    tokens: tuple[str, ...]
    attention: Sequence[tuple[float, ...]]
    candidates: tuple[TranslationCandidate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hop(Event):
    """One reading of the memory: the weights over its slots, heaviest first.

    `sentences[i]` is the number of a sentence in its document, or -1 for the null slot ("the document does not say");
    `texts[i]` is that sentence ("" for the null slot), `documents[i]` the document's name.
    """

    hop: int
    sentences: tuple[int, ...]
    texts: tuple[str, ...]
    documents: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Candidate(Event):
    """A span that may be the answer. Offsets are characters in the document's text; pages count from 1."""

    answer: str
    confidence: float
    evidence: str
    evidence_start: int
    start: int
    end: int
    page: int | None
    document: str


@dataclass(frozen=True, kw_only=True)
class Nearest(Event):
    """A sentence that comes near to the question, where the documents do not say. The offset counts characters."""

    evidence: str
    evidence_start: int
    page: int | None
    document: str


AnswerKind = Literal["span", "yes_no"]


@dataclass(frozen=True, kw_only=True)
class Answer(Event):
    """The reader's last word. `answer` is None where the documents do not say.

    `evidence` is the sentence that holds the span, `evidence_start` its offset, so that the span inside it is
    `evidence[start - evidence_start : end - evidence_start]`. Where the answer is None the place and the evidence are
    those of the nearest sentence (start == end == evidence_start), or None where there is none; `nearest` holds up to
    three such sentences, best first.

    `confidence` is the probability that the answer is right (docs/answers.md); where there is no answer, that of the
    best candidate. An answer of kind "yes_no" is "Yes" or "No" and its place is the whole sentence of evidence; None
    means there that the evidence may tell, but the reader can't.
    """

    question: str
    answer: str | None
    confidence: float
    evidence: str | None
    evidence_start: int | None
    start: int | None
    end: int | None
    page: int | None
    document: str | None
    candidates: tuple[Candidate, ...]
    hops: tuple[Hop, ...]
    answerable: float = 0.0
    """The probability that the documents hold an answer at all; it decides whether one is given."""
    kind: AnswerKind = "span"
    nearest: tuple[Nearest, ...] = ()
    asked: str | None = None
    """The question that was put to the documents, where it is not as typed: a follow-up completed, a translation."""
    language: str = "en"
    """The question's language; `answer` is in it too."""
    original: str | None = None
    """The answer as the document has it, where `answer` is a translation."""
    notes: tuple[str, ...] = ()
    """What the user should know of how the question was read, a sentence each."""


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """A document is loaded and can be asked."""

    document: str
    path: str
    words: int
    sentences: int
    pages: int | None


@dataclass(frozen=True, kw_only=True)
class Done(Event):
    """The end of a stream. `stopped` tells that the user cut it short: what came before still holds."""

    stopped: bool
    seconds: float
