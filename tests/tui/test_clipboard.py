"""Copying: the best way there is, and an honest word about it."""

from __future__ import annotations

import subprocess
from typing import Any

import pyperclip
import pytest

from tui import clipboard


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    copied: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", copied.append)
    return copied


def test_on_this_computer_the_desktop_has_it(local: list[str]) -> None:
    sent: list[str] = []
    assert clipboard.copy("abc", to_terminal=sent.append, environment={}) == "Copied 3 characters"
    assert (local, sent) == (["abc"], [])


def test_over_ssh_the_terminal_is_asked_and_nothing_is_promised(local: list[str]) -> None:
    sent: list[str] = []
    said = clipboard.copy("a", to_terminal=sent.append, environment={"SSH_TTY": "/dev/pts/1"})
    assert (local, sent) == ([], ["a"])
    assert said.startswith("Sent 1 character to your terminal") and "OSC 52" in said


def test_without_a_desktop_the_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(text: str) -> None:
        raise pyperclip.PyperclipException("no mechanism")

    monkeypatch.setattr(pyperclip, "copy", none)
    sent: list[str] = []
    assert clipboard.copy("abc", to_terminal=sent.append, environment={}).startswith("Sent 3 characters")
    assert sent == ["abc"]


@pytest.mark.parametrize("code", [0, 1])
def test_tmux_hands_it_on(code: int, local: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Any] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        ran.append((command[1:], options["input"]))
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr("tui.clipboard.subprocess.run", run)
    monkeypatch.setattr("tui.clipboard.shutil.which", lambda name: f"/usr/bin/{name}")
    sent: list[str] = []
    said = clipboard.copy("grün", to_terminal=sent.append, environment={"TMUX": "/tmp/tmux"})
    assert ran == [(["load-buffer", "-w", "-"], "grün".encode())]
    assert (said, sent) == (("Copied 4 characters, by way of tmux", []) if code == 0 else (said, ["grün"]))
    assert local == []
