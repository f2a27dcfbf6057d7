"""On which device does a run compute, and how precisely? Whether bfloat16 is faster is measured, not guessed."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

import torch

from neural.training.group import in_group

if TYPE_CHECKING:
    from accelerate import Accelerator

Precision = Literal["bf16", "fp32"]


def choose_precision(wish: Literal["auto", "bf16", "fp32"]) -> Precision:
    """bf16 where a matrix product in it takes at most 0.8 of the time in fp32, or where asked for."""
    if wish != "auto":
        return wish
    if torch.cuda.is_available():
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    # Imitated bfloat16 is tens of times slower: a small product tells at once, a large one would take seconds.
    if _seconds(torch.bfloat16, 64) > 2 * _seconds(torch.float32, 64):
        return "fp32"
    return "bf16" if _seconds(torch.bfloat16, 512) < 0.8 * _seconds(torch.float32, 512) else "fp32"


@cache
def bf16_is_faster() -> bool:
    """Measured once a process, for what is computed with a trained network. Most laptops have no bf16 arithmetic, and
    PyTorch then imitates it: several times slower than single precision."""
    return choose_precision("auto") == "bf16"


def agreed_precision(wish: Literal["auto", "bf16", "fp32"], state: Mapping[str, Any] | None) -> Precision:
    """As asked for; else that of the run with this `state`; else what the first process measures, for all."""
    if wish != "auto":
        return wish
    if state is not None and "precision" in state:
        return cast(Precision, state["precision"])
    chosen = [choose_precision(wish)]
    if in_group():
        torch.distributed.broadcast_object_list(chosen)
    return chosen[0]


def make_accelerator(precision: Precision) -> Accelerator:
    """For this process or its group, on the GPUs where there are any."""
    # Only training needs accelerate: whoever asks a model must not wait a second for its import.
    from accelerate import Accelerator
    from accelerate.state import AcceleratorState
    from accelerate.utils import DistributedDataParallelKwargs

    warnings.filterwarnings("ignore", message=".*broadcast_buffers", category=FutureWarning)  # accelerate's own word
    AcceleratorState._reset_state()  # it is global, and a process may train twice with different settings
    # No buffer of a model changes in training: sending them round at each step would be for nothing.
    parallel = DistributedDataParallelKwargs(broadcast_buffers=False, gradient_as_bucket_view=True)
    return Accelerator(
        mixed_precision="bf16" if precision == "bf16" else "no",
        cpu=not torch.cuda.is_available(),
        kwargs_handlers=[parallel],
    )


def _seconds(dtype: torch.dtype, size: int) -> float:
    """Of a product [size, size] x [size, 2 * size]: the best of five."""
    a, b = torch.ones(size, size, dtype=dtype), torch.ones(size, 2 * size, dtype=dtype)
    a @ b  # the first product pays for setting up
    times = []
    for _ in range(5):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return min(times)
