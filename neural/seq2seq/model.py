"""The translation network: bidirectional encoder, attention, two-layer decoder.

Shapes: B batch, S source steps, T target steps, E embedding, H decoder size, M = 2 * encoder size (a source state),
V words that can be written, A heads. Mask polarity: True marks a real token.

The decoder's first LSTM reads the target so far and asks; attention answers from the source; the second LSTM joins
both. As no attention result is fed back into the first LSTM, all target steps of a training sentence run through each
layer at once (the layout of Luong et al. 2015, arXiv:1508.04025, without input feeding), and training needs no loop
over time.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from neural.layers.attention import Memory, MultiHeadAttention
from neural.layers.dropout import LockedDropout, WordDropout
from neural.layers.recurrent import BiLSTM, initialise_lstm, lstm_step
from neural.seq2seq.config import Seq2SeqConfig
from neural.seq2seq.network import Network
from neural.text.tokenizer import PAD


class DecoderState(NamedTuple):
    """What the decoder carries from step to step: the states and cells of its two LSTMs, each [B, H]."""

    h1: Tensor
    c1: Tensor
    h2: Tensor
    c2: Tensor

    def select(self, rows: Tensor) -> DecoderState:
        """The state with its batch rearranged: row i of the result is row `rows[i]` of this one."""
        return DecoderState(*(x.index_select(0, rows) for x in self))


class Encoded(NamedTuple):
    """A batch of read source sentences: what attention looks at, and the state that the decoder starts from."""

    memory: Memory
    state: DecoderState

    def select(self, rows: Tensor) -> Encoded:
        """The same of the sentences `rows`."""
        return Encoded(self.memory.select(rows), self.state.select(rows))


class Encoder(nn.Module):
    """Residual bidirectional LSTM layers. x_BSE -> h_BSM."""

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__()
        size = 2 * config.encoder_size
        sizes = [config.embedding_size] + [size] * (config.encoder_layers - 1)
        self.layers = nn.ModuleList(BiLSTM(i, config.encoder_size) for i in sizes)
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in sizes)
        self.dropout = LockedDropout(config.dropout)

    def forward(self, x_BSE: Tensor, lengths_B: Tensor) -> Tensor:
        h = x_BSE
        for layer, norm in zip(self.layers, self.norms, strict=True):
            out = self.dropout(layer(h, lengths_B))
            h = norm(out + h if out.shape == h.shape else out)
        return h


class Seq2Seq(Network):
    """p(target | source), one subword at a time (Bahdanau, Cho & Bengio 2015, arXiv:1409.0473)."""

    config: Seq2SeqConfig

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__(config)
        memory_size, hidden = 2 * config.encoder_size, config.decoder_size
        self.encoder = Encoder(config)
        self.bridge = nn.Linear(memory_size, 4 * hidden)
        self.asking = nn.LSTM(config.embedding_size, hidden, batch_first=True)
        self.attention = MultiHeadAttention(hidden, memory_size, hidden, config.heads)
        self.joining_in = nn.Linear(2 * hidden, hidden)
        self.joining = nn.LSTM(hidden, hidden, batch_first=True)
        self.norm = nn.LayerNorm(hidden)
        self.output = nn.Linear(hidden, config.embedding_size)
        self.dropout = LockedDropout(config.dropout)
        self.word_dropout = WordDropout(config.word_dropout)
        initialise_lstm(self.asking)
        initialise_lstm(self.joining)

    def encode(self, source_BS: Tensor) -> Encoded:
        """Reads padded source sentences. source_BS (ids) -> Encoded."""
        mask_BS = source_BS != PAD
        lengths_B = mask_BS.sum(1)
        h_BSM = self.encoder(self._embed(source_BS), lengths_B)
        mean_BM = (h_BSM * mask_BS[:, :, None]).sum(1) / lengths_B[:, None]
        h1, c1, h2, c2 = self.bridge(mean_BM).chunk(4, dim=-1)
        state = DecoderState(torch.tanh(h1), c1, torch.tanh(h2), c2)
        return Encoded(self.attention.project(h_BSM, mask_BS), state)

    def decode(self, encoded: Encoded, target_BT: Tensor) -> Tensor:
        memory, start = encoded
        x_BTE = self._embed(target_BT)
        asked_BTH, _ = self.asking(x_BTE, (start.h1[None].contiguous(), start.c1[None].contiguous()))
        asked_BTH = self.dropout(asked_BTH)
        context_BTH, _ = self.attention(asked_BTH, memory)
        joint_BTH = self.dropout(self._join(asked_BTH, context_BTH))
        told_BTH, _ = self.joining(joint_BTH, (start.h2[None].contiguous(), start.c2[None].contiguous()))
        return self._features(self.dropout(told_BTH), joint_BTH)

    def step(self, words_B: Tensor, state: DecoderState, memory: Memory) -> tuple[Tensor, DecoderState, Tensor]:
        """One decoding step: words_B (ids just written) -> logits_BV, the next state, weights_BS (mean of heads)."""
        h1, c1 = lstm_step(self.asking, self.lookup(words_B), state.h1, state.c1)
        context_B1H, weights_BA1S = self.attention(h1[:, None], memory)
        joint_BH = self._join(h1, context_B1H[:, 0])
        h2, c2 = lstm_step(self.joining, joint_BH, state.h2, state.c2)
        logits_BV = self.logits(self._features(h2, joint_BH))
        return logits_BV, DecoderState(h1, c1, h2, c2), weights_BA1S[:, :, 0].mean(1)

    def _embed(self, ids_BT: Tensor) -> Tensor:
        x_BTE: Tensor = self.dropout(self.word_dropout(self.lookup(ids_BT)))
        return x_BTE

    def _join(self, asked_H: Tensor, context_H: Tensor) -> Tensor:
        joined_H: Tensor = self.joining_in(torch.cat([asked_H, context_H], dim=-1))
        return joined_H.tanh()

    def _features(self, told_H: Tensor, joint_H: Tensor) -> Tensor:
        # The shortcut past the second LSTM lets an aligned source word reach the softmax at once.
        features_E: Tensor = self.dropout(self.output(self.norm(told_H + joint_H)))
        return features_E
