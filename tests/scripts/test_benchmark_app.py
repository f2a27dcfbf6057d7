"""The pseudo-terminal of the benchmark, over small programs; the app itself is measured by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scripts import benchmark_app
from scripts.app_terminal import Terminal

ECHO = """
import os, tty
tty.setraw(0)
os.write(1, b"ready")
while keys := os.read(0, 64):
    os.write(1, b"\\x1b[1m" + keys[:2] + b"\\x1b[0m" + keys[2:])
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal([sys.executable, "-c", ECHO], tmp_path)


def test_what_is_drawn_is_found_through_escape_sequences_and_after_a_mark_only(terminal: Terminal) -> None:
    with terminal:
        assert terminal.until("ready") > terminal.started
        terminal.settle(0.1)
        mark = terminal.mark()
        assert not terminal.shows("ready", since=mark)
        pressed = terminal.press("Жabc".encode())
        assert terminal.until("abc", since=mark) >= pressed and terminal.until(since=mark, at_least=4) >= pressed
        assert terminal.shows("ready") and terminal.memory() > 1


def test_each_key_is_waited_for(terminal: Terminal) -> None:
    with terminal:
        terminal.until("ready")
        found = benchmark_app._typing(terminal, 25)
        assert 0 < found["median_ms"] <= found["p95_ms"] <= found["max_ms"]


def test_a_program_that_ends_or_says_nothing_is_not_waited_for_forever(tmp_path: Path) -> None:
    with (
        Terminal([sys.executable, "-c", "print('bye')"], tmp_path) as terminal,
        pytest.raises(click.ClickException, match="the program ended"),
    ):
        terminal.until("never")
    with (
        Terminal([sys.executable, "-c", ECHO], tmp_path) as terminal,
        pytest.raises(click.ClickException, match="seconds passed"),
    ):
        terminal.until("never", seconds=0.3)


def test_no_letter_is_typed_twice_or_stands_in_what_is_sent() -> None:
    sent = "".join((*benchmark_app.QUESTIONS, *benchmark_app.TEXTS, benchmark_app.SAMPLE.read_text(encoding="utf-8")))
    assert len(set(benchmark_app.LETTERS)) == len(benchmark_app.LETTERS) >= 200
    assert not set(benchmark_app.LETTERS) & set(sent)


def test_bad_options_are_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(benchmark_app.main, ["nothing"]).exit_code == 2
    assert CliRunner().invoke(benchmark_app.main, ["keys", "--strokes", "1"]).exit_code == 2
