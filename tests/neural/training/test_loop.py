from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from neural.training.loop import _Run, train
from neural.training.options import TrainingOptions
from neural.training.state import load_state
from tests.toy import toy_task

OPTIONS = TrainingOptions(
    max_steps=12, learning_rate=1e-2, warmup_steps=2, ema_decay=0.9, validate_every=5, save_every=4, log_every=1,
    precision="fp32", threads=1,
)  # fmt: skip


class LineTask:
    """Fits y = 2x + 1 through a dropout layer, so that resuming must restore the random generators too."""

    kind, unit, score, select_by = "line", "points", "score", "score"

    def __init__(self, stop_at: int | None = None) -> None:
        self.seen: list[tuple[int, int]] = []
        self.stop_at = stop_at

    def model(self) -> nn.Module:
        return nn.Sequential(nn.Linear(1, 8), nn.Dropout(0.2), nn.Linear(8, 1))

    def batches(self, epoch: int, seed: int) -> Iterator[tuple[int, int, Tensor]]:
        generator = torch.Generator().manual_seed(seed * 1000 + epoch)
        for number in range(5):
            yield epoch, number, torch.rand(16, 1, generator=generator)

    def loss(self, model: nn.Module, batch: tuple[int, int, Tensor]) -> tuple[Tensor, int, dict[str, float]]:
        epoch, number, x = batch
        self.seen.append((epoch, number))
        if len(self.seen) == self.stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        return ((model(x) - 2 * x - 1) ** 2).mean(), len(x), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        torch.rand(3)  # a validation that draws must not change the training
        x = torch.linspace(0, 1, 9)[:, None]
        return {"score": -((model(x) - 2 * x - 1) ** 2).mean().item()}

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "metrics.json").write_text(json.dumps(metrics))


