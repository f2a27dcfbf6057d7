"""A program on a pseudo-terminal of its own: what it draws, when, and what memory it takes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

SIZE = (80, 24)
_ESCAPE = re.compile(rb"\x1b(\[[0-9;?<>=]*\$?[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\))")


class Terminal:
    """`home` takes the place of the user's folders, `environment` is added to that of this program. What is drawn is
    read at once, as a terminal would.

    `started` and the times that methods give are of `time.perf_counter`.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        size: tuple[int, int] = SIZE,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
        own = {"TERM": "xterm-256color", "COLUMNS": str(size[0]), "LINES": str(size[1]), "HOME": str(home)}
        self._drawn: list[tuple[float, bytes]] = []
        self._news = threading.Condition()
        self._ended = self._closed = False
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            env={**os.environ, **folders, **own, **(environment or {})},
        )
        os.close(other)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        if not self._closed:
            os.close(self._main)

    def hang_up(self) -> None:
        """The terminal disappears, as when its window is closed."""
        self._closed = True
        self._reader.join()  # who still reads would keep it open
        os.close(self._main)

    def _read(self) -> None:
        while True:
            try:
                while not select.select([self._main], [], [], 0.1)[0]:
                    if self._closed:
                        return
                data = os.read(self._main, 1 << 16)
            except OSError:  # the program has ended
                data = b""
            with self._news:
                self._drawn.append((time.perf_counter(), data))
                self._ended = not data
                self._news.notify_all()
            if not data:
                return

    def press(self, keys: bytes) -> float:
        """Types `keys`; gives the time just before."""
        pressed = time.perf_counter()
        while keys:
            keys = keys[os.write(self._main, keys) :]
        return pressed

    def end(self, seconds: float = 30.0) -> bytes:
        """Waits until the program ends by itself; gives all that it has drawn."""
        self.process.wait(seconds)
        self._reader.join(seconds)
        return self.drawn()

    def drawn(self, since: int = 0) -> bytes:
        """What was drawn since a mark, escape sequences and all."""
        with self._news:
            return b"".join(data for _, data in self._drawn[since:])

    def mark(self) -> int:
        """Now, as a place in what is drawn."""
        with self._news:
            return len(self._drawn)

    def shows(self, *texts: str, since: int = 0) -> bool:
        """Whether one of `texts` was drawn since a mark."""
        with self._news:
            return _holds(self._drawn[since:], texts)

    def until(self, *texts: str, since: int = 0, at_least: int = 1, seconds: float = 120.0) -> float:
        """Waits until one of `texts` is drawn after a mark, or `at_least` so many bytes where there are none; gives the
        time when that came."""
        end = time.perf_counter() + seconds
        looked = since
        with self._news:
            while True:
                recent = self._drawn[max(since, looked - 2) if texts else since :]  # a text may come in two pieces
                if _holds(recent, texts) if texts else sum(len(data) for _, data in recent) >= at_least:
                    return self._drawn[-1][0]
                looked = len(self._drawn)
                if self._ended or not self._news.wait(end - time.perf_counter()):
                    why = "the program ended" if self._ended else f"{seconds:.0f} seconds passed"
                    raise click.ClickException(f"waited for {' or '.join(texts) or 'anything'}: {why}")

    def settle(self, quiet: float = 0.4, most: float = 120.0) -> None:
        """Waits until nothing is drawn for so many seconds. (A cursor blinks every half second.)"""
        end = time.perf_counter() + most
        with self._news:
            while self._news.wait(quiet) and time.perf_counter() < end:
                pass

    def memory(self) -> float:
        """Resident megabytes (Linux)."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _holds(drawn: Sequence[tuple[float, bytes]], texts: Sequence[str]) -> bool:
    plain = _ESCAPE.sub(b"", b"".join(data for _, data in drawn))
    return any(text.encode() in plain for text in texts)
