"""The decoder of a trained network, made ready for search: the numbers of the network's `step`, in less time.

Shapes: R rows (hypotheses, those of a sentence next to each other), N sentences of a batch, K places for hypotheses of
each, S source steps, H decoder size, E embedding, V vocabulary, A heads, D size of a head. Mask polarity: True is real.

There is one for each kind of network (`lstm_decoder.py`, `transformer_decoder.py`). What can be worked out before the
first word is known has been, weights are multiplied in the form that is fastest, keys are scaled once a sentence, and
all hypotheses of a sentence read the same keys and values.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from neural.layers.attention import Memory
from neural.layers.products import Precision, product
from neural.seq2seq.network import Network
from neural.training.precision import bf16_is_faster

BLOCK = 64
"""The vocabulary is searched in blocks of so many words."""


class Sources(NamedTuple):
    """What attention looks at: keys_NADS (transposed, scaled), values_NASD; True in hidden_N11S is padding.

    Heads of several layers stand one behind the other.
    """

    keys_NADS: Tensor
    values_NASD: Tensor
    hidden_N11S: Tensor

    def select(self, sentences: Tensor) -> Sources:
        """Those of the `sentences` with these numbers."""
        return Sources(*(x.index_select(0, sentences) for x in self))

    def heads(self, first: int, count: int) -> Sources:
        """What heads `first` to `first + count - 1` look at."""
        return Sources(
            self.keys_NADS.narrow(1, first, count), self.values_NASD.narrow(1, first, count), self.hidden_N11S
        )


class Read(NamedTuple):
    """A batch of sentences ready to be translated. In state_NX is all that the decoder carries along,
    side by side."""

    sources: Sources
    state_NX: Tensor
    lengths_N: Tensor


class Decoder(ABC):
    """Writes translations word by word. Made from a network, whose later training it does not follow.

    `precision` "exact" gives the network's own numbers but for rounding; "fast" multiplies bytes (see
    `neural/layers/products.py`) and reads sources in bfloat16 where the processor computes that faster.
    """

    @torch.inference_mode()
    def __init__(self, model: Network, precision: Precision = "exact") -> None:
        self.precision = precision
        vocabulary = model.output_table
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
            return self._read(source_NS)

    @abstractmethod
    def _read(self, source_NS: Tensor) -> Read: ...

    @abstractmethod
    def step(
        self, words_R: Tensor, state_RX: Tensor, sources: Sources, places_R: Tensor, width: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One word more: ids just written -> logits_RV, the next state_RX, weights_RS (mean of heads).

        There are K = `width` places for hypotheses of each of the N sentences, and row r belongs to place
        `places_R[r]` of the N * K. Columns of the logits beyond the vocabulary make its last block whole: -inf.
        """


def gather_sources(memories: Sequence[Memory]) -> Sources:
    """What the layers look at, as decoders want it."""
    mask_NS = memories[0].mask_BS
    keys_NADS = torch.cat([memory.keys_BADS for memory in memories], dim=1).float()
    values_NASD = torch.cat([memory.values_BASD for memory in memories], dim=1).float()
    return Sources(keys_NADS / math.sqrt(keys_NADS.size(2)), values_NASD, ~mask_NS[:, None, None, :])


def attend(query_RH: Tensor, sources: Sources, places_R: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """context_RH, weights_RS. A query is put at its place among those of its sentence, so that one product serves
    all hypotheses of a sentence; places where there is none stay zero and are not looked at again."""
    sentences, (rows, hidden) = sources.keys_NADS.size(0), query_RH.shape
    whole = rows == sentences * width
    q_XH = query_RH if whole else query_RH.new_zeros(sentences * width, hidden).index_copy_(0, places_R, query_RH)
    q_NAKD = q_XH.view(sentences, width, sources.keys_NADS.size(1), -1).transpose(1, 2)
    scores_NAKS = (q_NAKD @ sources.keys_NADS).masked_fill_(sources.hidden_N11S, -torch.inf)
    weights_NAKS = scores_NAKS.softmax(-1)
    context_XH = (weights_NAKS @ sources.values_NASD).transpose(1, 2).reshape(sentences * width, hidden)
    weights_XS = weights_NAKS.mean(1).flatten(0, 1)
    if whole:
        return context_XH, weights_XS
    return context_XH.index_select(0, places_R), weights_XS.index_select(0, places_R)
