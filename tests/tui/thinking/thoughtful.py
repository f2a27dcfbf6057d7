"""An assistant whose translations and answers have something to show: alignments, choices, several hops."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from neural.events import Answer, Attention, Done, Event, Hop, Token, Translation, TranslationCandidate
from tests.tui.fakes import EVIDENCE, SECOND, FakeAssistant, answer, silence

SOURCE = (" Two", " children", " are", " play", "ing", ".", "</s>")
TARGET = (" Zwei", " Kind", "er", " spielen", ".")
WEIGHTS = (
    (0.91, 0.05, 0.01, 0.01, 0.01, 0.0, 0.01),
    (0.02, 0.9, 0.02, 0.02, 0.02, 0.01, 0.01),
    (0.0, 0.8, 0.1, 0.05, 0.02, 0.01, 0.02),
    (0.01, 0.02, 0.2, 0.4, 0.25, 0.02, 0.1),
    (0.01, 0.01, 0.05, 0.1, 0.05, 0.55, 0.23),
)
CHOICES: tuple[tuple[str, float, float | None], ...] = (
    ("Zwei Kinder spielen.", -0.11, -0.58),
    ("Zwei Kinder sind am Spielen.", -0.42, -0.61),
    ("Die Kinder spielen.", -0.95, None),
)
HOPS = (
    Hop(hop=0, sentences=(0, -1, 1), texts=(EVIDENCE, "", SECOND), documents=("porte.txt", "", "porte.txt"),
        weights=(0.55, 0.25, 0.2)),
    Hop(hop=1, sentences=(0, 1), texts=(EVIDENCE, SECOND), documents=("porte.txt",) * 2, weights=(0.93, 0.04)),
)  # fmt: skip


def blocks(count: int) -> tuple[tuple[float, ...], ...]:
    """The weights of `count` sentences, one block after the other along the diagonal."""
    width = len(SOURCE)
    return tuple(
        (0.0,) * width * before + row + (0.0,) * width * (count - before - 1)
        for before in range(count)
        for row in WEIGHTS
    )


class Thoughtful(FakeAssistant):
    """Each sentence of a text becomes the same German one; gates are called `word 0`, `word 1` … and `ask`."""

    def translate(
        self,
        text: str | Iterable[str],
        *,
        source: str | None = None,
        target: str = "de",
        beam: int = 5,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        text = text if isinstance(text, str) else "".join(text)
        self.calls.append(("translate", text))
        count, written = text.count("."), 0
        for number in range(count):
            for step, (piece, weights) in enumerate(zip(TARGET, WEIGHTS, strict=True)):
                if self._held(f"word {written}", stop):
                    yield Done(stopped=True, seconds=0.3)
                    return
                written += 1
                yield Attention(sentence=number, step=step, source_tokens=SOURCE, target_token=piece, weights=weights)
                yield Token(text=piece.strip() if step == 0 and number == 0 else piece)
        yield Translation(
            source=text,
            translation=" ".join(["Zwei Kinder spielen."] * count),
            score=-0.11,
            source_tokens=SOURCE * count,
            tokens=TARGET * count,
            attention=blocks(count),
            candidates=tuple(
                TranslationCandidate(sentence=number, text=text, score=score, back=back)
                for number in range(count)
                for text, score, back in CHOICES
            ),
        )
        yield Done(stopped=False, seconds=0.3)

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
        yield HOPS[0]
        if self._held("ask", stop):
            yield Done(stopped=True, seconds=0.2)
            return
        yield HOPS[1]
        found = silence(question) if "painted" in question else answer(question)
        yield replace(found, hops=HOPS)
        yield Done(stopped=False, seconds=0.2)
