"""From settings to a checkpoint folder: data, task, loop, and all that is fitted afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import PartialState
from numpy.typing import NDArray

from neural.corpora.questions import Question
from neural.errors import DragomanError
from neural.reading.config import ReaderConfig
from neural.reading.corpus import Corpus
from neural.reading.finish import choose_sets, fit_confidence, fit_yes_no, has_claims, held_out_questions
from neural.reading.model import ReaderModel
from neural.reading.prepare import files_key, prepare_questions
from neural.reading.presets import ReaderSettings
from neural.reading.reader import Reader
from neural.reading.storage import load_reader, save_reader
from neural.reading.task import ReaderTask, held_out_scores
from neural.reading.tuning import tune
from neural.reading.vocabulary import Vocabulary
from neural.training.average import blend
from neural.training.loop import TrainingReport, train

CACHE = "cache"
"""Folder beside the run folders in which tokenised questions are kept."""


@dataclass(frozen=True, kw_only=True)
class ReaderData:
    """Where a reader's training data are. `sets`: all there are where None; `start`: a checkpoint to go on from.
    `random_vectors`: words get vectors that say nothing, to see what the pretrained ones are worth."""

    data_dir: Path | None
    vectors: Path | None = None
    squad_full: bool = False
    sets: Sequence[str] | None = None
    start: Path | None = None
    random_vectors: bool = False


def find_vectors(data: ReaderData) -> Path:
    """The file given, or the one in the folder of data."""
    if data.vectors:
        return data.vectors
    found = sorted((data.data_dir / "embeddings").glob("glove*")) if data.data_dir else []
    if not found:
        raise DragomanError(
            "word vectors", "none were given", "fetch GloVe (glove.6B.100d.txt) and name it with --vectors"
        )
    return found[0]


def reader_task(settings: ReaderSettings, data: ReaderData, cache: Path, command: str = "") -> ReaderTask:
    """Reads the data that `settings` ask for, or what `cache` has of them, and puts it all together."""
    vectors = find_vectors(data)
    names = data.sets or choose_sets(data.data_dir, data.squad_full)
    begun = _begun(data.start, settings.model) if data.start else None
    if settings.only_coverage and not (begun and begun.config.coverage_size):
        what = "this reader has none" if begun else "there is no reader to start from"
        raise DragomanError("training the coverage alone", what, "give --start and --coverage-size")
    prepared = prepare_questions(
        Corpus.of(names, data.data_dir, settings.validation_questions),
        settings.model,
        cache,
        (files_key(names, data.data_dir), settings.validation_questions),
        vectors=vectors,
        vector_rows=settings.vector_rows,
        vocabulary=begun.vocabulary if begun else None,
        altered=settings.batching.altered_rate > 0,
    )
    vocabulary, table = prepared.vocabulary, prepared.vectors
    config = begun.config if begun else settings.model
    if table is not None:
        if data.random_vectors:
            table = meaningless(table, settings.training.seed)
        config = replace(
            config, vocabulary_size=len(vocabulary), vector_size=table.shape[1], tuned_words=len(vocabulary.tuned)
        )
    return ReaderTask(
        config=config, vocabulary=vocabulary, vectors=table, data=prepared.store, shares=prepared.shares,
        near=prepared.store.near, batching=settings.batching, objective=settings.objective,
        validation=prepared.validation, command=command,
        start=begun.model if begun else None, only_coverage=settings.only_coverage,
    )  # fmt: skip


def meaningless(vectors_VE: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Vectors of random directions, each as long as the one it stands for."""
    drawn_VE = np.random.default_rng(seed).standard_normal(vectors_VE.shape, dtype=np.float32)
    wanted_V1, found_V1 = (np.linalg.norm(table_VE, axis=1, keepdims=True) for table_VE in (vectors_VE, drawn_VE))
    return np.asarray(drawn_VE * (wanted_V1 / found_V1))


def train_reader(
    settings: ReaderSettings, data: ReaderData, run_dir: Path, out: Path | None, command: str
) -> TrainingReport:
    """Trains from nothing or from `data.start`, or goes on in `run_dir`; tunes the best, fits confidence to it, and yes
    or no where there are questions for that, and writes it all to `out`."""
    task = reader_task(settings, data, run_dir.parent / CACHE, command)
    report = train(task, settings.training, run_dir)
    if out and report.best and PartialState().is_main_process:
        reader = Reader.load(report.best)
        if data.start and settings.blend < 1:
            blend(reader.model, load_reader(data.start)[0].state_dict(), settings.blend)
        metrics = json.loads((report.best / "metrics.json").read_text(encoding="utf-8"))
        write_finished(out, reader, metrics, task.validation, data.data_dir)
    return report


def average_readers(folders: Sequence[Path], data_dir: Path, out: Path, command: str) -> None:
    """Writes the mean of the weights of several readers to `out` (Wortsman et al. 2022, "Model soups",
    arXiv:2203.05482), finished as a training's is. They must have been trained on from the same weights. Raises
    DragomanError where they do not fit together.
    """
    first, *others = [Reader.load(folder) for folder in folders]
    wanted = _words_and_shapes(first)
    for number, (folder, other) in enumerate(zip(folders[1:], others, strict=True), start=1):
        if _words_and_shapes(other) != wanted:
            why = f"it has other sizes or other words than '{folders[0]}'"
            raise DragomanError(f"checkpoint '{folder}'", why, "name readers that were trained on from the same one")
        blend(first.model, other.model.state_dict(), number / (number + 1))
    metrics = json.loads((folders[0] / "metrics.json").read_text(encoding="utf-8")) | {"command": command}
    write_finished(out, first, metrics, held_out_questions(data_dir), data_dir)


def _words_and_shapes(reader: Reader) -> tuple[str, dict[str, torch.Size]]:
    tensors = reader.model.state_dict()
    return reader.vocabulary.to_json(), {name: tensor.shape for name, tensor in tensors.items()}


def write_finished(
    out: Path, reader: Reader, metrics: dict[str, Any], held_out: Sequence[Question], data_dir: Path | None
) -> None:
    """Tunes a reader on held-out questions, fits its confidence to them, and yes or no where there are questions for
    that, and writes it to `out`."""
    tuned = tune(reader, held_out)
    metrics["validation"] = held_out_scores(tuned.reader, held_out)
    metrics["tuning"] = {"article_f1": tuned.article_f1, "thresholds": tuned.thresholds}
    save_reader(out, tuned.reader.model, tuned.reader.vocabulary, tuned.reader.config, metrics)
    fit_confidence(out, held_out, _quietly)
    if data_dir and has_claims(data_dir):
        fit_yes_no(out, data_dir, _quietly)


def _quietly(_what: str, _done: int, _total: int) -> None:
    """No report."""


@dataclass(frozen=True)
class _Begun:
    model: ReaderModel
    vocabulary: Vocabulary
    config: ReaderConfig


def _begun(start: Path, wanted: ReaderConfig) -> _Begun:
    """The reader in `start`, with the dropout that is wanted, and a `Coverage` where it has none and one is wanted."""
    old, vocabulary, config = load_reader(start)
    config = replace(config, dropout=wanted.dropout, coverage_size=config.coverage_size or wanted.coverage_size)
    model = ReaderModel(config, vocabulary.tuned_ids())
    model.load_state_dict(old.state_dict(), strict=False)
    return _Begun(model, vocabulary, config)
