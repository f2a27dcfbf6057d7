"""The decoder of the transformer (`transformer.py`), made ready for search.

Shapes as in `decoder.py`; L layers. The two products of a recurrence are one, [forget; input].
"""

from __future__ import annotations

import torch
from torch import Tensor

from neural.layers.products import Precision, product
from neural.seq2seq.decoder import Decoder, Read, Sources, attend, gather_sources
from neural.seq2seq.transformer import DecoderLayer, Transformer


class TransformerDecoder(Decoder):
    """Its state is the cells of all layers side by side."""

    @torch.inference_mode()
    def __init__(self, model: Transformer, precision: Precision = "exact") -> None:
        super().__init__(model, precision)
        self.model, self.heads = model, model.config.heads
        self.layers = [_Layer(layer, precision) for layer in model.writers]
        self.table_VE = model.lookup(torch.arange(model.config.vocabulary_size))

    def _read(self, source_NS: Tensor) -> Read:
        memories, state = self.model.encode(source_NS)
        return Read(gather_sources(memories), state.cells_BLE.flatten(1), memories[0].mask_BS.sum(1))

    def step(
        self, words_R: Tensor, state_RX: Tensor, sources: Sources, places_R: Tensor, width: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        x_RE, cells, looks = self.table_VE.index_select(0, words_R), [], []
        for number, (layer, cell_RE) in enumerate(zip(self.layers, state_RX.chunk(len(self.layers), 1), strict=True)):
            x_RE, cell_RE = layer.remember(x_RE, cell_RE)
            own = sources.heads(number * self.heads, self.heads)
            context_RE, weights_RS = attend(layer.ask(x_RE), own, places_R, width)
            x_RE = layer.think(x_RE, context_RE)
            cells.append(cell_RE)
            looks.append(weights_RS)
        logits_RV = self.vocabulary(self.model.decoder_norm(x_RE))
        return logits_RV, torch.cat(cells, dim=1), torch.stack(looks).mean(0)


class _Layer:
    """A `DecoderLayer` in three parts, one before attention asks, its question, and one after the answer."""

    def __init__(self, layer: DecoderLayer, precision: Precision) -> None:
        unit, attention = layer.remember, layer.attend
        self.norms = layer.norms
        both_weights = torch.cat([unit.forget.weight, unit.input.weight])
        self.both = product(precision, both_weights, torch.cat([unit.forget.bias, unit.input.bias]))
        self.query = product(precision, attention.heads.query.weight)
        self.output = product(precision, attention.output.weight, attention.output.bias)
        self.wide, self.narrow = (
            product(precision, linear.weight, linear.bias) for linear in (layer.think.wide, layer.think.narrow)
        )

    def remember(self, x_RE: Tensor, cell_RE: Tensor) -> tuple[Tensor, Tensor]:
        """x_RE and the next cell_RE."""
        forget_RE, new_RE = self.both(self.norms[0](x_RE)).chunk(2, dim=1)
        cell_RE = torch.lerp(new_RE, cell_RE, forget_RE.sigmoid())
        return x_RE + cell_RE.relu(), cell_RE

    def ask(self, x_RE: Tensor) -> Tensor:
        return self.query(self.norms[1](x_RE))

    def think(self, x_RE: Tensor, context_RE: Tensor) -> Tensor:
        x_RE = x_RE + self.output(context_RE)
        return x_RE + self.narrow(self.wide(self.norms[2](x_RE)).relu_())
