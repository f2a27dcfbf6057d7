"""Copying: the best way there is, and an honest word about it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
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
def test_over_ssh_tmux_hands_it_on(code: int, local: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Any] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        ran.append((command[1:], options["input"]))
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr("tui.clipboard.subprocess.run", run)
    monkeypatch.setattr("tui.clipboard.shutil.which", lambda name: f"/usr/bin/{name}")
    sent: list[str] = []
    environment = {"TMUX": "/tmp/tmux", "SSH_CONNECTION": "1.2.3.4"}
    said = clipboard.copy("grün", to_terminal=sent.append, environment=environment)
    assert ran == [(["load-buffer", "-w", "-"], "grün".encode())]
    if code == 0:
        assert said.startswith("Copied 4 characters to tmux, which hands them to your terminal") and sent == []
    else:
        assert said.startswith("Sent 4 characters to your terminal") and sent == ["grün"]
    assert local == []


def test_in_tmux_on_this_computer_the_desktop_has_it(local: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.clipboard._run", lambda command, text: pytest.fail("tmux need not be asked"))
    assert clipboard.copy("abc", to_terminal=list, environment={"TMUX": "/tmp/tmux"}) == "Copied 3 characters"
    assert local == ["abc"]


def test_a_tmux_of_its_own_really_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("there is no tmux here")
    monkeypatch.setattr("tui.clipboard._local", lambda text: False)
    socket = tmp_path / "socket"
    subprocess.run([tmux, "-S", socket, "-f", "/dev/null", "new-session", "-d", "sleep 60"], check=True)
    try:
        monkeypatch.setenv("TMUX", f"{socket},0,0")
        said = clipboard.copy("zwei\nZeilen grün", to_terminal=lambda text: pytest.fail("tmux was there"))
        shown = subprocess.run([tmux, "-S", socket, "show-buffer"], capture_output=True, check=True)
        assert "to tmux" in said and shown.stdout.decode() == "zwei\nZeilen grün"
    finally:
        subprocess.run([tmux, "-S", socket, "kill-server"], check=False)
