"""Translators that need no training: one that gives back what it reads, and one that spoils it."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence

from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation


def echo(words: list[str]) -> list[str]:
    return words


def mangle(words: list[str]) -> list[str]:
    """Loses words, stutters, spoils letters and swaps neighbours, the same way every time."""
    draw = random.Random(zlib.crc32(" ".join(words).encode()))
    spoilt = []
    for word in words:
        fate = draw.random()
        if fate < 0.2:
            continue
        if fate < 0.35:
            word = word[::-1]
        spoilt += [word] * (5 if 0.35 < fate < 0.4 else 1)
    if len(spoilt) > 2 and draw.random() < 0.5:
        spoilt[0], spoilt[1] = spoilt[1], spoilt[0]
    return spoilt


class FakeTranslator:
    """Its pieces are words; each target word looks at the source word of the same number."""

    def __init__(self, change: Callable[[list[str]], list[str]], source: str = "en", target: str = "de") -> None:
        self.source_language, self.target_language = source, target
        self._change = change
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str], options: SearchOptions | None = None) -> list[SentenceTranslation]:
        return [self._one(sentence) for sentence in sentences]

    def stream(self, sentence: str, options: SearchOptions | None = None) -> Iterator[SentenceTranslation]:
        yield self._one(sentence)

    def _one(self, sentence: str) -> SentenceTranslation:
        self.asked.append(sentence)
        source = re.findall(r" ?\S+", sentence)
        pieces = [f" {word}" for word in self._change(sentence.split())]
        rows = []
        for number in range(len(pieces)):
            row = [0.0] * (len(source) + 1)
            row[min(number, len(source))] = 1.0
            rows.append(tuple(row))
        return SentenceTranslation(
            text="".join(pieces).strip(),
            score=-1.0,
            source_pieces=(*source, "</s>"),
            pieces=tuple(pieces),
            attention_TS=tuple(rows),
        )
