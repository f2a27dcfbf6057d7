"""The app on a pseudo-terminal: it draws, it leaves, and it dies without a traceback."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from scripts.app_terminal import Terminal

CRASH = """
import tui.controller
def broken(self, typed): raise RuntimeError("nobody expects this")
tui.controller.Controller.send = broken
"""


def play(home: Path, code: str, *steps: tuple[str, bytes]) -> tuple[int, str, str]:
    """Runs `dragoman chat` after `code`; each step waits for a text on the screen, or for what is asked of the
    terminal, then presses keys.

    Gives the exit code, what was drawn, and what came after the terminal had its own screen back.
    """
    program = f"{code}\nimport sys; from tui.cli import run; sys.exit(run(['chat']))"
    with Terminal([sys.executable, "-c", program], home) as terminal:
        for text, keys in steps:
            end = time.monotonic() + 30
            while text.encode() not in terminal.drawn():
                assert time.monotonic() < end, terminal.drawn()[-2000:]
                time.sleep(0.02)
            terminal.press(keys)
        drawn = terminal.end()
    screen, given_back, rest = drawn.decode(errors="replace").rpartition("\x1b[?1049l")
    assert given_back
    return terminal.process.returncode, screen, re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]", "", rest).strip()


def test_it_draws_and_leaves(tmp_path: Path) -> None:
    code, _, after = play(tmp_path, "", ("Three things", b"\x11"))
    assert (code, after) == (0, "")


def test_a_crash_is_one_line_and_the_terminal_is_given_back(tmp_path: Path) -> None:
    code, drawn, after = play(tmp_path, CRASH, ("Three things", b"x\r"))
    assert code == 1 and "Traceback" not in drawn
    assert "\n" not in after and "RuntimeError: nobody expects this" in after and "this is a bug" in after


def test_what_is_typed_before_there_is_a_screen_is_in_the_prompt(tmp_path: Path) -> None:
    slow = """
import time, tui.background
asked = tui.background.Background.is_light
tui.background.Background.is_light = lambda self: (time.sleep(0.6), asked(self))[1]
"""
    answer = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?1;2c"
    code, screen, _ = play(tmp_path, slow, ("]11;?", b"typed " + answer + b"ahead"), ("typed ahead", b"\x11"))
    assert code == 0 and "48;5;231" in screen  # that it is light was read, too, although it came early


@pytest.mark.skipif(sys.platform != "linux", reason="terminals end in other ways elsewhere")
def test_it_saves_and_ends_when_its_terminal_disappears(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-m", "tui.cli", "chat"], tmp_path) as terminal:
        terminal.until("Three things")
        terminal.press(b"/ask sent before\r")
        terminal.until("No document is open yet")
        terminal.press(b"not sent")
        terminal.until("not sent")
        terminal.hang_up()
        assert terminal.process.wait(20) == 129
    with Terminal([sys.executable, "-m", "tui.cli", "chat", "--continue"], tmp_path) as terminal:
        terminal.until("sent before")
        terminal.until("not sent")
