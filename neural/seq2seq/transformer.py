"""The translation network of attention and simple recurrences: a transformer whose decoder remembers by SSRUs.

Shapes: B batch, S source steps, T target steps, E width, L layers, V words that can be written, A heads. Mask polarity:
True marks a real token.

The encoder is that of Vaswani et al. (2017, arXiv:1706.03762) with the layer norms before each part (Xiong et al. 2020,
arXiv:2002.04745). In the decoder a simple recurrent unit stands where theirs attends to the target so far (Kim et al.
2019): it learns as well, and while a translation is written its state stays one vector a layer, where attention would
have to keep, and look through, all words so far. The order of the target needs no position signal then.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from neural.layers.attention import Memory, MultiHeadAttention
from neural.layers.dropout import ElementDropout, WordDropout
from neural.layers.simple_recurrent import SSRU
from neural.seq2seq.config import TransformerConfig
from neural.seq2seq.network import Network
from neural.text.tokenizer import PAD


class TransformerState(NamedTuple):
    """What the decoder carries from step to step: the cell of each layer's SSRU, cells_BLE."""

    cells_BLE: Tensor

    def select(self, rows: Tensor) -> TransformerState:
        """The state with its batch rearranged: row i of the result is row `rows[i]` of this one."""
        return TransformerState(self.cells_BLE.index_select(0, rows))


class TransformerEncoded(NamedTuple):
    """A batch of read source sentences: what each decoder layer looks at, and the decoder's first state."""

    memories: tuple[Memory, ...]
    state: TransformerState

    def select(self, rows: Tensor) -> TransformerEncoded:
        """The same of the sentences `rows`."""
        return TransformerEncoded(tuple(memory.select(rows) for memory in self.memories), self.state.select(rows))


class Attend(nn.Module):
    """Multi-head attention with its output layer. x_BTE -> change_BTE, weights_BATS"""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        width = config.embedding_size
        self.heads = MultiHeadAttention(width, width, width, config.heads, config.attention_dropout)
        self.output = nn.Linear(width, width)

    def forward(self, x_BTE: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        context_BTE, weights_BATS = self.heads(x_BTE, memory)
        return self.output(context_BTE), weights_BATS


class FeedForward(nn.Module):
    """W_2 max(0, W_1 x + b_1) + b_2 (Vaswani et al. 2017, equation 2). x_BTE -> change_BTE"""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.wide = nn.Linear(config.embedding_size, config.feed_forward_size)
        self.narrow = nn.Linear(config.feed_forward_size, config.embedding_size)
        self.dropout = ElementDropout(config.attention_dropout)

    def forward(self, x_BTE: Tensor) -> Tensor:
        change_BTE: Tensor = self.narrow(self.dropout(self.wide(x_BTE).relu()))
        return change_BTE


class EncoderLayer(nn.Module):
    """Looks at the whole sentence, then thinks word by word. x_BSE, mask_BS -> x_BSE"""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(config.embedding_size) for _ in range(2))
        self.attend, self.think = Attend(config), FeedForward(config)
        self.dropout = ElementDropout(config.dropout)

    def forward(self, x_BSE: Tensor, mask_BS: Tensor) -> Tensor:
        h_BSE = self.norms[0](x_BSE)
        looked_BSE, _ = self.attend(h_BSE, self.attend.heads.project(h_BSE, mask_BS))
        x_BSE = x_BSE + self.dropout(looked_BSE)
        thought_BSE: Tensor = x_BSE + self.dropout(self.think(self.norms[1](x_BSE)))
        return thought_BSE


