"""The first screen comes without the models: nothing heavy is imported before it, nor by the command line's help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "numpy", "tokenizers", "safetensors", "kreuzberg", "sentencex", "bm25s", "datasets", "matplotlib")
# Of the app itself: what no first screen shows.
LATER = ("tui.thinking.answer", "tui.thinking.translation", "tui.sessions.export.html",
         "tui.screens.settings", "tui.screens.sessions", "tui.screens.training")  # fmt: skip

_FIRST_PAINT = """
import asyncio
from tui.app import DragomanApp

async def paint():
    app = DragomanApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Three things to try" in app.export_screenshot().replace("&#160;", " ")

asyncio.run(paint())
"""


@pytest.mark.parametrize(
    "code",
    [
        "import tui.cli",
        "import tui.cli; tui.cli.run(['--help'])",
        "import tui.cli; tui.cli.run(['translate', '--help'])",
        "import tui.cli; tui.cli.run(['models'])",
        _FIRST_PAINT,
    ],
    ids=["import", "help", "command help", "models", "first paint"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code: str) -> None:
    report = f"\nimport sys\nprint([name for name in {HEAVY + LATER!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + report], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == "[]\n"


def test_the_command_line_does_not_import_the_app() -> None:
    code = "import sys, tui.cli; tui.cli.run(['--help']); print('textual' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == "False\n"
