"""The app on a pseudo-terminal: it draws, it leaves, and it dies without a traceback."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.app_terminal import Terminal

pty = pytest.importorskip("pty")
ROOT = Path(__file__).parents[2]
CRASH = """
import tui.controller
def broken(self, typed): raise RuntimeError("nobody expects this")
tui.controller.Controller.send = broken
"""


def play(code: str, *steps: tuple[str, bytes]) -> tuple[int, str, str]:
    """Runs `dragoman chat` after `code`; each step waits for a text on the screen, then presses keys.

    Gives the exit code, what was drawn, and what came after the terminal had its own screen back.
    """
    main, terminal = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    program = f"{code}\nimport sys; from tui.cli import run; sys.exit(run(['chat']))"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    drawn = b""

    def read_until(found: Callable[[], bool]) -> None:
        nonlocal drawn
        deadline = time.monotonic() + 30
        while not found():
            assert time.monotonic() < deadline, drawn[-2000:]
            if select.select([main], [], [], 0.05)[0]:
                try:
                    drawn += os.read(main, 65536)
                except OSError:  # the other end is gone
                    return

    try:
        for text, keys in steps:
            read_until(lambda text=text: text.encode() in drawn)  # type: ignore[misc]
            os.write(main, keys)
        read_until(lambda: process.poll() is not None)
        process.wait(10)
    finally:
        process.kill()
        os.close(main)
    screen, given_back, rest = drawn.decode(errors="replace").rpartition("\x1b[?1049l")
    assert given_back
    return process.returncode, screen, re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]", "", rest).strip()


def test_it_draws_and_leaves() -> None:
    code, _, after = play("", ("Three things", b"\x11"))
    assert (code, after) == (0, "")


def test_a_crash_is_one_line_and_the_terminal_is_given_back() -> None:
    code, drawn, after = play(CRASH, ("Three things", b"x\r"))
    assert code == 1 and "Traceback" not in drawn
    assert "\n" not in after and "RuntimeError: nobody expects this" in after and "this is a bug" in after


def test_what_is_typed_before_there_is_a_screen_is_in_the_prompt() -> None:
    slow = """
import time, tui.background
asked = tui.background.Background.is_light
tui.background.Background.is_light = lambda self: (time.sleep(0.6), asked(self))[1]
"""
    answer = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?1;2c"
    code, screen, _ = play(slow, ("]11;?", b"typed " + answer + b"ahead"), ("typed ahead", b"\x11"))
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
