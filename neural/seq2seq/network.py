"""What translation networks of either kind have in common: one table of subwords, the output layer and its loss.

Shapes: B batch, S source steps, T target steps, E embedding, V words that can be written. Mask polarity: True marks a
real token.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neural.seq2seq.config import TranslationConfig
from neural.seq2seq.loss import Smoothed, smoothed_cross_entropy
from neural.text.tokenizer import PAD


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
    def features(self, source_BS: Tensor, target_BT: Tensor) -> Tensor:
        """features_BTE: `logits` turns them into scores of the word after each of `target_BT`."""

    def forward(self, source_BS: Tensor, target_BT: Tensor, wanted_BT: Tensor, smoothing: float) -> Smoothed:
        """The training loss: how well each word of `wanted_BT` follows from the source and the words before it.

        `target_BT` is `wanted_BT` moved right by one behind a BOS (teacher forcing); padding does not count.
        """
        real_BT = wanted_BT != PAD
        features_NE = self.features(source_BS, target_BT)[real_BT]
        if torch.is_autocast_enabled(features_NE.device.type):  # a last layer norm leaves single precision
            features_NE = features_NE.to(torch.get_autocast_dtype(features_NE.device.type))
        return smoothed_cross_entropy(features_NE, self.output_table, self.output_bias, wanted_BT[real_BT], smoothing)

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