class DecoderLayer(nn.Module):
    """Remembers what was written, looks at the source, then thinks word by word. x_BTE -> x_BTE"""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(config.embedding_size) for _ in range(3))
        self.remember = SSRU(config.embedding_size)
        self.attend, self.think = Attend(config), FeedForward(config)
        self.dropout = ElementDropout(config.dropout)

    def forward(self, x_BTE: Tensor, memory: Memory) -> Tensor:
        x_BTE = x_BTE + self.dropout(self.remember(self.norms[0](x_BTE)))
        return self._rest(x_BTE, memory)[0]

    def step(self, x_BE: Tensor, cell_BE: Tensor, memory: Memory) -> tuple[Tensor, Tensor, Tensor]:
        """One step: x_BE, cell_BE -> x_BE, the next cell_BE, weights_BAS."""
        remembered_BE, cell_BE = self.remember.step(self.norms[0](x_BE), cell_BE)
        x_B1E, weights_BA1S = self._rest((x_BE + remembered_BE)[:, None], memory)
        return x_B1E[:, 0], cell_BE, weights_BA1S[:, :, 0]

    def _rest(self, x_BTE: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        looked_BTE, weights_BATS = self.attend(self.norms[1](x_BTE), memory)
        x_BTE = x_BTE + self.dropout(looked_BTE)
        x_BTE = x_BTE + self.dropout(self.think(self.norms[2](x_BTE)))
        return x_BTE, weights_BATS


class Transformer(Network):
    """p(target | source), one subword at a time."""

    config: TransformerConfig

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__(config)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.layers))
        self.encoder_norm = nn.LayerNorm(config.embedding_size)
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.layers))
        self.decoder_norm = nn.LayerNorm(config.embedding_size)
        self.dropout = ElementDropout(config.dropout)
        self.word_dropout = WordDropout(config.word_dropout)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2 and not name.startswith("embedding"):
                nn.init.xavier_uniform_(parameter)

    @property
    def writers(self) -> list[DecoderLayer]:
        """The decoder's layers, first to last."""
        return [layer for layer in self.decoder if isinstance(layer, DecoderLayer)]

    def encode(self, source_BS: Tensor) -> TransformerEncoded:
        """Reads padded source sentences. source_BS (ids) -> TransformerEncoded."""
        mask_BS = source_BS != PAD
        words_BSE = self._words(source_BS)
        x_BSE = self.dropout(words_BSE + positions(words_BSE.size(1), words_BSE.size(2)).to(words_BSE))
        for layer in self.encoder:
            x_BSE = layer(x_BSE, mask_BS)
        h_BSE = self.encoder_norm(x_BSE)
        memories = tuple(layer.attend.heads.project(h_BSE, mask_BS) for layer in self.writers)
        cells_BLE = h_BSE.new_zeros(len(source_BS), len(self.decoder), h_BSE.size(2), dtype=torch.float32)
        return TransformerEncoded(memories, TransformerState(cells_BLE))

    def decode(self, encoded: TransformerEncoded, target_BT: Tensor) -> Tensor:
        x_BTE = self.dropout(self._words(target_BT))
        for layer, memory in zip(self.writers, encoded.memories, strict=True):
            x_BTE = layer(x_BTE, memory)
        features_BTE: Tensor = self.decoder_norm(x_BTE)
        return features_BTE

    def step(
        self, words_B: Tensor, state: TransformerState, memories: tuple[Memory, ...]
    ) -> tuple[Tensor, TransformerState, Tensor]:
        """One decoding step: words_B (just written) -> logits_BV, the next state, weights_BS (mean of all heads)."""
        x_BE, cells, looks = self.lookup(words_B), [], []
        for number, (layer, memory) in enumerate(zip(self.writers, memories, strict=True)):
            x_BE, cell_BE, weights_BAS = layer.step(x_BE, state.cells_BLE[:, number], memory)
            cells.append(cell_BE)
            looks.append(weights_BAS)
        weights_BS = torch.cat(looks, dim=1).mean(1)
        return self.logits(self.decoder_norm(x_BE)), TransformerState(torch.stack(cells, dim=1)), weights_BS

    def _words(self, ids_BT: Tensor) -> Tensor:
        words_BTE: Tensor = self.word_dropout(self.lookup(ids_BT))
        return words_BTE


def positions(count: int, width: int) -> Tensor:
    """Where a word stands, as waves of many lengths (Vaswani et al. 2017, section 3.5; here all sines come before all
    cosines). -> [count, width]"""
    place_T1 = torch.arange(count)[:, None]
    wave_X = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000) / width))
    return torch.cat([torch.sin(place_T1 * wave_X), torch.cos(place_T1 * wave_X)], dim=1)
