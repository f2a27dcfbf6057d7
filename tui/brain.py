"""The brain as the screens and the commands see it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from neural.documents.document import Document
from neural.events import Answer, Event
from neural.pool import set_up_pool
from neural.seq2seq.widths import JUDGED_BEAM

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo


class Brain(Protocol):
    """What the screens need of `neural.assistant.Assistant`; tests put a scripted one in its place."""

    @property
    def documents(self) -> Sequence[Document]: ...

    def open(self, path: Path, *, stop: threading.Event | None = None) -> Iterator[Event]: ...

    def warm(self, source: str | None = None, target: str = "de") -> None: ...

    def close(self, name: str) -> None: ...

    def ask(
        self,
        question: str,
        *,
        top: int = 3,
        document: str | None = None,
        context: Sequence[Answer] = (),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]: ...

    def translate(
        self,
        text: str | Iterable[str],
        *,
        source: str | None = None,
        target: str = "de",
        beam: int = JUDGED_BEAM,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]: ...


def find_models() -> list[ModelInfo]:
    """The trained models on this computer. Reads small files only."""
    from neural.training.catalogue import list_models

    return list_models()


def load_assistant() -> Brain:
    """The real one. What it imports takes seconds, so the app calls this in its worker."""
    # A key goes through three threads on its way to the screen. Each may have to wait so long for the interpreter while
    # the model's thread has it; Python's own measure is 25 times that.
    sys.setswitchinterval(0.0002)
    set_up_pool(spare=1)  # the screen needs a core too
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from neural.assistant import Assistant
    from tui.loading import map_libraries

    map_libraries()
    return Assistant()
