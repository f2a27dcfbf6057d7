"""Training the translator: the task that the training loop runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import torch
from torch import Tensor, nn

from neural.corpora.translation import Pair
from neural.evaluation.translation import corpus_scores
from neural.seq2seq.batches import (
    EncodedPair,
    EncodedPairs,
    PairBatch,
    PairList,
    clean_source,
    clean_target,
    encode_pairs,
    epoch_batches,
)
from neural.seq2seq.config import TranslationConfig
from neural.seq2seq.exhibits import translation_exhibits
from neural.seq2seq.kinds import make_network
from neural.seq2seq.network import Losses, Network
from neural.seq2seq.risk import expected_risk, written_candidates
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.sharing import cut_pairs
from neural.seq2seq.translator import KIND, Translator
from neural.text.subword_dropout import SubwordDropout
from neural.text.tokenizer import PAD, SubwordTokenizer
from neural.training.report.exhibits import Exhibit

ENOUGH = 500
"""Validation pairs of a direction from which on BLEU chooses among states."""

Describe = Callable[[dict[str, Any]], tuple[dict[str, Any], str]]
"""From the figures of a run to what its checkpoint keeps of them, and its model card."""


@dataclass(frozen=True, kw_only=True)
class TranslationData:
    """How sentence pairs become batches."""

    batch_tokens: int = 4000
    """Padded target ids in a batch."""
    longest: int = 80
    """Pairs with more subwords on a side are left out."""
    subword_dropout: float = 0.0
    """Chance that a merge of the source is undone (see `neural.text.subword_dropout`)."""
    target_subword_dropout: float = 0.0
    """The same for the target."""
    smoothing: float = 0.1
    risk: float = 0.0
    """Share of the loss that is the expected risk of what the network itself would write (`risk.py`)."""
    consistency: float = 0.0
    """Weight of the divergence of two readings beside the mean of their losses (`consistency.py`); half of R-Drop's
    α, whose losses are summed. Above 0 every pair is read twice a step."""


class TranslationTask:
    """Lowers the smoothed cross entropy of the target, picks the state with the best validation BLEU.

    With few validation pairs, as in networks of several directions, BLEU comes and goes by a point; there it is the
    likelihood of the references that decides.
    """

    kind = KIND
    unit = "tokens"
    score = "bleu"

    def __init__(
        self,
        config: TranslationConfig,
        data: TranslationData,
        pairs: EncodedPairs,
        validation: list[Pair],
        tokenizer: SubwordTokenizer,
        describe: Describe = lambda metrics: (metrics, ""),
        weights: dict[str, Tensor] | None = None,
    ) -> None:
        """`weights`: what the network begins with; drawn at random where there are none."""
        self.tokenizer = tokenizer
        written = tokenizer.written if tokenizer.written < len(tokenizer) else None
        self.config = replace(config, vocabulary_size=len(tokenizer), written=written)
        few = len(validation) < ENOUGH * len(self.config.directions)
        self.select_by = "likelihood" if few else "bleu"
        self.data, self.describe, self.weights = data, describe, weights
        self.pairs, self.validation = pairs, validation
        self.apart = SubwordDropout(tokenizer)

    @classmethod
    def in_memory(
        cls, config: TranslationConfig, data: TranslationData, training: list[Pair], validation: list[Pair]
    ) -> TranslationTask:
        """A task over a corpus that is small enough to stay in memory, with a tokeniser learnt from it."""
        texts = [clean_source(p.source) for p in training] + [clean_target(p.target) for p in training]
        tokenizer = SubwordTokenizer.train(texts, config.vocabulary_size)
        encoded = encode_pairs(tokenizer, training, data.longest, config.tagged)
        return cls(config, data, PairList([pair for pair in encoded if pair]), validation, tokenizer)

    def model(self) -> Network:
        model = make_network(self.config)
        if self.weights is not None:
            model.load_state_dict(self.weights)
        return model

    def batches(self, epoch: int, seed: int) -> Iterator[PairBatch]:
        noise = self._take_apart if self.data.subword_dropout or self.data.target_subword_dropout else None
        return epoch_batches(self.pairs, self.data.batch_tokens, seed * 1_000_003 + epoch, noise)

    def _take_apart(self, pair: EncodedPair, random: Random) -> EncodedPair:
        source = self.apart(pair[0], self.data.subword_dropout, random)
        return source, self.apart(pair[1], self.data.target_subword_dropout, random)

    def loss(self, model: nn.Module, batch: PairBatch) -> tuple[Tensor, int, dict[str, float]]:
        words_B = (batch.wanted_BT != PAD).sum(1)
        written = written_candidates(model, self.tokenizer, batch) if self.data.risk and model.training else None
        twice = self.data.consistency > 0 and model.training
        found: Losses = model(*batch, self.data.smoothing, written.candidates if written else None, twice)
        loss, extra = found.smoothed, {"cross_entropy": found.cross_entropy.item()}
        if found.divergence is not None:
            loss = loss + self.data.consistency * found.divergence
            extra |= {"divergence": found.divergence.item()}
        if written and found.log_p_R is not None:
            risk = expected_risk(found.log_p_R, written, words_B)
            loss, extra = torch.lerp(loss, risk, self.data.risk), extra | {"risk": risk.item()}
        return loss, int(words_B.sum()), extra

    def cut(self, batch: PairBatch, part: int, parts: int) -> tuple[PairBatch, float]:
        return cut_pairs(batch, part, parts)

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Cross entropy, the likelihood of a reference's token by it (geometric mean), and greedy BLEU (cased, 13a) on
        the validation pairs: the mean over all directions."""
        assert isinstance(model, Network)
        figures: dict[str, float] = {}
        for direction in self.config.directions:
            pairs = [p for p in self.validation if not self.config.tagged or p.direction == direction]
            translator = Translator(model, self.tokenizer, direction)
            results = translator.translate([p.source for p in pairs], SearchOptions(beam=1))
            scores = corpus_scores([t.text for t in results], [p.target for p in pairs], direction[1])
            figures |= {f"bleu_{'-'.join(direction)}": scores.bleu, f"chrf_{'-'.join(direction)}": scores.chrf}
        means = {
            name: mean(value for key, value in figures.items() if key.startswith(name)) for name in ("bleu", "chrf")
        }
        encoded = encode_pairs(self.tokenizer, self.validation, self.data.longest, self.config.tagged)
        total, count = 0.0, 0
        for batch in epoch_batches(PairList([pair for pair in encoded if pair]), self.data.batch_tokens, 0):
            _, words, extra = self.loss(model, batch)
            total, count = total + extra["cross_entropy"] * words, count + words
        likelihood = {"cross_entropy": total / count, "likelihood": math.exp(-total / count)}
        return means | likelihood | (figures if self.config.tagged else {})

    def exhibits(self, model: nn.Module) -> list[Exhibit]:
        """Attention and the worst translations, for the report of the run."""
        assert isinstance(model, Network)
        direction = self.config.directions[0]
        pairs = [p for p in self.validation if not self.config.tagged or p.direction == direction]
        return translation_exhibits(Translator(model, self.tokenizer, direction), pairs)

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Network)
        Translator(model, self.tokenizer).save(folder, *self.describe(metrics))
