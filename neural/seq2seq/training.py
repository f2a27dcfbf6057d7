"""From a preset to a checkpoint folder: data, task, loop, model card."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from neural.corpora.translation import Pair, split_by_source, training_pairs
from neural.errors import DragomanError
from neural.seq2seq.card import licence_of, translator_card
from neural.seq2seq.presets import TranslatorPreset
from neural.seq2seq.task import TranslationTask
from neural.text.tokenizer import SubwordTokenizer
from neural.training.loop import TrainingReport, train

SPLIT_SEED = 17
"""Of the validation split: fixed, so that runs with other seeds are measured on the same pairs."""


def train_translator(
    preset: TranslatorPreset, data_dir: Path | None, run_dir: Path, out: Path | None, command: str
) -> TrainingReport:
    """Trains by `preset` and copies the best checkpoint to `out`; `command` goes into the model card."""
    tokenizer = _saved_tokenizer(run_dir) if preset.training.resume == "auto" else None
    task = make_task(preset, data_dir, command, tokenizer)
    run_dir.mkdir(parents=True, exist_ok=True)
    (run_dir / "tokenizer.json").write_text(task.tokenizer.to_json(), encoding="utf-8")
    report = train(task, preset.training, run_dir)
    if out is not None and report.best is not None:
        shutil.copytree(report.best, out, dirs_exist_ok=True)
    return report


def make_task(
    preset: TranslatorPreset, data_dir: Path | None, command: str = "", tokenizer: SubwordTokenizer | None = None
) -> TranslationTask:
    """Reads the pairs and puts together all that training needs; learns a tokeniser where none is given."""
    training, validation = load_pairs(preset, data_dir)
    counts = dict(Counter(pair.corpus for pair in training))

    def describe(metrics: dict[str, Any]) -> tuple[dict[str, Any], str]:
        facts = {"data": ", ".join(counts), "licence": licence_of(counts), "command": command}
        return {**metrics, **facts}, translator_card(preset, counts, metrics, command)

    return TranslationTask(preset.model, preset.data, training, validation, tokenizer, describe)


def load_pairs(preset: TranslatorPreset, data_dir: Path | None) -> tuple[list[Pair], list[Pair]]:
    """(training, validation), split by the English side so that no sentence is on both."""
    source, target = preset.model.languages
    pairs = [
        pair for pair in training_pairs(data_dir, source, target, preset.corpora) if pair.corpus not in preset.left_out
    ]
    training, validation = split_by_source(pairs, preset.validation_size, SPLIT_SEED, by_target=target == "en")
    if not training or not validation:
        raise DragomanError("training data", f"only {len(pairs)} pairs to train on", "name more corpora")
    return training, validation


def _saved_tokenizer(run_dir: Path) -> SubwordTokenizer | None:
    """A resumed run must keep the ids that its weights were trained with."""
    path = run_dir / "tokenizer.json"
    return SubwordTokenizer.from_json(path.read_text(encoding="utf-8")) if path.exists() else None
