"""`python -m tests.tui.driver …` is the `dragoman` command over the scripted assistant, for a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

from neural.events import Event
from tests.tui.fakes import FakeAssistant
from tui import brain
from tui.cli import main


class Slow(FakeAssistant):
    """Says that it began, then takes its time."""

    def translate(self, text: str, **options: Any) -> Iterator[Event]:
        print("began", file=sys.stderr, flush=True)
        time.sleep(30)
        yield from super().translate(text, **options)


assistant = Slow() if sys.argv[1] == "--slow" else FakeAssistant()
sys.argv = [sys.argv[0], *(argument for argument in sys.argv[1:] if argument != "--slow")]
brain.load_assistant = lambda: assistant
main()
