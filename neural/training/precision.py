"""Is this processor faster in bfloat16? Measured, not guessed from its name."""

from __future__ import annotations

import time
from typing import Literal

import torch

Precision = Literal["bf16", "fp32"]


def choose_precision(wish: Literal["auto", "bf16", "fp32"]) -> Precision:
    """bf16 where a matrix product in it takes at most 0.8 of the time in fp32, or where asked for."""
    if wish != "auto":
        return wish
    if torch.cuda.is_available():
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    return "bf16" if _seconds(torch.bfloat16) < 0.8 * _seconds(torch.float32) else "fp32"


def _seconds(dtype: torch.dtype) -> float:
    a, b = torch.ones(512, 512, dtype=dtype), torch.ones(512, 1024, dtype=dtype)
    a @ b  # the first product pays for setting up
    times = []
    for _ in range(5):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return min(times)
