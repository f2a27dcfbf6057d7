"""The little translator that two of the lessons train."""

from __future__ import annotations

from pathlib import Path

from neural.seq2seq.config import Seq2SeqConfig
from neural.seq2seq.task import TranslationData, TranslationTask
from scripts.learn.toy import lesson_pairs

TINY = 120
"""Pairs of a translator that is over in a second."""


def little_translator(data_dir: Path | None, preset: str, count: int, seed: int) -> TranslationTask:
    """The project's own network and task over `count` pairs, small enough to learn the toy grammar in a minute; one
    attention head, so that there is one picture to look at."""
    pairs = lesson_pairs(data_dir, TINY if preset == "tiny" else count, seed)
    data = TranslationData(batch_tokens=120 if preset == "tiny" else 400, smoothing=0.0)
    return TranslationTask.in_memory(_network(preset, real=data_dir is not None), data, pairs, [])


def _network(preset: str, *, real: bool) -> Seq2SeqConfig:
    size = 16 if preset == "tiny" else 64 if real else 32
    vocabulary = 300 if preset == "tiny" else 2000 if real else 450
    return Seq2SeqConfig(
        vocabulary_size=vocabulary, embedding_size=size, encoder_size=size, encoder_layers=1, decoder_size=2 * size,
        heads=1, dropout=0.0,
    )  # fmt: skip
