"""The public face of the brain: load it, open documents, ask, translate. Every method yields typed events.

Importing this module costs nothing: torch and the models load on first use, in whatever thread asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from neural.conversation import answer_back, understand
from neural.documents.document import Document, distinct_name
from neural.errors import DragomanError
from neural.events import Answer, Done, Event, Opened, Progress, Translation
from neural.models import LANGUAGES, Models
from neural.seq2seq.widths import JUDGED_BEAM
from neural.streaming import Report, progress_of
from neural.text.language import DetectedLanguage
from neural.text.normalise import normalise

if TYPE_CHECKING:
    from neural.reading.index import DocumentIndex
    from neural.reading.reader import Reader

Loaded = TypeVar("Loaded")


class Assistant:
    """Translates, and answers over the documents opened so far.

    Each method is a generator. `stop`, where given, is looked at between steps: once set, the stream ends early with
    `Done(stopped=True)`; what was yielded before still holds. All failures a user can mend are `DragomanError`s.
    Methods may be called from several threads; a model is loaded once.
    """

    def __init__(self, checkpoints: Path | None = None) -> None:
        """`checkpoints`: the folder that holds one folder per model; found by itself where left out."""
        self._models = Models(checkpoints)
        self._indexes: dict[str, DocumentIndex] = {}

    @property
    def documents(self) -> Sequence[Document]:
        """The opened documents, oldest first."""
        return tuple(index.document for index in self._indexes.values())

    def document(self, name: str) -> Document:
        """The opened document called `name`: text, pages, outline. Raises DragomanError where none is."""
        if name not in self._indexes:
            raise self._not_open(name)
        return self._indexes[name].document

    def pairs(self) -> list[tuple[str, str]]:
        """The directions (source, target) that there is a translator for."""
        return self._models.pairs()

    def warm(self, source: str | None = None, target: str = "de") -> None:
        """Loads the reader and the translator from `source` (None: English, or what else there is) to `target`, so that
        the first question need not wait. What can't be loaded is passed over: whoever needs it is told then."""
        self._models.warm(source, target)

    def open(self, path: Path, *, stop: threading.Event | None = None) -> Iterator[Event]:
        """Progress…, Opened, Done. A document opened again replaces its older self; one that shares its name with
        another goes by its folder too."""
        started = time.monotonic()
        yield Progress(task="Opening", done=0)
        index = yield from self._index(path, stop)
        if index is None or _is_set(stop):
            yield _done(started, stop)
            return
        document = index.document
        self._indexes.pop(document.name, None)
        self._indexes[document.name] = index
        yield Opened(
            document=document.name,
            path=document.path,
            words=document.word_count,
            sentences=len(document.sentences),
            pages=len(document.page_starts) or None,
        )
        yield _done(started, stop)

    def close(self, name: str) -> None:
        """Forgets the document called `name`. Raises DragomanError where none is."""
        if name not in self._indexes:
            raise self._not_open(name)
        del self._indexes[name]

    def ask(
        self,
        question: str,
        *,
        top: int = 3,
        document: str | None = None,
        context: Sequence[Answer] = (),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Progress… (model loading), Hop…, Answer, Done; over all opened documents, or the one named.

        `context`: the answers of the conversation so far, oldest first; what a follow-up refers to is looked for there.
        A question in another language than the documents' is translated where there is a model for it, and so is the
        answer.
        """
        started = time.monotonic()
        if document is not None and document not in self._indexes:
            raise self._not_open(document)
        if not self._indexes:
            raise DragomanError("question", "no document is open", "open one first")
        indexes = [self._indexes[document]] if document is not None else list(self._indexes.values())
        reader = yield from self._reader()
        documents, pairs = [index.document for index in indexes], self.pairs()
        understood = yield from understand(question, context, documents, pairs, self._in_one)
        if not _is_set(stop):
            answer = reader.ask(understood.asked, indexes, top)
            yield from answer.hops
            yield (yield from answer_back(answer, understood, documents, pairs, self._in_one))
        yield _done(started, stop)

    def translate(
        self,
        text: str | Iterable[str],
        *,
        source: str | None = None,
        target: str = "de",
        beam: int = JUDGED_BEAM,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Progress…, then Token and Attention as words appear, one Translation for each line of `text`, Done.

        The tokens, joined, are the whole translation, line breaks and blank lines kept. `source` None: detected, once,
        from the lines that are not in `target` already; those are kept.
        A text of more than a few sentences is translated in batches, which is faster, and appears line by line. A long
        one can be given in parts, each of whole lines without the last line's end; no more than a part is in memory.
        """
        from neural.seq2seq.lines import LineTranslator

        started = time.monotonic()
        _check_languages(source, target)
        detected = DetectedLanguage(list(LANGUAGES), self._sources(target), target) if source is None else None
        lines = LineTranslator(beam, stop, detected.is_target if detected else None)
        for part in [normalise(text).removesuffix("\n")] if isinstance(text, str) else text:
            if _is_set(stop):
                break
            if part.strip() or isinstance(text, str):
                language = source or (detected.of(part) if detected and part.strip() else "en")
                if lines.translator is None or lines.translator.source_language != language:
                    path = self._models.translator_path((language, target))
                    if not self._models.is_loaded(path):
                        yield Progress(task="Loading the translator", done=0)
                    lines.translator = self._models.translator(path, (language, target), judged=beam > 1)
            yield from lines.translate(part)
        yield _done(started, stop)

    def _sources(self, target: str) -> list[str]:
        """The languages that there is a translator from to `target`; where there is none, all others."""
        sources = [source for source, to in self.pairs() if to == target]
        return [code for code in LANGUAGES if code != target and (code in sources or not sources)]

    def _in_one(self, text: str, source: str, target: str) -> Generator[Event, None, str]:
        """The translation of a short text as a whole, and progress meanwhile."""
        lines = []
        for event in self.translate(text, source=source, target=target):
            if isinstance(event, Translation):
                lines.append(event.translation)
            elif isinstance(event, Progress):
                yield event
        return " ".join(lines)

    def _index(self, path: Path, stop: threading.Event | None) -> Generator[Event, None, DocumentIndex | None]:
        """The index of the file at `path`, kept from another time or made now; None where `stop` was set meanwhile."""
        from neural.documents.opening import open_document, read_source

        source = read_source(path)
        name = self._name_for(str(source.path))
        if _is_set(stop):
            return None
        reader = yield from self._reader()
        from neural.reading.index_cache import IndexCache, cache_folder, entry_key, fingerprint

        cache = IndexCache(cache_folder())
        key = entry_key(source.digest, source.path.suffix, fingerprint(self._models.reader_path()))
        if (entry := cache.find(key, name, str(source.path))) is not None:
            return entry.assemble(reader.vocabulary)
        document = yield from _progress("Opening", lambda report: open_document(source, lambda _, d, t: report(d, t)))
        document = replace(document, name=name)
        index = yield from _progress("Reading", lambda report: reader.index(document, report, stop))
        if index is not None:
            cache.keep(key, index)
        return index

    def _name_for(self, path: str) -> str:
        """The name that the document at `path` has already, or else one that no other has."""
        taken = {name: index.document.path for name, index in self._indexes.items()}
        return next((name for name, other in taken.items() if other == path), None) or distinct_name(path, taken)

    def _reader(self) -> Generator[Event, None, Reader]:
        path = self._models.reader_path()
        if not self._models.is_loaded(path):
            yield Progress(task="Loading the reader", done=0)
        return self._models.reader(path)

    def _not_open(self, name: str) -> DragomanError:
        known = ", ".join(self._indexes) or "none"
        return DragomanError(f"document '{name}'", "it is not open", f"open are: {known}")


def _check_languages(source: str | None, target: str) -> None:
    """Raises DragomanError for one that is not known, and for twice the same."""
    for language in (source, target):
        if language is not None and language not in LANGUAGES:
            raise DragomanError(f"language '{language}'", "unknown", f"choose one of {', '.join(LANGUAGES)}")
    if source == target:
        what = f"translation from {LANGUAGES[target]} to itself"
        raise DragomanError(what, "there is nothing to translate", "name two languages")


def _progress(task: str, work: Callable[[Report], Loaded]) -> Generator[Event, None, Loaded]:
    """The Progress events of `work`, and its result."""
    steps = progress_of(work)
    while True:
        try:
            done, total = next(steps)
        except StopIteration as finished:
            result: Loaded = finished.value
            return result
        yield Progress(task=task, done=done, total=total)


def _is_set(stop: threading.Event | None) -> bool:
    return stop is not None and stop.is_set()


def _done(started: float, stop: threading.Event | None) -> Done:
    return Done(stopped=_is_set(stop), seconds=time.monotonic() - started)
