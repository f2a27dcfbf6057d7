"""What is freed in a step of training is wanted again in the next: the process keeps it."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_MAX = -1, -4  # mallopt(3), malloc.h
_ENDLESS = 2**31 - 1


def keep_freed_memory() -> bool:
    """Tells glibc not to give memory back to the kernel, which else takes a tenth of a step. False: it is no glibc."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # another C library; on Windows None names none
        return False
    return bool(mallopt(_MMAP_MAX, 0) and mallopt(_TRIM_THRESHOLD, _ENDLESS))
