"""From a preset to a checkpoint folder: data, task, loop, model card."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from torch import Tensor

from neural.errors import DragomanError
from neural.seq2seq.card import licence_of, translator_card
from neural.seq2seq.prepare import prepare_pairs
from neural.seq2seq.presets import TranslatorPreset
from neural.seq2seq.task import TranslationTask
from neural.seq2seq.translator import Translator
from neural.text.narrowing import narrowed
from neural.text.tokenizer import SubwordTokenizer
from neural.training.average import blend
from neural.training.loop import TrainingReport, train

CACHE = "cache"
"""Folder beside the run folders in which encoded corpora are kept."""


def train_translator(
    preset: TranslatorPreset,
    data_dir: Path | None,
    run_dir: Path,
    out: Path | None,
    command: str,
    start: Path | None = None,
    share: float = 1.0,
    others: Sequence[Path] = (),
) -> TrainingReport:
    """Trains by `preset` and copies the best checkpoint to `out`; `command` goes into the model card.

    `start` is a checkpoint whose tokeniser and weights a new run begins with; it must have the preset's sizes.
    `out` gets `share` of the best weights and the rest of those of `start`, or of the mean of `others`: checkpoints
    begun with the same weights as the run (Wortsman et al. 2022, "Model soups", arXiv:2203.05482).
    """
    tokenizer = _saved_tokenizer(run_dir) if preset.training.resume == "auto" else None
    weights, cache = None, run_dir.parent / CACHE
    if start:
        begun = Translator.load(start)
        _must_fit(begun, preset, start)
        tokenizer, weights = _begin(begun, tokenizer, preset, data_dir, cache, run_dir)
    task = make_task(preset, data_dir, cache, command, tokenizer, weights)
    if others:
        parts = [_weights_alike(other, task) for other in others]
        weights = {name: torch.stack([part[name] for part in parts]).mean(0) for name in parts[0]}
    run_dir.mkdir(parents=True, exist_ok=True)
    (run_dir / "tokenizer.json").write_text(task.tokenizer.to_json(), encoding="utf-8")
    report = train(task, preset.training, run_dir)
    if out is not None and report.best is not None and PartialState().is_main_process:
        if weights is not None and share < 1:
            _write_blend(task, report.best, out, weights, share)
        else:
            shutil.copytree(report.best, out, dirs_exist_ok=True)
    return report


def _weights_alike(folder: Path, task: TranslationTask) -> dict[str, Tensor]:
    """The weights of a checkpoint. Raises DragomanError where its sizes or its words are not those of the task."""
    found = Translator.load(folder)
    weights: dict[str, Tensor] = found.model.state_dict()
    sizes, wanted = ({n: w.shape for n, w in model.state_dict().items()} for model in (found.model, task.model()))
    if sizes != wanted or found.tokenizer.to_json() != task.tokenizer.to_json():
        why = "it has other sizes or other words than what is trained"
        raise DragomanError(f"checkpoint '{folder}'", why, "name one that was begun with the same weights")
    return weights


def _write_blend(task: TranslationTask, best: Path, out: Path, begun: dict[str, Tensor], share: float) -> None:
    """Also scores what it writes."""
    model = Translator.load(best).model
    blend(model, begun, share)
    metrics = json.loads((best / "metrics.json").read_text(encoding="utf-8"))
    with torch.no_grad():
        metrics["validation"] = task.validate(model.eval())
    task.save(model, out, metrics)


def make_task(
    preset: TranslatorPreset,
    data_dir: Path | None,
    cache: Path,
    command: str = "",
    tokenizer: SubwordTokenizer | None = None,
    weights: dict[str, Tensor] | None = None,
) -> TranslationTask:
    """Puts together all that training needs; learns a tokeniser where none is given. `cache` keeps encoded text."""
    prepared = prepare_pairs(preset, data_dir, cache, tokenizer)
    counts = prepared.store.corpora

    def describe(metrics: dict[str, Any]) -> tuple[dict[str, Any], str]:
        facts = {"data": ", ".join(counts), "licence": licence_of(counts), "command": command}
        return {**metrics, **facts}, translator_card(preset, counts, metrics, command)

    return TranslationTask(
        preset.model, preset.data, prepared.store, prepared.validation, prepared.tokenizer, describe, weights
    )


def _begin(
    begun: Translator,
    saved: SubwordTokenizer | None,
    preset: TranslatorPreset,
    data_dir: Path | None,
    cache: Path,
    run_dir: Path,
) -> tuple[SubwordTokenizer, dict[str, Tensor]]:
    """The tokeniser and the weights of `begun`, without the words that one direction does not need.

    A run keeps the ids that it was begun with: raises DragomanError where `saved`, its own, are others.
    """
    tokenizer, weights = begun.tokenizer, begun.model.state_dict()
    if preset.model.tagged or (saved is not None and saved.to_json() == tokenizer.to_json()):
        return tokenizer, weights
    tokenizer, old_ids = narrowed(tokenizer, *prepare_pairs(preset, data_dir, cache, tokenizer).store.counts())
    if saved is not None and saved.to_json() != tokenizer.to_json():
        why = "the run there was begun with other data or another checkpoint"
        raise DragomanError(f"run folder '{run_dir}'", why, "choose another --run-dir, or --resume never")
    weights["embedding.weight"] = weights["embedding.weight"][old_ids]
    weights["output_bias"] = weights["output_bias"][old_ids[: tokenizer.written]]
    return tokenizer, weights


def _must_fit(begun: Translator, preset: TranslatorPreset, folder: Path) -> None:
    """Raises DragomanError where the network to begin with has other sizes, or has not learnt what the preset's is to
    translate."""
    had, wanted = begun.model.config, preset.model
    if type(had) is not type(wanted):
        raise DragomanError(f"checkpoint '{folder}'", "its network is of another kind", "start from another")
    for name, one in had.sizes.items():
        if one != (other := wanted.sizes[name]):
            why = f"in it {name.replace('_', ' ')} is {one}, in the preset {other}"
            raise DragomanError(f"checkpoint '{folder}'", why, "start from another, or from nothing")
    if missing := set(wanted.directions) - set(had.directions):
        why = f"it has not learnt {', '.join(sorted(f'{a} to {b}' for a, b in missing))}"
        raise DragomanError(f"checkpoint '{folder}'", why, "start from another, or from nothing")


def _saved_tokenizer(run_dir: Path) -> SubwordTokenizer | None:
    """A resumed run must keep the ids that its weights were trained with."""
    path = run_dir / "tokenizer.json"
    return SubwordTokenizer.from_json(path.read_text(encoding="utf-8")) if path.exists() else None
