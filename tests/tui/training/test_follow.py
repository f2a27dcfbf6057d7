"""Runs are read while they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.training.runs import START, write_run
from tui.training.follow import FINISHED, RUNNING, STOPPED, WAITING, Follower, Run, Watch


def add(folder: Path, text: str) -> None:
    with (folder / "metrics.jsonl").open("a") as file:
        file.write(text)


def record(step: int, time: float, loss: float = 1.0) -> str:
    return json.dumps({"step": step, "time": time, "event": "train", "loss": loss})


def test_only_what_is_new_is_read_and_half_a_line_waits(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run")
    follower = Follower(folder)
    assert follower.read() and not follower.read()
    count, line = len(follower.run.records), record(110, START + 110)
    add(folder, line[:20])
    assert not follower.read() and len(follower.run.records) == count
    add(folder, line[20:] + "\n")
    assert follower.read() and follower.run.step == 110 and len(follower.run.records) == count + 1


def test_broken_lines_are_counted_and_passed_over(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run")
    add(folder, "nonsense\n{\n\n" + record(110, START) + "\n")
    follower = Follower(folder)
    follower.read()
    assert follower.run.unreadable == 2 and follower.run.step == 110


@pytest.mark.parametrize("longer", [False, True])
def test_a_run_that_went_back_is_read_again(tmp_path: Path, longer: bool) -> None:
    folder = write_run(tmp_path / "run")
    follower = Follower(folder)
    follower.read()
    lines = (folder / "metrics.jsonl").read_text().splitlines()[:4]
    again = [record(40 + n, START + 500 + n, 0.5) for n in range(40 if longer else 1)]
    (folder / "metrics.jsonl").write_text("\n".join([*lines, *again]) + "\n")
    assert follower.read()
    assert len(follower.run.records) == 4 + len(again) and follower.run.records[-1].figures["loss"] == 0.5


def test_where_a_run_stands(tmp_path: Path) -> None:
    follower = Follower(write_run(tmp_path / "run", steps=50))
    follower.read()
    run = follower.run
    assert run.state(START + 60) == RUNNING and run.state(START + 9999) == STOPPED
    assert run.seconds_left() == pytest.approx(50)  # a second a step
    assert run.best() == ("bleu", 50, pytest.approx(30 * (1 - 2.718281828 ** (-50 / 60))))
    done = Follower(write_run(tmp_path / "done"))
    done.read()
    assert done.run.state(START + 100) == FINISHED and done.run.seconds_left() == 0
    assert Run(name="new").state(START) == WAITING and Run(name="new").best() is None


def test_a_run_without_settings_has_no_end_to_wait_for(tmp_path: Path) -> None:
    follower = Follower(write_run(tmp_path / "run", most=None))
    follower.read()
    assert follower.run.seconds_left() is None and follower.run.state(START + 100) == RUNNING


def test_pauses_do_not_count_as_training(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", steps=100, most=200)
    add(folder, record(110, START + 50_000) + "\n" + record(120, START + 50_010) + "\n")
    follower = Follower(folder)
    follower.read()
    assert follower.run.elapsed[-1] == 110


def test_runs_are_found_in_a_folder_newest_first_or_in_one_itself(tmp_path: Path) -> None:
    write_run(tmp_path / "old", start=START)
    write_run(tmp_path / "new", start=START + 1000)
    (tmp_path / "cache").mkdir()
    (tmp_path / "note.txt").write_text("no run")
    watch = Watch(tmp_path)
    assert [run.name for run in watch.look()] == ["new", "old"]
    write_run(tmp_path / "newest", start=START + 2000)
    assert [run.name for run in watch.look()] == ["newest", "new", "old"]
    assert [run.name for run in Watch(tmp_path / "old").look()] == ["old"]
    missing = Watch(tmp_path / "missing")
    assert missing.look() == [] and "No such file" in missing.problem
