"""A scripted assistant: the same interface as the real one, with streams that are slow, fail or are cut short."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neural.documents.document import Document, Sentence
from neural.errors import DragomanError
from neural.events import Answer, Attention, Candidate, Done, Event, Hop, Opened, Progress, Token, Translation

EVIDENCE = "In 1661 the Porte gave the office to Panagiotis Nikousios, a Greek physician from Chios."
SECOND = "Alexander Mavrocordatos followed him in 1673 and held it for most of four decades."


def document(name: str = "porte.txt", path: str = "/docs/porte.txt") -> Document:
    """A document of two sentences on two pages."""
    text = f"{EVIDENCE}\n{SECOND}"
    second = len(EVIDENCE) + 1
    sentences = (
        Sentence(start=0, end=len(EVIDENCE), paragraph=0, page=1),
        Sentence(start=second, end=len(text), paragraph=1, page=2),
    )
    return Document(name=name, path=path, text=text, sentences=sentences, digest="0" * 64, page_starts=(0, second))


def candidate(answer: str, evidence: str, *, confidence: float, page: int, offset: int = 0) -> Candidate:
    start = offset + evidence.index(answer)
    return Candidate(
        answer=answer,
        confidence=confidence,
        evidence=evidence,
        evidence_start=offset,
        start=start,
        end=start + len(answer),
        page=page,
        document="porte.txt",
    )


FOUND = (
    candidate("Panagiotis Nikousios", EVIDENCE, confidence=0.87, page=1),
    candidate("Alexander Mavrocordatos", SECOND, confidence=0.31, page=2, offset=len(EVIDENCE) + 1),
    candidate("a Greek physician from Chios", EVIDENCE, confidence=0.06, page=1),
)
HOP = Hop(hop=0, sentences=(0, 1), texts=(EVIDENCE, SECOND), documents=("porte.txt",) * 2, weights=(0.8, 0.2))


def answer(question: str, candidates: Sequence[Candidate] = FOUND) -> Answer:
    """The answer that the first candidate gives."""
    best = candidates[0]
    return Answer(
        question=question,
        answer=best.answer,
        confidence=best.confidence,
        evidence=best.evidence,
        evidence_start=best.evidence_start,
        start=best.start,
        end=best.end,
        page=best.page,
        document=best.document,
        candidates=tuple(candidates),
        hops=(HOP,),
    )


def silence(question: str) -> Answer:
    """The document does not say; the second sentence comes nearest."""
    offset = len(EVIDENCE) + 1
    return Answer(
        question=question,
        answer=None,
        confidence=0.71,
        evidence=SECOND,
        evidence_start=offset,
        start=offset,
        end=offset,
        page=2,
        document="porte.txt",
        candidates=(),
        hops=(HOP,),
    )


def translated(text: str, target: str) -> str:
    """What the fake makes of a line: the words as they are, with the language in front."""
    return f"<{target}> {text}" if text.strip() else ""


@dataclass
class Gate:
    """Holds a stream at a step until a test lets it through."""

    opened: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def wait(self, stop: threading.Event | None) -> None:
        self.reached.set()
        while not self.opened.wait(0.002):
            if stop is not None and stop.is_set():
                return


class FakeAssistant:
    """`gates` hold a stream before the step of that name; `errors` raise there; `answers` replace the usual answer."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self.gates: dict[str, Gate] = {}
        self.errors: dict[str, BaseException] = {}
        self.answers: dict[str, Answer] = {}
        self.context: tuple[Answer, ...] = ()
        self.calls: list[tuple[str, str]] = []
        self.loading: list[Progress] = []
        self.warmed: tuple[str | None, str] | None = None  # the pair of languages that was made ready
        self.on_step: Callable[[str], None] = lambda step: None

    @property
    def documents(self) -> Sequence[Document]:
        return tuple(self._documents.values())

    def gate(self, step: str) -> Gate:
        """A gate before `step`, closed."""
        return self.gates.setdefault(step, Gate())

    def warm(self, source: str | None = None, target: str = "de") -> None:
        self.warmed = source, target
        self._held("warm", None)

    def open(self, path: Path, *, stop: threading.Event | None = None) -> Iterator[Event]:
        self.calls.append(("open", str(path)))
        yield Progress(task="Reading pages", done=1, total=4)
        if self._held("open", stop):
            yield Done(stopped=True, seconds=0.1)
            return
        if "missing" in path.name:
            raise DragomanError(path.name, "there is no such file", "check the path, Tab completes it")
        self._documents[path.name] = document(path.name, str(path))
        yield Opened(document=path.name, path=str(path), words=29, sentences=2, pages=2)
        yield Done(stopped=False, seconds=0.1)

    def close(self, name: str) -> None:
        self.calls.append(("close", name))
        del self._documents[name]

    def ask(
        self,
        question: str,
        *,
        top: int = 3,
        document: str | None = None,
        context: Sequence[Answer] = (),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        self.calls.append(("ask", question))
        self.context = tuple(context)
        yield from self.loading
        if self._held("ask", stop):
            yield Done(stopped=True, seconds=0.2)
            return
        yield HOP
        yield self.answers.get(question) or answer(question, FOUND[:top])
        yield Done(stopped=False, seconds=0.2)

    def translate(
        self,
        text: str | Iterable[str],
        *,
        source: str | None = None,
        target: str = "de",
        beam: int = 5,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        parts = [text] if isinstance(text, str) else text
        for number, line in enumerate(line for part in parts for line in self._lines(part)):
            if not number:
                yield from self.loading
            if number:
                yield Token(text="\n")
            tokens = translated(line, target).split(" ")
            for step, token in enumerate(tokens if line.strip() else []):
                if self._held(f"token {step}", stop):
                    yield Done(stopped=True, seconds=0.3)
                    return
                yield Token(text=token if step == 0 else f" {token}")
                weights = (1.0,)
                yield Attention(sentence=number, step=step, source_tokens=(line,), target_token=token, weights=weights)
            yield Translation(
                source=line,
                translation=translated(line, target),
                score=-0.5 if line.strip() else 0.0,
                source_tokens=tuple(line.split()),
                tokens=tuple(tokens) if line.strip() else (),
                attention=tuple((1.0,) for _ in tokens) if line.strip() else (),
            )
        yield Done(stopped=False, seconds=0.3)

    def _lines(self, part: str) -> list[str]:
        self.calls.append(("translate", part))
        return part.split("\n")

    def _held(self, step: str, stop: threading.Event | None) -> bool:
        """Waits at the step's gate and raises its error; tells whether the stream must stop."""
        self.on_step(step)
        if step in self.gates:
            self.gates[step].wait(stop)
        if step in self.errors:
            raise self.errors[step]
        return stop is not None and stop.is_set()
