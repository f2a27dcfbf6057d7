"""Weight matrices kept on disk as bytes: half the room of half precision.

Shapes: O rows (outputs, or words of a table), I columns. Each row has a scale, its largest magnitude / 127 (symmetric
quantisation, Jacob et al. 2018, arXiv:1712.05877), as rows differ in size and columns less so.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from neural.training.catalogue import SCALE

LEAST = 1 << 16
"""Smaller matrices are not worth it."""


def to_bytes(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Large matrices as int8 beside their scales, in half precision; all else as it is."""
    packed: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if tensor.dim() != 2 or not tensor.is_floating_point() or tensor.numel() < LEAST:
            packed[name] = tensor
            continue
        weight_OI = tensor.detach().float()
        scale_O1 = (weight_OI.abs().amax(1, keepdim=True) / 127).clamp_min(1e-7).half()
        packed[name] = (weight_OI / scale_O1.float()).round_().clamp_(-127, 127).to(torch.int8)
        packed[name + SCALE] = scale_O1[:, 0]
    return packed


def from_bytes(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The matrices again, rounded to half precision, in which the decoder multiplies (`neural/layers/products.py`).

    Tensors that have no scales stay as they are.
    """
    scales = {name: tensor for name, tensor in tensors.items() if name.endswith(SCALE)}
    found = {name: tensor for name, tensor in tensors.items() if name not in scales}
    for name, scale_O in scales.items():
        matrix = name.removesuffix(SCALE)
        if matrix in found and found[matrix].dim() == 2 and len(found[matrix]) == len(scale_O):
            found[matrix] = (found[matrix].float() * scale_O.float()[:, None]).half().float()
        else:  # of no matrix: `load_weights` says so
            found[name] = scale_O
    return found
