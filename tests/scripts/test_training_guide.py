"""Everything that docs/training.md tells people to type is typed here, in the order of the page."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import typing
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from neural.training.options import OptimiserName, ScheduleName
from tests.neural.training.report.made import png_size
from tests.scripts.corpora import make_data_dir

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line) for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()
]
BIN = Path(sys.executable).parent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for the repository's folder: the current folder, with `data` in it."""
    make_data_dir(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scripts.benchmark_training.OVERHEAD_LEAST", 0.0)
    return tmp_path


def _made_small(commands: list[list[str]]) -> Iterator[list[str]]:
    """The tiny preset, and a few steps where the page says hundreds or does not say how many: more each time a run is
    gone on with."""
    times: Counter[str] = Counter()
    for words in commands:
        words = ["4" if before == "--max-steps" and len(word) > 2 else word for before, word in pairwise(["", *words])]
        small = ["tiny" if before == "--preset" else word for before, word in zip(["", *words], words, strict=False)]
        if "--run-dir" in small and "--max-steps" not in small:
            run = small[small.index("--run-dir") + 1]
            times[run] += 1
            small += ["--max-steps", str(4 * times[run])]
        yield small


def _run(words: list[str]) -> str:
    """Scripts run in this process, as loading torch for each would take minutes; several processes as they are."""
    program, *rest = words
    if program == ".venv/bin/python" and " --processes 2" not in shlex.join(rest):
        assert rest[0] == "-m"
        result = CliRunner().invoke(importlib.import_module(rest[1]).main, rest[2:])
        assert result.exit_code == 0, f"{shlex.join(words)}\n{result.output}\n{result.exception!r}"
        return result.stdout
    assert program in (".venv/bin/torchrun", ".venv/bin/python")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [BIN / Path(program).name, *rest], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(600)
def test_every_command_of_the_page_works(home: Path) -> None:
    scripts = [words for words in _made_small(COMMANDS) if not words[0].endswith("tensorboard")]
    said = {shlex.join(words): _run(words) for words in scripts}
    assert len(said) >= 15
    finished = [line for text in said.values() for line in text.splitlines() if line.startswith("finished at step")]
    assert [line.split()[3] for line in finished[:2]] == ["60", "20"]
    assert any(line.startswith("finished at step 90") for line in finished), "the first run is gone on with"
    assert any(line.startswith("finished at step 8 ") and "runs/two" in line for line in finished)
    for report in (
        "en-de/report", "reader/report", "en-de-tatoeba", "reader-squad", "compared", "two/report", "grown/report"
    ):  # fmt: skip
        assert (home / "runs" / report / "report.html").is_file(), report
    for plot in ("rates.png", "reader-rates.png"):
        assert png_size(home / "runs" / plot) == (960, 576)
    for checkpoint in ("en-de-checkpoint", "reader-checkpoint"):
        assert (home / "runs" / checkpoint / "model.safetensors").is_file()
    for name in ("state.pt", "state.previous.pt", "best", "settings.json", "metrics.jsonl", "tensorboard", "report"):
        assert (home / "runs" / "first" / name).exists() and f"`{name}" in GUIDE


def test_the_tensorboard_command_serves_the_runs(home: Path) -> None:
    (words,) = (words for words in COMMANDS if words[0] == ".venv/bin/tensorboard")
    (home / "runs").mkdir()
    with subprocess.Popen(
        [BIN / "tensorboard", *words[1:], "--port", "0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stderr is not None
            assert any("http://localhost:" in line for line in server.stderr)
        finally:
            server.terminate()


def test_the_page_names_every_optimiser_and_schedule_and_no_option_that_is_not_there() -> None:
    for name in (*typing.get_args(OptimiserName), *typing.get_args(ScheduleName)):
        assert f"| `{name}` |" in GUIDE
    known = {"--nproc-per-node", "--logdir", "--help"}
    scripts = (
        "train_translator",
        "train_reader",
        "back_translate",
        "report_run",
        "find_learning_rate",
        "benchmark_training",
    )
    for script in scripts:
        command = importlib.import_module(f"scripts.{script}").main
        commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
        known |= {
            option
            for c in commands
            for parameter in c.params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
    assert set(re.findall(r"--[a-z][a-z-]+", GUIDE)) <= known


SCALING = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
LAUNCHED = [
    line.partition(" -m ")
    for block in re.findall(r"```sh\n(.*?)```", SCALING, re.DOTALL)
    for line in block.splitlines()
]


def test_the_commands_for_many_processes_are_understood(home: Path) -> None:
    """Each in one process, at the tiny preset: what the launchers do is for tests/neural/training/test_launch.py."""
    launchers = {Path(shlex.split(launcher)[0]).name for launcher, _, _ in LAUNCHED}
    assert launchers == {"python", "torchrun", "accelerate"}
    scripts = dict.fromkeys(rest for _, _, rest in LAUNCHED)
    for number, rest in enumerate(scripts):
        small = re.sub(r"--preset \w+", "--preset tiny", re.sub(r"--processes \d+", "--processes 1", rest))
        _run([".venv/bin/python", "-m", *shlex.split(small), "--max-steps", str(number + 2)])
    assert all(shutil.which(name, path=str(BIN)) for name in launchers)
