"""The decoder of a trained network, made ready for search: the numbers of `Seq2Seq.step`, in less time.

Shapes: R rows (hypotheses, those of a sentence next to each other), N sentences of a batch, K places for hypotheses of
each, S source steps, H decoder size, E embedding, V vocabulary, A heads, D size of a head. Mask polarity: True is real.

What can be worked out before the first word is known has been:

- the first LSTM's product with a word is a row of a table, `table_VG`, with both biases in it (G = 4 * H);
- the products that one layer does are one: the second LSTM reads [joint; h2], its weights side by side;
- gates are ordered so that the three sigmoids are one operation;
- keys are scaled once a sentence, and all hypotheses of a sentence read the same keys and values.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neural.layers.products import Precision, product
from neural.seq2seq.model import Encoded, Seq2Seq
from neural.training.precision import bf16_is_faster

BLOCK = 64
"""The vocabulary is searched in blocks of so many words."""


class Sources(NamedTuple):
    """What attention looks at: keys_NADS (transposed, scaled), values_NASD; True in hidden_N11S is padding."""

    keys_NADS: Tensor
    values_NASD: Tensor
    hidden_N11S: Tensor

    def select(self, sentences: Tensor) -> Sources:
        """Those of the `sentences` with these numbers."""
        return Sources(*(x.index_select(0, sentences) for x in self))


class Read(NamedTuple):
    """A batch of sentences ready to be translated. In state_NX are h1, c1, h2, c2 side by side."""

    sources: Sources
    state_NX: Tensor
    lengths_N: Tensor


class Decoder:
    """Writes translations word by word. Made from a network, whose later training it does not follow.

    `precision` "exact" gives the network's own numbers but for rounding; "fast" multiplies bytes (see
    `neural/layers/products.py`) and reads sources in bfloat16 where the processor computes that faster.
    """

    @torch.inference_mode()
    def __init__(self, model: Seq2Seq, precision: Precision = "exact") -> None:
        self.model, self.precision = model, precision
        asking, joining = _Gates(model.asking), _Gates(model.joining)
        vocabulary = model.output_table
        self.heads = model.config.heads
        scale = math.sqrt(model.config.embedding_size)
        self.table_VG = F.linear(model.embedding.weight, asking.input * scale, asking.bias)
        self.asking = product(precision, asking.recurrent)
        self.query = product(precision, model.attention.query.weight)
        self.joining_in = product(precision, model.joining_in.weight, model.joining_in.bias)
        self.joining = product(precision, torch.cat([joining.input, joining.recurrent], dim=1), joining.bias)
        self.norm = model.norm
        self.output = product(precision, model.output.weight, model.output.bias)
        missing = -vocabulary.size(0) % BLOCK  # words that make the last block whole and are never chosen
        padded_VE, bias_V = (
            F.pad(vocabulary, (0, 0, 0, missing)),
            F.pad(model.output_bias, (0, missing), value=-torch.inf),
        )
        self.vocabulary = product(precision, padded_VE, bias_V)

    @torch.inference_mode()
    def read(self, source_NS: Tensor) -> Read:
        """Reads padded source sentences, given as ids."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.precision == "fast" and bf16_is_faster()):
            return self.ready(self.model.encode(source_NS))

    @torch.inference_mode()
    def ready(self, encoded: Encoded) -> Read:
        """What the encoder has read, as this decoder wants it."""
        (keys_NADS, values_NASD, mask_NS), state = encoded
        keys_NADS = keys_NADS.float() / math.sqrt(keys_NADS.size(2))
        sources = Sources(keys_NADS, values_NASD.float(), ~mask_NS[:, None, None, :])
        return Read(sources, torch.cat(state, dim=1).float(), mask_NS.sum(1))

    def step(
        self, words_R: Tensor, state_RX: Tensor, sources: Sources, places_R: Tensor, width: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One word more: ids just written -> logits_RV, the next state_RX, weights_RS (mean of heads).

        There are K = `width` places for hypotheses of each of the N sentences, and row r belongs to place
        `places_R[r]` of the N * K. Columns of the logits beyond the vocabulary make its last block whole: -inf.
        """
        h1, c1, h2, c2 = state_RX.chunk(4, dim=1)
        h1, c1 = _cell(self.asking(h1).add_(self.table_VG.index_select(0, words_R)), c1)
        context_RH, weights_RS = self._attend(self.query(h1), sources, places_R, width)
        joint_RH = self.joining_in(torch.cat([h1, context_RH], dim=1)).tanh_()
        h2, c2 = _cell(self.joining(torch.cat([joint_RH, h2], dim=1)), c2)
        logits_RV = self.vocabulary(self.output(self.norm(h2 + joint_RH)))
        return logits_RV, torch.cat([h1, c1, h2, c2], dim=1), weights_RS

    def _attend(self, query_RH: Tensor, sources: Sources, places_R: Tensor, width: int) -> tuple[Tensor, Tensor]:
        """context_RH, weights_RS. A query is put at its place among those of its sentence, so that one product serves
        all hypotheses of a sentence; places where there is none stay zero and are not looked at again."""
        sentences, (rows, hidden) = sources.keys_NADS.size(0), query_RH.shape
        whole = rows == sentences * width
        q_XH = query_RH if whole else query_RH.new_zeros(sentences * width, hidden).index_copy_(0, places_R, query_RH)
        q_NAKD = q_XH.view(sentences, width, self.heads, -1).transpose(1, 2)
        scores_NAKS = (q_NAKD @ sources.keys_NADS).masked_fill_(sources.hidden_N11S, -torch.inf)
        weights_NAKS = scores_NAKS.softmax(-1)
        context_XH = (weights_NAKS @ sources.values_NASD).transpose(1, 2).reshape(sentences * width, hidden)
        weights_XS = weights_NAKS.mean(1).flatten(0, 1)
        if whole:
            return context_XH, weights_XS
        return context_XH.index_select(0, places_R), weights_XS.index_select(0, places_R)


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
