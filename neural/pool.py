"""How the threads wait among which torch shares out a product. Read once, when torch is imported."""

from __future__ import annotations

import os

SPINS = 10_000
"""Rounds that a thread looks for work before it sleeps: some tenths of a millisecond.

A question is a thousand small products. Threads that sleep after each must be woken for the next, which takes longer
than the product: with two threads a paragraph was answered in 57 ms so, in 16 ms with these rounds. Threads that never
sleep, which is the rule elsewhere, take the core from the screen and from other programs.
"""


SETTINGS = {
    "OMP_WAIT_POLICY": "passive",
    "GOMP_SPINCOUNT": str(SPINS),  # GNU's threads: Linux
    "KMP_BLOCKTIME": "1",  # milliseconds; Intel's and LLVM's: Windows, macOS
}
"""Variables of the environment. Programs that are started inherit them."""


def set_up_pool(spare: int | None = None) -> None:
    """Makes the threads wait so. `spare`: there are as many as cores, but for so many that are left to others; None
    says nothing of their number. What the user has set stays as it is."""
    if spare is not None:
        os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) - spare)))
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
