"""Text of any shape as sentences to translate, and back: what stands between the sentences is kept as it is."""

from __future__ import annotations

from dataclasses import dataclass

from neural.seq2seq.translator import SentenceTranslation
from neural.text.normalise import normalise
from neural.text.sentences import split_sentences


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of input: its sentences, and the white space `around` them, one more piece than there are sentences."""

    text: str
    sentences: tuple[str, ...]
    around: tuple[str, ...]

    def rejoin(self, translations: list[str]) -> str:
        """The translated line."""
        pieces = [self.around[0]]
        for translation, gap in zip(translations, self.around[1:], strict=True):
            pieces += [translation, gap]
        return "".join(pieces)


def split_lines(text: str, language: str) -> list[Line]:
    """A Line for each line of `text`; a line break at the very end begins no further line."""
    return [_split_line(line, language) for line in normalise(text).removesuffix("\n").split("\n")]


def _split_line(line: str, language: str) -> Line:
    around, sentences, at = [], [], 0
    for start, end in split_sentences(line, language):
        around.append(line[at:start])
        sentences.append(line[start:end])
        at = end
    around.append(line[at:])
    return Line(text=line, sentences=tuple(sentences), around=tuple(around))


def join_attention(parts: list[SentenceTranslation]) -> tuple[tuple[float, ...], ...]:
    """Attention over a line of several sentences: a block for each along the diagonal, nothing elsewhere."""
    width = sum(len(part.source_pieces) for part in parts)
    rows: list[tuple[float, ...]] = []
    before = 0
    for part in parts:
        after = width - before - len(part.source_pieces)
        rows += [(0.0,) * before + row + (0.0,) * after for row in part.attention_TS]
        before += len(part.source_pieces)
    return tuple(rows)
