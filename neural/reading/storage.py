"""A reader on disk: a checkpoint folder to and from model, vocabulary and configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neural.reading.card import model_card
from neural.reading.config import ReaderConfig
from neural.reading.model import ReaderModel
from neural.reading.vocabulary import Vocabulary
from neural.training.checkpoint import load_checkpoint, load_weights, save_checkpoint

KIND = "reader"


def save_reader(
    folder: Path, model: ReaderModel, vocabulary: Vocabulary, config: ReaderConfig, metrics: Mapping[str, Any]
) -> None:
    """Writes a checkpoint folder that `load_reader` takes."""
    tensors = {name: tensor.detach() for name, tensor in model.state_dict().items()}
    save_checkpoint(
        folder,
        kind=KIND,
        config=config.to_json(),
        tensors=tensors,
        files={"tokenizer.json": vocabulary.to_json()},
        metrics=metrics,
        card=model_card(config, metrics),
    )


def load_reader(folder: Path) -> tuple[ReaderModel, Vocabulary, ReaderConfig]:
    """Raises DragomanError where the folder does not hold a reader that this program can use."""
    checkpoint = load_checkpoint(folder, KIND)
    config = ReaderConfig.from_json(checkpoint.config)
    vocabulary = Vocabulary.from_json(checkpoint.files["tokenizer.json"])
    model = ReaderModel(config, vocabulary.tuned_ids())
    load_weights(model, checkpoint.tensors, folder)
    return model.eval(), vocabulary, config
