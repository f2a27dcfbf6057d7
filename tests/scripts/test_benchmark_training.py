"""The benchmarks of the training loop run, at a size at which their figures mean nothing yet."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from scripts import benchmark_training
from scripts.benchmark_training import main


def test_the_loop_is_compared_with_bare_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark_training, "OVERHEAD_LEAST", 0.0)
    result = CliRunner().invoke(main, ["overhead", "--preset", "tiny", "--steps", "3", "--rounds", "2"])
    assert result.exit_code == 0, result.output
    assert "round 2: bare" in result.stdout and "loop against bare steps" in result.stdout


def test_a_promise_that_is_not_kept_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark_training, "OVERHEAD_LEAST", 1e9)
    result = CliRunner().invoke(main, ["overhead", "--preset", "tiny", "--steps", "2", "--rounds", "1"])
    assert result.exit_code == 1 and "NOT KEPT" in result.stdout


def test_a_killed_run_is_compared_tensor_by_tensor(tmp_path: Path) -> None:
    state = {"model": {"a": torch.zeros(2)}, "optimizer": {"state": {0: {"step": torch.ones(1)}}, "lr": 0.1}}
    found = dict(benchmark_training._tensors(state))
    assert list(found) == ["/model/a", "/optimizer/state/0/step"]
    sleeper = subprocess.Popen([sys.executable, "-c", "pass"])
    started = time.monotonic()
    benchmark_training._wait_for_records(sleeper, tmp_path)
    assert time.monotonic() - started < 60 and sleeper.poll() == 0, "a run that is over is not waited for"
