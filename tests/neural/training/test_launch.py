"""Choosing and starting processes; and no process waits for ever for one that was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from neural.training.launch import Layout, choose_processes, probe
from neural.training.state import load_state
from scripts.train_translator import main as train_translator
from tests.toy import PAIRS


@pytest.fixture
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)


@pytest.mark.parametrize(
    ("rates", "chosen"),
    [({1: 10, 2: 15, 4: 18}, 4), ({1: 10, 2: 18, 4: 15}, 2), ({1: 10, 2: 9, 4: 8}, 1), ({1: 10, 2: 10.5, 4: 10}, 1)],
)
def test_the_fastest_layout_is_chosen_if_it_gains_anything(
    four_cores: None, rates: dict[int, float], chosen: int
) -> None:
    asked: list[Layout] = []
    said: list[str] = []

    def measure(layout: Layout) -> float:
        asked.append(layout)
        return rates[layout.processes]

    assert choose_processes(said.append, measure) == chosen
    assert asked == [Layout(1, 4), Layout(2, 2), Layout(4, 1)]
    assert len(said) == (chosen > 1) and all(str(chosen) in line for line in said)


def test_with_one_core_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)

    def never(layout: Layout) -> float:
        raise AssertionError

    assert choose_processes(print, never) == 1


def test_the_probe_measures_something() -> None:
    assert probe(rows=4, seconds=0.05) > 0


PROGRAM = """
import sys
from pathlib import Path

from neural.training.group import in_group
from neural.training.launch import spawn

if not in_group():
    sys.exit(spawn(2))

from neural.training.loop import train
from scripts.options import plain_errors
from tests.neural.training.test_loop import PlainTask, _with

options = _with(max_steps=100_000, save_every=5, validate_every=1_000_000)
plain_errors(train)(PlainTask(), options, Path(sys.argv[1]))
"""


def _children(parent: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return sorted(int(pid) for pid in done.stdout.split())


@pytest.mark.skipif(sys.platform != "linux", reason="ps as on Linux")
@pytest.mark.parametrize(
    ("victim", "number"), [("second", signal.SIGKILL), ("parent", signal.SIGKILL), ("parent", signal.SIGTERM)]
)
def test_whichever_process_ends_all_do_and_the_state_stays(tmp_path: Path, victim: str, number: signal.Signals) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": ".", "OMP_NUM_THREADS": "1"}
    run = subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "run")], stderr=subprocess.PIPE, text=True, env=environment
    )
    deadline = time.monotonic() + 100
    while not (tmp_path / "run" / "state.pt").exists():
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    first, second = _children(run.pid)
    os.kill({"parent": run.pid, "first": first, "second": second}[victim], number)
    _, errors = run.communicate(timeout=60)  # ends when all that hold the pipe have
    while any(Path(f"/proc/{pid}").exists() for pid in (first, second)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "Traceback" not in errors and "Warning" not in errors
    if number == signal.SIGKILL:
        assert run.returncode == (1 if victim != "parent" else -signal.SIGKILL), errors
        (line,) = [line for line in errors.splitlines() if line.startswith("Error: ")]
        assert line.startswith("Error: training: ") and "run the same command again" in line
    else:
        assert run.returncode == 0, errors
    state = load_state(tmp_path / "run")
    assert state is not None and state["position"]["step"] >= 5


def _losses(run_dir: Path) -> dict[int, float]:
    records = [json.loads(line) for line in (run_dir / "metrics.jsonl").read_text().splitlines()]
    return {r["step"]: r["loss"] for r in records if r["event"] == "train"}


def test_a_script_starts_itself_again_with_the_numbers_of_one_process(tmp_path: Path) -> None:
    (tmp_path / "translation").mkdir()
    rows = "".join(f"{pair.corpus}\t{pair.source}\t{pair.target}\n" for pair in PAIRS)
    (tmp_path / "translation" / "train.en-de.tsv").write_text(rows, encoding="utf-8")
    for processes in (1, 2):
        arguments = ["--preset", "tiny", "--data-dir", tmp_path, "--run-dir", tmp_path / str(processes),
                     "--max-steps", 21, "--processes", processes, "--threads", 1]  # fmt: skip
        given = [str(argument) for argument in arguments]
        if processes == 1:
            result = CliRunner().invoke(train_translator, given)
            assert result.exit_code == 0, result.output
        else:
            command = [sys.executable, "-m", "scripts.train_translator", *given]
            done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
            assert done.returncode == 0, done.stderr
            assert done.stdout.count("finished at step 21") == 1
    one, two = _losses(tmp_path / "1"), _losses(tmp_path / "2")
    assert one.keys() == two.keys() == {0, 20}
    for step, loss in one.items():
        assert two[step] == pytest.approx(loss, rel=0.02)
