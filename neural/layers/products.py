"""Products with weights that do not change any more, in the precision and by the kernel that is fastest.

Shapes: R rows, I inputs, O outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

Product = Callable[[Tensor], Tensor]
"""x_RI -> x Wᵀ + b, shape RO."""

Precision = Literal["exact", "fast"]

FEW_ROWS = 32
"""Up to so many rows weights in half precision are faster than bytes, whose scales take operations of their own."""


def best_precision() -> Precision:
    """ "fast" where the processor multiplies bytes several times faster than single-precision numbers."""
    return "fast" if torch.cpu._is_vnni_supported() else "exact"


def product(precision: Precision, weight_OI: Tensor, bias_O: Tensor | None = None) -> Product:
    """The product with these weights. Few rows are bound by reading the weights, many by the multiplications."""
    weight_OI, bias_O = weight_OI.detach().contiguous(), None if bias_O is None else bias_O.detach()
    few = _half_product(weight_OI, bias_O)
    many = _byte_product(weight_OI, bias_O) if precision == "fast" else lambda x_RI: F.linear(x_RI, weight_OI, bias_O)
    return many if few is None else lambda x_RI: few(x_RI) if x_RI.size(0) <= FEW_ROWS else many(x_RI)


def _half_product(weight_OI: Tensor, bias_O: Tensor | None) -> Product | None:
    """Weights kept in half precision; numbers and sums stay in single precision.

    None where half precision is not what the weights were stored in and would change them, or there is no kernel.
    """
    if "fbgemm" not in torch.backends.quantized.supported_engines:
        return None
    if not torch.equal(weight_OI.half().float(), weight_OI):
        return None
    packed = torch.ops.quantized.linear_prepack_fp16(weight_OI, bias_O)
    multiply = torch.ops.quantized.linear_dynamic_fp16.default
    return lambda x_RI: multiply(x_RI, packed)


def _byte_product(weight_OI: Tensor, bias_O: Tensor | None) -> Product:
    """Integers of 8 bits, summed in 32: each row of the weights and each row of the input has a scale of its own, its
    largest magnitude / 127 (dynamic symmetric quantisation; Jacob et al. 2018, arXiv:1712.05877).

    A scale for each input row, not one for all, keeps a row's result the same whatever rows it is computed with.
    """
    scale_O1 = _scale(weight_OI)
    bytes_IO = (weight_OI / scale_O1).round().to(torch.int8).t()
    scale_O = scale_O1[:, 0].contiguous()

    def multiply(x_RI: Tensor) -> Tensor:
        scale_R1 = _scale(x_RI)
        sums_RO = torch._int_mm((x_RI / scale_R1).round_().to(torch.int8), bytes_IO)
        # In the memory of the integers: a table of new memory costs more than the arithmetic.
        out_RO = sums_RO.view(torch.float32).copy_(sums_RO).mul_(scale_O).mul_(scale_R1)
        return out_RO if bias_O is None else out_RO.add_(bias_O)

    return multiply


def _scale(x_RI: Tensor) -> Tensor:
    return x_RI.abs().amax(1, keepdim=True).clamp_min_(1e-12).div_(127)
