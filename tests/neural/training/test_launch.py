from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from neural.training.launch import choose_processes, probe
from tests.toy import PAIRS


@pytest.mark.parametrize(("faster", "chosen"), [(True, 2), (False, 1)])
def test_the_faster_way_is_chosen(monkeypatch: pytest.MonkeyPatch, faster: bool, chosen: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert choose_processes(2, lambda processes, threads: processes if faster else threads) == chosen


def test_what_cannot_be_shared_evenly_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)

    def never(processes: int, threads: int) -> float:
        raise AssertionError

    assert choose_processes(1, never) == choose_processes(3, never) == 1


def test_the_probe_measures_something() -> None:
    assert probe(seconds=0.05) > 0


def test_a_script_starts_itself_again_in_two_processes(tmp_path: Path) -> None:
    (tmp_path / "translation").mkdir()
    rows = "".join(f"{pair.corpus}\t{pair.source}\t{pair.target}\n" for pair in PAIRS)
    (tmp_path / "translation" / "train.en-de.tsv").write_text(rows, encoding="utf-8")
    arguments = [
        "--preset",
        "tiny",
        "--data-dir",
        str(tmp_path),
        "--run-dir",
        str(tmp_path / "run"),
        "--max-steps",
        "3",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.train_translator", *arguments, "--processes", "2", "--batch-tokens", "150"],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "finished at step 3" in done.stdout
