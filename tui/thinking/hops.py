"""The hops of a reader through its memory, sentence by sentence. Plain data, no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neural.events import Hop
from tui import safe

NOT_SAID = "not said"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One slot of the memory: a sentence, or the null slot (`sentence` -1) that stands for "the document does not say".

    `weights[h]` is its weight at hop h; None where it was not among the heaviest.
    """

    document: str
    sentence: int
    text: str
    weights: tuple[float | None, ...]

    @property
    def label(self) -> str:
        """Its text, on one line."""
        return safe.line(self.text) if self.sentence >= 0 else NOT_SAID

    @property
    def place(self) -> str:
        """Which sentence of which document."""
        return f"{safe.line(self.document)} · sentence {self.sentence + 1}" if self.sentence >= 0 else ""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What was read: the slots, heaviest in the last hop first, and the hops in order."""

    rows: tuple[Slot, ...]
    hops: tuple[Hop, ...]


def memory_of(hops: Sequence[Hop]) -> Memory:
    """All slots that were among the heaviest at any hop."""
    found: dict[tuple[str, int], tuple[str, dict[int, float]]] = {}
    for number, hop in enumerate(hops):
        for sentence, text, document, weight in zip(hop.sentences, hop.texts, hop.documents, hop.weights, strict=True):
            key = ("", -1) if sentence < 0 else (document, sentence)
            found.setdefault(key, (text, {}))[1][number] = weight
    rows = [
        Slot(document=document, sentence=sentence, text=text, weights=tuple(map(weights.get, range(len(hops)))))
        for (document, sentence), (text, weights) in found.items()
    ]
    rows.sort(key=lambda row: [-(weight or 0.0) for weight in reversed(row.weights)])
    return Memory(rows=tuple(rows), hops=tuple(hops))
