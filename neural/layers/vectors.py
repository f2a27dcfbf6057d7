"""Word vectors: frozen rows with learned corrections for some, and hashed affixes for words that have no row.

Shapes: B batch, T tokens, E size of a word vector, A size of an affix vector.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class WordVectors(nn.Module):
    """Frozen pretrained vectors plus a correction for the words listed in `tuned_ids`. ids_BT -> x_BTE.

    v(w) = V[w] + Δ[w], where Δ is zero for all other words (DrQA tunes the thousand commonest question words likewise:
    Chen et al. 2017, section 3.2). The table is kept as int8 with one scale a row: 100 bytes a word.
    """

    table: Tensor
    scales: Tensor
    rows: Tensor

    def __init__(self, count: int, size: int, tuned_ids: Sequence[int]) -> None:
        super().__init__()
        rows = torch.zeros(count, dtype=torch.int32)
        rows[torch.tensor(tuned_ids, dtype=torch.long)] = torch.arange(1, len(tuned_ids) + 1, dtype=torch.int32)
        self.register_buffer("table", torch.zeros(count, size, dtype=torch.int8))
        self.register_buffer("scales", torch.zeros(count))
        self.register_buffer("rows", rows, persistent=False)
        self.corrections = nn.Embedding(len(tuned_ids) + 1, size, padding_idx=0)
        nn.init.zeros_(self.corrections.weight)

    def fill(self, first: int, vectors: Tensor) -> None:
        """Puts `vectors` in the rows from `first` on, rounded to int8."""
        scales = vectors.float().abs().amax(1).clamp(min=1e-6) / 127
        last = first + len(vectors)
        self.table[first:last] = (vectors.float() / scales[:, None]).round().to(torch.int8)
        self.scales[first:last] = scales

    def forward(self, ids_BT: Tensor) -> Tensor:
        frozen_BTE: Tensor = self.table[ids_BT].float() * self.scales[ids_BT][..., None]
        corrections_BTE: Tensor = self.corrections(self.rows[ids_BT].long())
        return frozen_BTE + corrections_BTE


class AffixVectors(nn.Module):
    """What a word looks like: the sum of vectors for its first and last three letters and for its shape.

    prefixes_BT, suffixes_BT, shapes_BT -> x_BTA. Bucket 0 is padding. (Hashed subword vectors as in fastText,
    Bojanowski et al. 2017, cut down to what a name or a number shows at its ends.)
    """

    def __init__(self, affix_buckets: int, shape_buckets: int, size: int) -> None:
        super().__init__()
        self.prefixes = nn.Embedding(affix_buckets, size, padding_idx=0)
        self.suffixes = nn.Embedding(affix_buckets, size, padding_idx=0)
        self.shapes = nn.Embedding(shape_buckets, size, padding_idx=0)
        for table in (self.prefixes, self.suffixes, self.shapes) if size else ():
            nn.init.normal_(table.weight, std=0.2)
            table.weight.data[0] = 0

    def forward(self, prefixes_BT: Tensor, suffixes_BT: Tensor, shapes_BT: Tensor) -> Tensor:
        x_BTA: Tensor = self.prefixes(prefixes_BT) + self.suffixes(suffixes_BT) + self.shapes(shapes_BT)
        return x_BTA
