"""A little corpus of our own, and a translator that has learnt it by heart."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import torch

from neural.corpora.translation import Pair
from neural.seq2seq.config import Seq2SeqConfig, TransformerConfig
from neural.seq2seq.model import Seq2Seq
from neural.seq2seq.task import TranslationData, TranslationTask
from neural.seq2seq.translator import Translator
from neural.text.directions import Ways

NOUNS = {"dog": "Hund", "king": "König", "letter": "Brief", "boat": "Kahn", "garden": "Garten"}
VERBS = {"sees": "sieht", "likes": "mag", "loses": "verliert", "finds": "findet", "paints": "malt"}
PAIRS = [
    Pair(f"The {a} {verb} the {b}.", f"Der {NOUNS[a]} {VERBS[verb]} den {NOUNS[b]}.", "toy")
    for a in NOUNS
    for verb in VERBS
    for b in ("dog", "garden")
]
CONFIG = Seq2SeqConfig(
    vocabulary_size=380,
    embedding_size=32,
    encoder_size=32,
    decoder_size=64,
    heads=2,
    dropout=0.0,
    languages=("en", "de"),
)
TRANSFORMER = TransformerConfig(
    vocabulary_size=380, embedding_size=32, layers=2, feed_forward_size=48, heads=2, dropout=0.0, attention_dropout=0.0
)
NETWORKS = [pytest.param(CONFIG, id="recurrent"), pytest.param(TRANSFORMER, id="transformer")]
DATA = TranslationData(batch_tokens=400, smoothing=0.0)


def toy_task(pairs: list[Pair] = PAIRS) -> TranslationTask:
    return TranslationTask.in_memory(CONFIG, DATA, pairs, pairs[:10])


@cache
def toy_translator() -> Translator:
    """Overfits PAIRS in a few seconds; the same weights every time."""
    return _taught(toy_task())


@cache
def toy_opposite() -> Translator:
    """The same from German to English."""
    pairs = [Pair(pair.target, pair.source, pair.corpus) for pair in PAIRS]
    return _taught(TranslationTask.in_memory(replace(CONFIG, languages=("de", "en")), DATA, pairs, pairs[:10]))


def save_toy(folder: Path, languages: tuple[str, ...], domain: str = "general", ways: Ways = "both") -> None:
    """A checkpoint that says it is for these directions; its weights are the toy's."""
    toy = toy_translator()
    model = Seq2Seq(replace(toy.model.config, languages=languages, domain=domain, ways=ways))
    model.load_state_dict(toy.model.state_dict())
    Translator(model, toy.tokenizer).save(folder, {}, "# Toy\n")


def _taught(task: TranslationTask) -> Translator:
    torch.manual_seed(3)
    model = task.model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for epoch in range(25):
        for batch in task.batches(epoch, 1):
            loss, _, _ = task.loss(model, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    return Translator(model, task.tokenizer)
