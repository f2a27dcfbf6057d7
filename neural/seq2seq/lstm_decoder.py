"""The decoder of the network of LSTMs (`model.py`), made ready for search.

Shapes as in `decoder.py`. What can be worked out before the first word is known has been:

- the first LSTM's product with a word is a row of a table, `table_VG`, with both biases in it (G = 4 * H);
- the products that one layer does are one: the second LSTM reads [joint; h2], its weights side by side;
- gates are ordered so that the three sigmoids are one operation.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neural.layers.products import Precision, product
from neural.seq2seq.decoder import Decoder, Read, Sources, attend, gather_sources
from neural.seq2seq.model import Encoded, Seq2Seq


class LSTMDecoder(Decoder):
    """Its state is h1, c1, h2, c2 side by side."""

    @torch.inference_mode()
    def __init__(self, model: Seq2Seq, precision: Precision = "exact") -> None:
        super().__init__(model, precision)
        self.model = model
        asking, joining = _Gates(model.asking), _Gates(model.joining)
        scale = math.sqrt(model.config.embedding_size)
        self.table_VG = F.linear(model.embedding.weight, asking.input * scale, asking.bias)
        self.asking = product(precision, asking.recurrent)
        self.query = product(precision, model.attention.query.weight)
        self.joining_in = product(precision, model.joining_in.weight, model.joining_in.bias)
        self.joining = product(precision, torch.cat([joining.input, joining.recurrent], dim=1), joining.bias)
        self.norm = model.norm
        self.output = product(precision, model.output.weight, model.output.bias)

    def _read(self, source_NS: Tensor) -> Read:
        return self.ready(self.model.encode(source_NS))

    @torch.inference_mode()
    def ready(self, encoded: Encoded) -> Read:
        """What the encoder has read, as this decoder wants it."""
        memory, state = encoded
        return Read(gather_sources([memory]), torch.cat(state, dim=1).float(), memory.mask_BS.sum(1))

    def step(
        self, words_R: Tensor, state_RX: Tensor, sources: Sources, places_R: Tensor, width: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        h1, c1, h2, c2 = state_RX.chunk(4, dim=1)
        h1, c1 = _cell(self.asking(h1).add_(self.table_VG.index_select(0, words_R)), c1)
        context_RH, weights_RS = attend(self.query(h1), sources, places_R, width)
        joint_RH = self.joining_in(torch.cat([h1, context_RH], dim=1)).tanh_()
        h2, c2 = _cell(self.joining(torch.cat([joint_RH, h2], dim=1)), c2)
        logits_RV = self.vocabulary(self.output(self.norm(h2 + joint_RH)))
        return logits_RV, torch.cat([h1, c1, h2, c2], dim=1), weights_RS


class _Gates:
    """The weights of an LSTM with its gates in the order in, forget, out, candidate: first all that are sigmoids."""

    def __init__(self, lstm: nn.LSTM) -> None:
        weight_in, weight_recurrent, bias_in, bias_recurrent = lstm.parameters()
        self.input, self.recurrent = self._ordered(weight_in), self._ordered(weight_recurrent)
        self.bias = self._ordered(bias_in + bias_recurrent)

    @staticmethod
    def _ordered(x_G: Tensor) -> Tensor:
        let_in, forget, candidate, out = x_G.chunk(4)
        return torch.cat([let_in, forget, out, candidate])


def _cell(gates_RG: Tensor, c_RH: Tensor) -> tuple[Tensor, Tensor]:
    """h, c of an LSTM from its gates before their nonlinearities, which are applied in place."""
    hidden = 3 * c_RH.size(1)
    let_in, keep, tell = gates_RG[:, :hidden].sigmoid_().chunk(3, dim=1)
    c_RH = torch.addcmul(keep * c_RH, let_in, gates_RG[:, hidden:].tanh_())
    return tell * c_RH.tanh(), c_RH
