"""The models of a folder, each loaded when it is first needed and then kept. Importing this module costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from neural.errors import DragomanError
from neural.text.directions import Direction
from neural.training.catalogue import checkpoints_folder, find_model, find_opposite, list_models

if TYPE_CHECKING:
    from neural.reading.reader import Reader
    from neural.seq2seq.translator import Translator

LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}

Loaded = TypeVar("Loaded")


class Models:
    """What the assistant works with. May be used from several threads; a model is loaded once.

    Failures are DragomanErrors: no model for the work, or one that is damaged.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds one folder per model; found by itself where left out."""
        self._folder = folder or checkpoints_folder()
        self._loading = threading.Lock()
        self._loaded: dict[Path, object] = {}

    def is_loaded(self, path: Path) -> bool:
        return path in self._loaded

    def pairs(self) -> list[Direction]:
        """The directions that there is a translator for."""
        models = list_models(self._folder)
        return sorted({pair for m in models if m.domain == "general" for pair in m.directions})

    def warm(self, source: str | None, target: str) -> None:
        """Loads the reader and the translator from `source` (None: English, or what else there is) to `target`, with
        its judge. What can't be loaded is passed over: whoever needs it is told then."""
        sources = LANGUAGES if source is None else (source,)
        with suppress(DragomanError):
            self.reader(self.reader_path())
        for language in sources:
            path = find_model(self._folder, "translator", (language, target))
            if path is not None:
                with suppress(DragomanError):
                    self.translator(path, (language, target), judged=True)
                return

    def reader_path(self) -> Path:
        path = find_model(self._folder, "reader")
        if path is None:
            why, remedy = f"there is none in '{_short(self._folder)}'", "train one: dragoman train reader"
            raise DragomanError("reader model", why, remedy)
        return path

    def reader(self, path: Path) -> Reader:
        """The one at `path`, which `reader_path` found."""
        return self._load(path, _load_reader)

    def translator_path(self, direction: Direction) -> Path:
        source, target = direction
        if source == target:
            name = LANGUAGES[source]
            raise DragomanError("translation", f"the text is in {name} already, or seems so", "name both languages")
        path = find_model(self._folder, "translator", direction)
        if path is None:
            known = ", ".join(f"{a} to {b}" for a, b in self.pairs())
            remedy = f"there are {known}" if known else "train one: dragoman train translator"
            raise DragomanError(f"translation from {source} to {target}", "there is no model for it", remedy)
        return path

    def translator(self, path: Path, direction: Direction, judged: bool) -> Translator:
        """The one at `path`, which `translator_path` found; where `judged`, with the one that goes the other way as its
        judge, if any."""
        translator = self._load(path, _load_translator).towards(direction)
        opposite = find_opposite(path, direction) if judged else None
        if opposite is not None:
            with suppress(DragomanError):  # a damaged judge must not keep the other from its work
                back = direction[1], direction[0]
                return translator.judged_by(self._load(opposite, _load_translator).towards(back))
        return translator

    def _load(self, path: Path, load: Callable[[Path], Loaded]) -> Loaded:
        with self._loading:
            if path not in self._loaded:
                self._loaded[path] = load(path)
            model: Loaded = self._loaded[path]  # type: ignore[assignment]  # a path has one kind of model
            return model


def _load_reader(path: Path) -> Reader:
    from neural.reading.reader import Reader

    return Reader.load(path)


def _load_translator(path: Path) -> Translator:
    from neural.seq2seq.translator import Translator

    return Translator.load(path)


def _short(path: Path) -> Path:
    """`path` as one would type it here: messages must fit on a line."""
    with suppress(ValueError):
        return path.resolve().relative_to(Path.cwd())
    return path
