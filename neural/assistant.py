"""The public face of the brain: load it, open documents, ask, translate. Every method yields typed events.

Importing this module costs nothing: torch and the models load on first use, in whatever thread asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from neural.documents.document import Document
from neural.events import Answer, Done, Event, Opened

LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}


class Assistant:
    """Translates, and answers over the documents opened so far.

    Each method is a generator. `stop`, where given, is looked at between steps: once set, the stream ends early with
    `Done(stopped=True)`; what was yielded before still holds. All failures a user can mend are `DragomanError`s.
    """

    def __init__(self, checkpoints: Path | None = None) -> None:
        """`checkpoints`: the folder that holds one folder per model; found by itself where left out."""
        raise NotImplementedError

    @property
    def documents(self) -> Sequence[Document]:
        """The opened documents, oldest first."""
        raise NotImplementedError

    def open(self, path: Path, *, stop: threading.Event | None = None) -> Iterator[Event]:
        """Progress…, Opened, Done. A document opened again replaces its older self."""
        raise NotImplementedError

    def close(self, name: str) -> None:
        """Forgets the document called `name`."""
        raise NotImplementedError

    def ask(
        self, question: str, *, top: int = 3, document: str | None = None, stop: threading.Event | None = None
    ) -> Iterator[Event]:
        """Progress… (model loading), Hop…, Answer, Done; over all opened documents, or the one named."""
        raise NotImplementedError

    def translate(
        self,
        text: str,
        *,
        source: str | None = None,
        target: str = "de",
        beam: int = 5,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Progress…, then Token and Attention as words appear, one Translation for each line of `text`, Done.

        The tokens, joined, are the whole translation, line breaks and blank lines kept. `source` None: detected.
        """
        raise NotImplementedError
