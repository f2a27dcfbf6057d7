"""Line by line: what a pipe and a screen reader get, over the scripted assistant."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from neural.errors import DragomanError
from neural.events import Progress
from tests.tui.conftest import Memory
from tests.tui.fakes import EVIDENCE, SECOND, FakeAssistant, silence
from tui.plain.loop import Loop
from tui.plain.telling import Teller
from tui.settings import SettingsFile
from tui.transcript import Opening, State

ROOT = Path(__file__).parents[2]


class Session:
    """A line mode in this process; `said` is what it wrote so far."""

    def __init__(self, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch, *, progress: bool = False) -> None:
        self.said: list[str] = []
        self.complained: list[str] = []
        monkeypatch.setattr("tui.plain.loop.write", self.said.append)
        monkeypatch.setattr("tui.plain.loop._complain", self.complained.append)
        self.loop = Loop(SettingsFile(), progress=progress, make_brain=lambda: fake, history=Memory())

    def send(self, *lines: str) -> list[str]:
        """What is said to these lines."""
        before = len(self.said)
        self.loop.follow(iter(lines), patient=False)
        return self.said[before:]


@pytest.fixture
def session(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> Session:
    return Session(fake, monkeypatch)


def test_a_question_gets_its_answer_sentence_and_place(session: Session) -> None:
    assert session.send("/open /docs/porte.txt") == ["Opened porte.txt: 2 pages, 29 words, 2 sentences."]
    assert session.send("Who was it?") == [
        "Panagiotis Nikousios",
        "87 % sure, porte.txt, page 1.",
        f"Sentence: {EVIDENCE}",
        "2 other candidates: /more",
    ]
    assert session.send("/more")[:2] == [
        "Or: Alexander Mavrocordatos, 31 % sure, porte.txt, page 2.",
        f"Sentence: {SECOND}",
    ]


def test_silence_is_told(session: Session, fake: FakeAssistant) -> None:
    fake.answers["Who painted it?"] = silence("Who painted it?")
    said = session.send("/open /docs/porte.txt", "Who painted it?")
    assert said[1] == "The document does not say." and SECOND in said[2]


def test_a_translation_comes_line_by_line(session: Session) -> None:
    assert session.send("/translate en>de one", "/translate two") == ["<de> one", "<de> two"]
    session.loop.controller.translate("en>de first\n\nthird")
    session.loop.wait()
    assert session.said[-3:] == ["<de> first", "", "<de> third"]


def test_progress_is_said_in_words_and_not_too_often() -> None:
    teller, work = Teller(progress=True), Opening(path=Path("a.txt"), number=1)
    said = list(teller.news(work))
    work.state = State.WORKING
    for done in range(100):
        work.take(Progress(task="Reading pages", done=done, total=100))
        said += teller.news(work)
    assert said == [f"Reading pages, {part} per cent" for part in (0, 25, 50, 75)]
    assert list(Teller(progress=False).news(work)) == []


def test_failures_go_elsewhere_and_the_next_line_is_taken(session: Session, fake: FakeAssistant) -> None:
    fake.errors["token 0"] = DragomanError("en to de", "there is no model for it", "dragoman train translator")
    assert session.send("/translate en>de one", "/open /docs/missing.txt", "/open /docs/porte.txt") == [
        "Opened porte.txt: 2 pages, 29 words, 2 sentences."
    ]
    assert session.complained[0] == "Failed. en to de: there is no model for it; dragoman train translator"
    assert len(session.complained) == 2 and session.loop.view.failed


def test_every_command_of_the_table_can_be_given(session: Session, tmp_path: Path) -> None:
    session.send("/open /docs/porte.txt", "Who?", "/translate en>de one two")
    answers = {
        "/help": "Write a question",
        "/settings": "Settings",
        "/theme": "no colours",
        "/source": "From porte.txt:",
        "/read": "From porte.txt:",
        "/think": "from",
        "/docs": "Open documents:",
        f"/train {tmp_path}": "no training runs",
        "/sessions": "/sessions NUMBER",
        "/new": "A new conversation.",
        "/nonsense": "There is no command /nonsense",
        "Who?": "No document is open yet.",
    }
    for line, told in answers.items():
        assert told in "\n".join(session.send(line)), line


def test_the_stopped_part_is_kept(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(fake, monkeypatch)
    fake.on_step = lambda step: session.loop.controller.stop() if step == "token 2" else None  # type: ignore[func-returns-value]
    assert session.send("/translate en>de Good morning friends")[-2:] == [
        "<de> Good",
        "Stopped. What came before that is kept.",
    ]


def test_nothing_of_a_document_reaches_the_terminal_as_an_escape(session: Session) -> None:
    said = session.send("/open /docs/a\x1b]0;b.txt", "/translate en>de \x1b[31mred\x07")
    assert not any(ord(letter) < 32 for line in said for letter in line)


def piped(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.tui.driver", "chat", *arguments]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, timeout=120)


def test_a_pipe_is_answered_without_being_asked_for(own_folders: Path) -> None:
    done = piped("/open /docs/porte.txt\nWho was it?\n")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines()[:2] == [
        "Opened porte.txt: 2 pages, 29 words, 2 sentences.",
        "Panagiotis Nikousios",
    ]
    assert "\x1b" not in done.stdout


def test_a_failure_in_a_pipe_is_told_by_the_exit_code(own_folders: Path) -> None:
    done = piped("Guten Tag\n/quit\nnever reached\n", "--plain", "/docs/missing.txt")
    assert done.returncode == 1
    assert done.stderr == "Failed. missing.txt: there is no such file; check the path, Tab completes it\n"
    assert "No document is open yet" in done.stdout and "never" not in done.stdout


def test_on_a_terminal_it_prompts_and_control_c_stops_only_the_work(own_folders: Path) -> None:
    pty = pytest.importorskip("pty")
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "tests.tui.driver", "--slow", "chat", "--plain"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )
    os.close(terminal)
    drawn = b""

    def until(text: bytes) -> None:
        nonlocal drawn
        deadline = time.monotonic() + 60
        while text not in drawn:
            assert time.monotonic() < deadline, drawn
            if select.select([main], [], [], 0.05)[0]:
                drawn += os.read(main, 65536)

    try:
        until(b"> ")
        os.write(main, b"/translate en>de one\n")
        until(b"began")
        os.write(main, b"\x03")
        until(b"Stopping.")
        os.write(main, b"\x03")  # it does not look at the signal: once more leaves
        while process.poll() is None and select.select([main], [], [], 60)[0]:
            try:
                drawn += os.read(main, 65536)
            except OSError:  # the other end is gone
                break
        process.wait(60)
    finally:
        process.kill()
        os.close(main)
    assert process.returncode == 0 and b"Traceback" not in drawn
    assert not re.search(rb"\x1b\[\d*;?\d*[HJK]", drawn), "the cursor was moved about"
