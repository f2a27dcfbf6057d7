"""Processes that train together: how they end."""

import os
import subprocess
import sys
from pathlib import Path

ADDING_UP = """
import torch
from torch import distributed

from neural.training.group import join_group

join_group()
join_group()
for _ in range(300):
    vote = torch.ones(1000)
    distributed.all_reduce(vote)
assert int(vote[0]) == 4
"""


def test_processes_that_have_done_their_work_end_in_peace(tmp_path: Path) -> None:
    """Left to the end of the interpreter, the threads of the group aborted in most of these runs."""
    program = tmp_path / "program.py"
    program.write_text(ADDING_UP)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "4", str(program)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": "."}
    for _ in range(3):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=False)
        assert done.returncode == 0, done.stderr
