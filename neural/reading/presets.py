"""Named sizes and schedules of the reader, and the training run as one function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neural.corpora.questions import HUB_SETS, training_sets
from neural.errors import DragomanError
from neural.reading.batches import BatchOptions
from neural.reading.config import ReaderConfig
from neural.reading.prepare import NOT_SPANS, make_task
from neural.reading.reader import Reader
from neural.reading.storage import save_reader
from neural.reading.task import ReaderTask
from neural.reading.tuning import tune
from neural.training.loop import TrainingReport, train
from neural.training.options import TrainingOptions

SPLIT_SEED = 1
"""Of the validation split: fixed, so that runs with other seeds, and runs that go on from a checkpoint, are measured on
the same questions and never on what a run before them was trained on."""


@dataclass(frozen=True, kw_only=True)
class ReaderSettings:
    """Everything that decides how a reader comes out."""

    model: ReaderConfig = field(default_factory=ReaderConfig)
    batching: BatchOptions = field(default_factory=BatchOptions)
    training: TrainingOptions = field(default_factory=lambda: TrainingOptions(max_steps=6_000))
    vector_rows: int = 120_000
    """Word vectors that are kept, the commonest words first."""
    validation_questions: int = 800


PRESETS = {
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
}  # fmt: skip


def choose_sets(data_dir: Path | None, squad_full: bool) -> list[str]:
    """The training sets to read: all local ones, or SQuAD whole from the hub in place of its local parts."""
    local = [name for name in training_sets(data_dir) if name not in NOT_SPANS] if data_dir else []
    if squad_full or not local:
        return [HUB_SETS[0], *(name for name in local if not name.startswith("squad"))]
    return local


def find_vectors(vectors: Path | None, data_dir: Path | None) -> Path:
    """The file given, or the one in `data_dir`."""
    found = [vectors] if vectors else sorted((data_dir / "embeddings").glob("glove*")) if data_dir else []
    if not found:
        raise DragomanError(
            "word vectors", "none were given", "fetch GloVe (glove.6B.100d.txt) and name it with --vectors"
        )
    return found[0]


def reader_task(
    settings: ReaderSettings,
    *,
    data_dir: Path | None,
    vectors: Path | None,
    squad_full: bool,
    sets: Sequence[str] | None = None,
    start: Path | None = None,
    command: str = "",
) -> ReaderTask:
    """Finds and reads the data that `settings` ask for and puts together all that training needs."""
    return make_task(
        settings.model,
        data_dir=data_dir,
        sets=sets or choose_sets(data_dir, squad_full),
        vectors=find_vectors(vectors, data_dir),
        vector_rows=settings.vector_rows,
        batching=settings.batching,
        validation_questions=settings.validation_questions,
        seed=SPLIT_SEED,
        command=command,
        start=start,
    )


def train_reader(
    settings: ReaderSettings,
    *,
    data_dir: Path | None,
    vectors: Path | None,
    squad_full: bool,
    sets: Sequence[str] | None = None,
    start: Path | None = None,
    run_dir: Path,
    out: Path | None,
    command: str,
) -> TrainingReport:
    """Trains from nothing or from the reader in `start`, or goes on in `run_dir`; tunes the best and writes `out`."""
    task = reader_task(
        settings,
        data_dir=data_dir,
        vectors=vectors,
        squad_full=squad_full,
        sets=sets,
        start=start,
        command=command,
    )
    report = train(task, settings.training, run_dir)
    if out and report.best:
        tuned = tune(Reader.load(report.best), task.validation)
        metrics = json.loads((report.best / "metrics.json").read_text(encoding="utf-8"))
        metrics["tuning"] = {"article_f1": tuned.article_f1, "thresholds": tuned.thresholds}
        save_reader(out, tuned.reader.model, tuned.reader.vocabulary, tuned.reader.config, metrics)
    return report