@pytest.fixture(scope="module", autouse=True)
def _no_reports() -> Iterator[None]:
    """Dozens of runs here, whose reports nobody reads; tests/neural/training/report reads them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neural.training.loop.report_softly", lambda *_: None)
        yield


def _weights(run_dir: Path) -> dict[str, Tensor]:
    state = load_state(run_dir)
    assert state is not None
    return {**state["model"], **{f"average {n}": t for n, t in (state["average"] or {}).items()}}


def _with(**changes: Any) -> TrainingOptions:
    return TrainingOptions(**{**vars(OPTIONS), **changes})


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run_dir = tmp_path_factory.mktemp("unbroken")
    report = train(LineTask(), OPTIONS, run_dir)
    assert report.steps == 12 and not report.stopped
    return run_dir


def test_a_signal_that_comes_while_processes_agree_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(run: _Run[Any], figures: list[float]) -> list[float]:
        if len(figures) == 1 and run.at.step == 3:  # the vote on stopping, which this process has cast already
            os.kill(os.getpid(), signal.SIGTERM)
        return figures

    monkeypatch.setattr(_Run, "_sum", interrupted)
    report = train(LineTask(), OPTIONS, tmp_path)
    assert report.stopped and report.steps == 4


def test_batches_come_epoch_by_epoch_in_order(tmp_path: Path) -> None:
    task = LineTask()
    train(task, OPTIONS, tmp_path)
    assert task.seen == [(i // 5, i % 5) for i in range(12)]


@pytest.mark.parametrize("stop_at", [1, 3, 5, 6, 11])
def test_stopped_by_a_signal_and_resumed_it_ends_with_the_same_weights(
    unbroken: Path, tmp_path: Path, stop_at: int
) -> None:
    report = train(LineTask(stop_at), OPTIONS, tmp_path)
    assert report.stopped and report.steps == stop_at
    report = train(LineTask(), OPTIONS, tmp_path)
    assert report.steps == 12 and not report.stopped
    for name, weight in _weights(unbroken).items():
        assert torch.equal(weight, _weights(tmp_path)[name]), name


@pytest.mark.parametrize("accumulate", [1, 2])
def test_killed_at_once_and_resumed_from_an_older_save_it_ends_with_the_same_weights(
    tmp_path: Path, accumulate: int
) -> None:
    options = _with(accumulate=accumulate, max_steps=7, save_every=2)
    train(LineTask(), options, tmp_path / "whole")

    class Killed(Exception):
        pass

    class Broken(LineTask):
        def loss(self, model: nn.Module, batch: tuple[int, int, Tensor]) -> tuple[Tensor, int, dict[str, float]]:
            if len(self.seen) == 5 * accumulate:
                raise Killed
            return super().loss(model, batch)

    with pytest.raises(Killed):
        train(Broken(), options, tmp_path / "broken")
    train(LineTask(), options, tmp_path / "broken")
    for name, weight in _weights(tmp_path / "whole").items():
        assert torch.equal(weight, _weights(tmp_path / "broken")[name]), name


def test_metrics_hold_every_step_once_even_after_a_resume(tmp_path: Path) -> None:
    train(LineTask(3), OPTIONS, tmp_path)
    train(LineTask(), OPTIONS, tmp_path)
    records = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [r["step"] for r in records if r["event"] == "train"] == list(range(12))
    assert [r["step"] for r in records if r["event"] == "validate"] == [5, 10, 12]
    assert {"loss", "learning_rate", "gradient_norm", "rate"} <= records[0].keys()


def test_the_best_state_is_kept_as_a_checkpoint(unbroken: Path) -> None:
    kept = json.loads((unbroken / "best" / "metrics.json").read_text())
    records = [json.loads(line) for line in (unbroken / "metrics.jsonl").read_text().splitlines()]
    assert kept["validation"]["score"] == max(r["score"] for r in records if r["event"] == "validate")
    assert kept["seed"] == OPTIONS.seed


def test_what_was_the_best_before_is_kept_too(tmp_path: Path) -> None:
    bests = iter([1.0, 3.0, 2.0, 4.0])

    class Rated(LineTask):
        def validate(self, model: nn.Module) -> dict[str, float]:
            return {"score": next(bests)}

    train(Rated(), _with(max_steps=8, validate_every=2), tmp_path)
    scores = [
        json.loads((tmp_path / name / "metrics.json").read_text())["validation"]["score"]
        for name in ("best", "best.previous")
    ]
    assert scores == [4.0, 3.0]
    train(LineTask(), _with(max_steps=2, resume="never"), tmp_path)
    assert not (tmp_path / "best.previous").exists(), "another run's best is none of this one's"


def test_resume_never_starts_afresh(tmp_path: Path) -> None:
    train(LineTask(), OPTIONS, tmp_path)
    task = LineTask()
    train(task, _with(resume="never", max_steps=2), tmp_path)
    assert task.seen == [(0, 0), (0, 1)]


def test_seeds_fix_the_weights(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(LineTask(), _with(seed=seed, max_steps=3), tmp_path / name)
    a, b, c = (_weights(tmp_path / name)["0.weight"] for name in "abc")
    assert torch.equal(a, b) and not torch.equal(a, c)


def test_the_translator_trains_and_its_loss_falls(tmp_path: Path) -> None:
    task = toy_task()
    report = train(task, _with(max_steps=30, validate_every=30), tmp_path)
    records = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    losses = [r["loss"] for r in records if r["event"] == "train"]
    assert losses[-1] < 0.6 * losses[0]
    assert report.best is not None and (report.best / "model.safetensors").exists()


class PlainTask(LineTask):
    """Draws nothing at random but its first weights."""

    def model(self) -> nn.Module:
        return nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))


def test_two_processes_do_what_one_does_with_the_same_batches(tmp_path: Path) -> None:
    run_dir, program = tmp_path / "two", tmp_path / "program.py"
    program.write_text(
        "from pathlib import Path\n"
        "from tests.neural.training.test_loop import PlainTask, _with\n"
        "from neural.training.loop import train\n"
        f"for steps in (3, 6): train(PlainTask(), _with(accumulate=2, max_steps=steps, schedule='constant'), "
        f"Path({str(run_dir)!r}))\n"
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(program)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": "."}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr
    train(PlainTask(), _with(accumulate=2, max_steps=6, schedule="constant"), tmp_path / "one")
    for name, weight in _weights(tmp_path / "one").items():
        torch.testing.assert_close(weight, _weights(run_dir)[name])


class Stubborn(LineTask):
    """Its score never gets better after the first validation."""

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {"score": 1.0}


def test_a_plateau_halves_the_rate_and_early_stopping_ends_the_run(tmp_path: Path) -> None:
    options = _with(schedule="plateau", plateau_patience=2, early_stopping=5, validate_every=1, max_steps=50)
    report = train(Stubborn(), options, tmp_path)
    records = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    rates = [r["learning_rate"] for r in records if r["event"] == "train"]
    assert report.steps == 6 and report.stopped
    assert rates[2] == pytest.approx(OPTIONS.learning_rate)
    assert rates[3] == pytest.approx(OPTIONS.learning_rate / 2)
    assert rates[5] == pytest.approx(OPTIONS.learning_rate / 4)


@pytest.mark.parametrize(("optimiser", "rate"), [("sgd", 0.05), ("adamw", 0.01)])
def test_both_optimisers_learn(tmp_path: Path, optimiser: str, rate: float) -> None:
    train(LineTask(), _with(optimiser=optimiser, learning_rate=rate, max_steps=40, ema_decay=0.0), tmp_path)
    records = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    losses = [r["loss"] for r in records if r["event"] == "train"]
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])
