"""Reading and writing for commands that stand in a pipe: UTF-8 both ways, line by line, failures in plain words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from neural.errors import DragomanError
from neural.events import Event, Progress
from tui import safe

_CHUNK = 1 << 16


def write(line: str) -> None:
    """One line to stdout, sent off at once: whoever reads the pipe is waiting for it."""
    if sys.stdout is None:
        raise DragomanError("Standard output", "it is closed", "leave it open, or send it to a file")
    try:
        sys.stdout.buffer.write(line.encode("utf-8", errors="replace") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise DragomanError("Standard output", reason, "make room there, or send it elsewhere") from error


def write_json(value: dict[str, Any] | list[Any]) -> None:
    """One line of JSON; its own escapes keep control characters from the terminal."""
    write(json.dumps(value, ensure_ascii=False).translate(_ESCAPES))


# Control characters that JSON itself lets through, and lone surrogates, which UTF-8 cannot carry.
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_ESCAPES |= {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}


@contextmanager
def reading(file: Path | None) -> Iterator[tuple[BinaryIO, str]]:
    """The file, or stdin where there is none or it is `-`, and its name for messages."""
    if file is None or str(file) == "-":
        if sys.stdin is None:
            raise DragomanError("Standard input", "it is closed", "give a FILE")
        yield sys.stdin.buffer, "Standard input"
        return
    name = safe.line(str(file))
    try:
        stream = file.open("rb")
        stream.peek(1)  # a folder shows itself only now
    except OSError as error:
        raise DragomanError(name, error.strerror or str(error), "check the path") from error
    with stream:
        yield stream, name


def batches(stream: BinaryIO, name: str) -> Iterator[list[str]]:
    """The lines of `stream`, as many at a time as have arrived; a slow writer gets its answers line by line."""
    read = getattr(stream, "read1", stream.read)
    rest, number = b"", 0
    while chunk := read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        if whole:
            yield [_decode(line, name, number + i) for i, line in enumerate(whole)]
            number += len(whole)
    if rest:
        yield [_decode(rest, name, number)]


def _decode(line: bytes, name: str, number: int) -> str:
    where = f"line {number + 1}"
    if b"\0" in line:
        raise DragomanError(name, f"{where} holds binary data", "give it plain text in UTF-8")
    try:
        text = line.decode("utf-8-sig" if number == 0 else "utf-8")
    except UnicodeDecodeError as error:
        remedy = "convert it first, for example with `iconv -f latin1 -t utf-8`"
        raise DragomanError(name, f"{where} is not UTF-8 text", remedy) from error
    return text.removesuffix("\r")


class Meter:
    """Progress on stderr, where that is a terminal; it leaves no trace once something else is written."""

    def __init__(self) -> None:
        self._on = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, event: Event) -> None:
        """Shows a progress report; any other event ends it."""
        if not isinstance(event, Progress):
            self.clear()
        elif self._on:
            share = f" {event.done * 100 // event.total} %" if event.total else ""
            sys.stderr.write(f"\r\x1b[K{safe.line(event.task)} …{share}")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False
