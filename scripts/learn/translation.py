"""The little translator that two of the lessons train."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from neural.corpora.translation import Pair
from neural.seq2seq.config import Seq2SeqConfig
from neural.seq2seq.task import TranslationData, TranslationTask
from scripts.learn.toy import lesson_pairs

PAIRS = {"lesson": 3000, "tiny": 120}
HELD_BACK = 40


def little_translator(data_dir: Path | None, preset: str, batch_tokens: int = 400, seed: int = 1) -> TranslationTask:
    """The project's own network and task, small enough to learn the toy grammar in a minute; one attention head, so
    that there is one picture to look at. The task's validation pairs are not trained on."""
    pairs = lesson_pairs(data_dir, PAIRS[preset] + HELD_BACK, seed)
    training, validation = pairs[HELD_BACK:], pairs[:HELD_BACK]
    held_back = {pair.source for pair in validation}
    training = [pair for pair in training if pair.source not in held_back]
    return TranslationTask.in_memory(
        _network(preset, real=data_dir is not None),
        TranslationData(batch_tokens=batch_tokens if preset == "lesson" else 120, smoothing=0.0),
        training,
        validation,
    )


def _network(preset: str, *, real: bool) -> Seq2SeqConfig:
    size = 16 if preset == "tiny" else 64 if real else 32
    vocabulary = 300 if preset == "tiny" else 2000 if real else 450
    return Seq2SeqConfig(
        vocabulary_size=vocabulary, embedding_size=size, encoder_size=size, encoder_layers=1, decoder_size=2 * size,
        heads=1, dropout=0.0,
    )  # fmt: skip


def sources_of(pairs: Sequence[Pair]) -> list[str]:
    return [pair.source for pair in pairs]
