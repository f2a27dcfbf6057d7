"""Freed memory is kept for the next step."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from neural.training.memory import keep_freed_memory

PROGRAM = """
import resource, torch
from neural.training.memory import keep_freed_memory
if {keep}:
    keep_freed_memory()
for _ in range(10):
    torch.ones(40_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    torch.ones(40_000_000)  # 160 MB: some 40,000 pages, or 80 huge ones
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _page_faults(keep: bool) -> int:
    command = [sys.executable, "-c", PROGRAM.format(keep=keep)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_SELF") or not sys.platform.startswith("linux"), reason="glibc's")
def test_tables_that_come_and_go_take_no_new_pages() -> None:
    if not keep_freed_memory():
        pytest.skip("another C library")
    assert _page_faults(keep=True) * 5 < _page_faults(keep=False)
