"""Readers are averaged, finished and told apart where they do not fit together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from neural.reading.reader import Reader
from scripts.average_readers import main
from scripts.train_reader import main as train
from tests.scripts.test_train_reader import corpus

__all__ = ["corpus"]


def trained(corpus: Path, out: Path, *more: object) -> None:
    given = ["--preset", "tiny", "--data-dir", corpus, "--run-dir", out.with_suffix(".run"), "--out", out, *more]
    result = CliRunner().invoke(train, [str(word) for word in (*given, "--max-steps", 2, "--threads", 1)])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def runs(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    for seed in (1, 2):
        trained(corpus, folder / f"seed-{seed}", "--seed", seed)
    return folder


def average(runs: Path, corpus: Path, *readers: Path) -> tuple[int, str]:
    given = ["--data-dir", corpus, "--out", runs / "mean"]
    result = CliRunner().invoke(main, [str(word) for word in (*readers, *given)])
    return result.exit_code, result.output


def test_weights_are_the_mean_and_the_reader_is_whole(runs: Path, corpus: Path) -> None:
    code, output = average(runs, corpus, runs / "seed-1", runs / "seed-2")
    assert code == 0 and "mean of 2 readers" in output, output
    mean, *parts = [Reader.load(runs / name).model.state_dict() for name in ("mean", "seed-1", "seed-2")]
    for name, tensor in mean.items():
        if name.startswith(("encoder", "spans", "memory")):
            torch.testing.assert_close(tensor, (parts[0][name] + parts[1][name]) / 2, atol=2e-3, rtol=1e-2)
    assert any(not torch.equal(mean[name], parts[0][name]) for name in mean)
    metrics = json.loads((runs / "mean" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["command"].endswith("scripts.average_readers") or "scripts.average_readers " in metrics["command"]
    assert metrics["validation"]["f1"] >= 0 and "confidence" in metrics


def test_readers_of_other_sizes_are_refused(runs: Path, corpus: Path, tmp_path: Path) -> None:
    trained(corpus, tmp_path / "other", "--hidden-size", 8)
    code, output = average(runs, corpus, runs / "seed-1", tmp_path / "other")
    assert code == 1 and output.count("\n") == 1 and "other sizes" in output
