"""What translation networks of either kind have in common: one table of subwords, the output layer and its loss.

Shapes: B batch, S source steps, T target steps, E embedding, V words that can be written. Mask polarity: True marks a
real token.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neural.seq2seq.batches import Candidates
from neural.seq2seq.config import TranslationConfig
from neural.seq2seq.consistency import divergence
from neural.seq2seq.loss import smoothed_cross_entropy, token_log_probabilities
from neural.text.tokenizer import PAD


class Losses(NamedTuple):
    """`smoothed` and `cross_entropy` as in `loss.Smoothed`; log_p_R of the candidates, where there were any; the
    divergence of two readings (`consistency.py`), where there were two."""

    smoothed: Tensor
    cross_entropy: Tensor
    log_p_R: Tensor | None
    divergence: Tensor | None


class Network(nn.Module, ABC):
    """p(target | source), one subword at a time; three-way tied embeddings (Press & Wolf 2017, arXiv:1608.05859)."""

    def __init__(self, config: TranslationConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.vocabulary_size, config.embedding_size)
        nn.init.normal_(self.embedding.weight, std=config.embedding_size**-0.5)
        self.config = config
        self.written = config.vocabulary_size if config.written is None else config.written
        self.output_bias = nn.Parameter(torch.zeros(self.written))

    @abstractmethod
    def encode(self, source_BS: Tensor) -> Any:
        """Reads padded source sentences (ids): all that `decode` needs of them; `select` rearranges it."""

    @abstractmethod
    def decode(self, encoded: Any, target_BT: Tensor) -> Tensor:
        """features_BTE: `logits` turns them into scores of the word after each of `target_BT`."""

    def features(self, source_BS: Tensor, target_BT: Tensor) -> Tensor:
        """Reads, then decodes. -> features_BTE"""
        return self.decode(self.encode(source_BS), target_BT)

    def forward(
        self,
        source_BS: Tensor,
        target_BT: Tensor,
        wanted_BT: Tensor,
        smoothing: float,
        candidates: Candidates | None = None,
        twice: bool = False,
    ) -> Losses:
        """The training loss: how well each word of `wanted_BT` follows from the source and the words before it.

        `target_BT` is `wanted_BT` moved right by one behind a BOS (teacher forcing); padding does not count. The source
        is read once for its target and all `candidates`. `twice`: everything goes through the network twice, each time
        with a dropout of its own, and both count.
        """
        if twice:
            source_BS, target_BT, wanted_BT = (rows.repeat(2, 1) for rows in (source_BS, target_BT, wanted_BT))
        encoded, real_BT = self.encode(source_BS), wanted_BT != PAD
        features_NE = self._product_type(self.decode(encoded, target_BT)[real_BT])
        table, bias = self.output_table, self.output_bias
        smoothed, entropy = smoothed_cross_entropy(features_NE, table, bias, wanted_BT[real_BT], smoothing)
        log_p_R = None if candidates is None else self._log_probabilities(encoded, candidates)
        return Losses(smoothed, entropy, log_p_R, divergence(features_NE, table, bias) if twice else None)

    def _log_probabilities(self, encoded: Any, candidates: Candidates) -> Tensor:
        """log p(candidate | its source), in nats. -> log_p_R"""
        rows_R, target_RT, wanted_RT = candidates
        real_RT = wanted_RT != PAD
        features_NE = self._product_type(self.decode(encoded.select(rows_R), target_RT)[real_RT])
        log_p_N = token_log_probabilities(features_NE, self.output_table, self.output_bias, wanted_RT[real_RT])
        candidate_N = real_RT.nonzero()[:, 0]
        return log_p_N.new_zeros(len(rows_R)).index_add(0, candidate_N, log_p_N)

    @staticmethod
    def _product_type(x_NE: Tensor) -> Tensor:
        """In the type of products: a last layer norm leaves single precision."""
        device = x_NE.device.type
        return x_NE.to(torch.get_autocast_dtype(device)) if torch.is_autocast_enabled(device) else x_NE

    @property
    def output_table(self) -> Tensor:
        """[V, E]: the same table that embeds the words, as far as they can be written."""
        return self.embedding.weight[: self.written]

    def logits(self, features_E: Tensor) -> Tensor:
        """[…, E] -> […, V]."""
        return F.linear(features_E, self.output_table, self.output_bias)

    def lookup(self, ids: Tensor) -> Tensor:
        """The words' vectors, of unit variance. […] -> […, E]"""
        # The table's rows are short, as they serve the softmax too.
        x: Tensor = self.embedding(ids)
        return x * math.sqrt(x.size(-1))
