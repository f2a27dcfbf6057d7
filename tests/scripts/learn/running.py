"""Runs a lesson in this process and reads what it says."""

from __future__ import annotations

import importlib
import re
import struct
from pathlib import Path

from click.testing import CliRunner

LESSONS = ("tokens", "learning_rates", "gradients", "recurrent", "attention", "memory")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def run_lesson(lesson: str, *arguments: str) -> str:
    """What `python -m scripts.learn.LESSON ARGUMENTS` prints."""
    program = importlib.import_module(f"scripts.learn.{lesson}")
    result = CliRunner().invoke(program.main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def numbers_of(line: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(line)]


def line_with(output: str, words: str) -> str:
    (line,) = [line for line in output.splitlines() if words in line]
    return line


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height that a PNG file announces."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), f"{path} is no PNG"
    width, height = struct.unpack(">II", data[16:24])
    return width, height
