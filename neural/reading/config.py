"""The reader's configuration: the architecture, how a document is read, and when the reader keeps silent."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from neural.errors import DragomanError


@dataclass(frozen=True, kw_only=True)
class ReaderConfig:
    """Everything that a reader needs besides its weights and its vocabulary. Written as `config.json`."""

    vocabulary_size: int = 120_002
    """Rows of the word vectors, padding and unknown word included."""
    vector_size: int = 100
    """Length of a word vector."""
    tuned_words: int = 2_500
    """How many words learn a correction to their frozen vector."""
    affix_buckets: int = 2_048
    """Hash buckets for prefixes and for suffixes."""
    shape_buckets: int = 256
    """Hash buckets for word shapes ("Xxx", "dddd")."""
    affix_size: int = 32
    """Length of the vector that prefix, suffix and shape add to a word; 0: a word is its vector alone."""

    hidden_size: int = 96
    """Hidden size of each direction of each LSTM."""
    span_size: int = 0
    """Length of the vectors by which a start and an end are matched with each other; 0: they are chosen apart."""
    coverage_size: int = 0
    """Size in which the question's words are compared with the text around a span (`coverage.py`); 0: they are not."""
    dropout: float = 0.3
    """Variational dropout on the input of each layer."""

    memory_size: int = 128
    """Length of a memory slot and of the controller that reads the slots."""
    hops: int = 3
    """How often the question reads the memory."""

    passage_tokens: int = 200
    """A window of the document that the span reader reads grows by whole sentences up to about this length."""
    passage_tokens_most: int = 320
    """No window is longer; a longer sentence is cut."""
    answer_tokens: int = 24
    """Longest answer."""

    passages_read: int = 5
    """How many windows the span reader reads for a question, at most."""
    evidence_margin: float = 4.0
    """A window whose best sentence scores so much less than the very best is not read."""
    slots_most: int = 4_000
    """A longer document shows the memory only the sentences of the windows that first-stage ranking likes best."""
    evidence_weight: float = 0.0
    """Weight of a window's best evidence in the score of all spans in it, besides what each sentence gives its own."""
    ranking_weight: float = 0.0
    """Weight of the window's lexical score in the score of a span inside it."""
    agreement: float = 0.0
    """How far the choice of a span goes by its agreement with other likely spans (see `decode.expected_f1`)."""
    null_bias: float = 0.0
    """Added to the score of "the document does not say"."""
    threshold: float = 0.0
    """Below this probability the answer is None."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ReaderConfig:
        """The configuration in `data`; a setting that this version does not know is an error."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(data) - known - {"format", "kind"}):
            raise DragomanError(
                "reader checkpoint",
                f"config.json holds unknown settings: {', '.join(unknown)}",
                "remove them, or update the program",
            )
        return cls(**{name: value for name, value in data.items() if name in known})
