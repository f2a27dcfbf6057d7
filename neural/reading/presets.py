"""Named sizes and schedules of the reader."""

from __future__ import annotations

from dataclasses import dataclass, field

from neural.reading.batches import BatchOptions
from neural.reading.config import ReaderConfig
from neural.reading.loss import Objective
from neural.training.options import TrainingOptions


@dataclass(frozen=True, kw_only=True)
class ReaderSettings:
    """Everything that decides how a reader comes out."""

    model: ReaderConfig = field(default_factory=ReaderConfig)
    batching: BatchOptions = field(default_factory=BatchOptions)
    objective: Objective = field(default_factory=Objective)
    training: TrainingOptions = field(default_factory=lambda: TrainingOptions(max_steps=6_000))
    vector_rows: int = 120_000
    """Word vectors that are kept, the commonest words first."""
    validation_questions: int = 800
    blend: float = 1.0
    """Of a reader that is trained on: how far `out` goes from the weights it began with (0) to the trained ones (1)."""
    only_coverage: bool = False
    """Of a reader that is trained on: nothing but its `Coverage`."""


PRESETS = {
    # "wary" goes on from a reader of "base": it learns of questions that their own paragraph does not answer.
    "tiny": ReaderSettings(
        model=ReaderConfig(
            hidden_size=24, span_size=16, memory_size=32, hops=2, affix_size=12, affix_buckets=256, tuned_words=100,
            dropout=0.1,
        ),
        batching=BatchOptions(tokens=1_500, company_tokens=500),
        training=TrainingOptions(
            max_steps=60, learning_rate=5e-3, warmup_steps=10, ema_decay=0.9, validate_every=60, save_every=30,
            clip_norm=5.0,
        ),
        vector_rows=2_000,
        validation_questions=20,
    ),
    "base": ReaderSettings(
        model=ReaderConfig(span_size=64, agreement=0.5),
        training=TrainingOptions(
            max_steps=9_000, learning_rate=2e-3, schedule="cosine", warmup_steps=300, weight_decay=0.01, clip_norm=5.0,
            ema_decay=0.999, validate_every=1_000, save_every=250,
        ),
    ),
    "wary": ReaderSettings(
        model=ReaderConfig(span_size=64, agreement=0.5, coverage_size=64, dropout=0.25),
        batching=BatchOptions(altered_rate=0.4),
        training=TrainingOptions(
            max_steps=600, learning_rate=6e-4, schedule="cosine", warmup_steps=50, weight_decay=0.01, clip_norm=5.0,
            ema_decay=0.995, validate_every=600, save_every=200,
        ),
    ),
}  # fmt: skip
