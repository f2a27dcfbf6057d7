"""How quick the app is, measured on a pseudo-terminal and printed as JSON: `python -m scripts.benchmark_app --help`."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

SIZE = (80, 24)
_ESCAPE = re.compile(rb"\x1b(\[[0-9;?<>=]*\$?[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\))")
_READY = "Three things to try"
DEMO = ([sys.executable, "-m", "textual"], "Textual")
APP = [str(Path(sys.executable).with_name("dragoman"))]
SAMPLE = Path(__file__).parents[1] / "tui" / "samples" / "dragomans.txt"


class Terminal:
    """A program on a pseudo-terminal of its own, and what it drew."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "STATE", "CONFIG")}
        environment = {**os.environ, **folders, "TERM": "xterm-256color", "HOME": str(home)}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, start_new_session=True, env=environment
        )
        os.close(other)
        self._main = main
        self.drawn = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._main)

    def press(self, keys: bytes) -> None:
        os.write(self._main, keys)

    def until(self, found: Callable[[bytes], bool], seconds: float = 120.0) -> float:
        """Seconds until `found` holds for what was drawn since the last call of `forget`."""
        begun = time.perf_counter()
        while not found(self.drawn):
            left = begun + seconds - time.perf_counter()
            if left <= 0 or not select.select([self._main], [], [], left)[0]:
                raise click.ClickException("the screen did not show what was waited for")
            self.drawn += os.read(self._main, 1 << 16)
        return time.perf_counter() - begun

    def settle(self, quiet: float = 0.5, most: float = 60.0) -> None:
        """Until nothing is drawn for a while."""
        end = time.perf_counter() + most
        while select.select([self._main], [], [], quiet)[0] and time.perf_counter() < end:
            os.read(self._main, 1 << 16)

    def forget(self) -> None:
        self.drawn = b""


def first_paint(runs: int) -> dict[str, Any]:
    """From the shell to the welcome, to the prompt's placeholder, and to Textual's own demo, in turn; the best of all.

    The least is what the program itself needs: whatever else runs on the machine only adds to it.
    """
    ours, prompts, demos = [], [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(runs + 1):  # the first only warms the caches
            with Terminal(APP, Path(home)) as terminal:
                terminal.until(_shows(_READY))
                ours.append(time.perf_counter() - terminal.started)
                terminal.until(_shows("Open a document with /open"))
                prompts.append(time.perf_counter() - terminal.started)
            with Terminal(DEMO[0], Path(home)) as terminal:
                terminal.until(_shows(DEMO[1]))
                demos.append(time.perf_counter() - terminal.started)
    pairs = [theirs / own for own, theirs in zip(ours[1:], demos[1:], strict=True)]
    return {
        "welcome_s": round(min(ours[1:]), 3),
        "prompt_s": round(min(prompts[1:]), 3),
        "textual_demo_s": round(min(demos[1:]), 3),
        "ratio_of_best": round(min(demos[1:]) / min(ours[1:]), 2),
        "ratio_median_of_pairs": round(statistics.median(pairs), 2),
    }


def keystrokes_while_decoding(count: int) -> dict[str, Any]:
    """From a key to its letter on the screen: idle, while the models load, and while a translation goes on."""
    text = " ".join(["The old interpreter read the letter aloud and nobody in the room said a word."] * 400)
    with tempfile.TemporaryDirectory() as home, Terminal(APP, Path(home)) as terminal:
        terminal.until(_shows(_READY))
        loading = _keys(terminal, count)
        terminal.press(b"\x03" + b"\x1b[200~/translate en>de one\x1b[201~\r")
        terminal.forget()
        terminal.until(_shows("● ready"))  # full: a model has answered
        terminal.settle()
        idle = _keys(terminal, count)
        terminal.press(b"\x03" + f"\x1b[200~/translate en>de {text}\x1b[201~\r".encode())
        time.sleep(3)
        decoding = _keys(terminal, count)
    return {"while_loading": loading, "idle": idle, "while_decoding": decoding}


def long_transcript(messages: int, count: int) -> dict[str, Any]:
    """A conversation of `messages` messages: what it costs to type and to scroll in it, and what memory it takes."""
    with tempfile.TemporaryDirectory() as home, Terminal([*APP, "chat", str(SAMPLE)], Path(home)) as terminal:
        terminal.until(_shows("sentences"))
        terminal.settle()
        before = _memory(terminal)
        for number in range(messages):
            terminal.press(f"\x1b[200~/nothing{number}\x1b[201~\r".encode())
            terminal.forget()
            terminal.until(lambda drawn, number=number: f"/nothing{number}".encode() in _ESCAPE.sub(b"", drawn))  # type: ignore[misc]
        terminal.settle()
        grown = _memory(terminal) - before
        typing = _keys(terminal, count)
        scrolling = _strokes(terminal, [b"\x1b[5~", b"\x1b[6~"] * (count // 2))
    return {"messages": messages, "memory_growth_mb": round(grown / 1e6, 1), "typing": typing, "scrolling": scrolling}


def _keys(terminal: Terminal, count: int) -> dict[str, float]:
    return _strokes(terminal, [b"abcdefghij"[n % 10 : n % 10 + 1] for n in range(count)])


def _strokes(terminal: Terminal, strokes: Sequence[bytes]) -> dict[str, float]:
    """The time from each stroke to the first thing that is drawn for it, in milliseconds."""
    times = []
    for stroke in strokes:
        time.sleep(0.05)
        _drain(terminal)
        terminal.forget()
        wanted = stroke if len(stroke) == 1 else b"\x1b["
        terminal.press(stroke)
        times.append(terminal.until(lambda drawn, wanted=wanted: wanted in _text_of(drawn, wanted), 60) * 1000)  # type: ignore[misc]
    times.sort()
    return {
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95) - 1], 1),
        "max_ms": round(times[-1], 1),
    }


def _text_of(drawn: bytes, wanted: bytes) -> bytes:
    return drawn if wanted.startswith(b"\x1b") else _ESCAPE.sub(b"", drawn)


def _drain(terminal: Terminal) -> None:
    while select.select([terminal._main], [], [], 0)[0]:
        os.read(terminal._main, 1 << 16)


def _shows(*texts: str) -> Callable[[bytes], bool]:
    return lambda drawn: any(text.encode() in _ESCAPE.sub(b"", drawn) for text in texts)


def _memory(terminal: Terminal) -> int:
    """Resident bytes (Linux)."""
    pages = Path(f"/proc/{terminal.process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@click.command(context_settings={"show_default": True})
@click.argument("what", nargs=-1, type=click.Choice(["paint", "keys", "transcript"]))
@click.option("--runs", default=7, type=click.IntRange(1), help="Starts of each program.")
@click.option("--strokes", default=200, type=click.IntRange(20), help="Keys that are pressed.")
@click.option("--messages", default=2000, type=click.IntRange(10), help="Length of the conversation.")
def main(what: tuple[str, ...], runs: int, strokes: int, messages: int) -> None:
    """Measure first paint, keystrokes and a long transcript, or WHAT of them. JSON on standard output."""
    figures: dict[str, Any] = {"load_before": os.getloadavg()[0], "cpus": os.cpu_count()}
    jobs: dict[str, Callable[[], dict[str, Any]]] = {
        "paint": lambda: first_paint(runs),
        "keys": lambda: keystrokes_while_decoding(strokes),
        "transcript": lambda: long_transcript(messages, strokes),
    }
    for name, job in jobs.items():
        if not what or name in what:
            figures[name] = job()
    click.echo(json.dumps(figures | {"load_after": os.getloadavg()[0]}, indent=2))


if __name__ == "__main__":
    main()
