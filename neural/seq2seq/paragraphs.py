"""Text of any shape as sentences to translate, and back: what stands between the sentences is kept as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from neural.block_diagonal import BlockDiagonal
from neural.seq2seq.translator import SentenceTranslation
from neural.seq2seq.units import Unit, split_units
from neural.text.layout import Layout, Piece
from neural.text.normalise import normalise


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of input: its sentences, and the text `around` them, one more piece than there are sentences."""

    text: str
    sentences: tuple[Unit, ...]
    around: tuple[str, ...]

    def rejoin(self, translations: list[str]) -> str:
        """The translated line."""
        pieces = [self.around[0]]
        for translation, gap in zip(translations, self.around[1:], strict=True):
            pieces += [translation, gap]
        return "".join(pieces)


def split_lines(text: str, language: str) -> list[Line]:
    """A Line for each line of `text`; a line break at the very end begins no further line."""
    return list(lines_of(normalise(text).removesuffix("\n").split("\n"), Layout(), language))


def lines_of(
    lines: Iterable[str], layout: Layout, language: str, kept: Callable[[str], bool] | None = None
) -> Iterator[Line]:
    """A Line for each of `lines`, which are normalised. `layout` knows from the lines before what is code. One that is
    `kept` has no sentences."""
    for line in lines:
        pieces = layout.split(line)  # also of a kept one: it may begin or end code
        yield _split_line(line, [Piece(line, False)] if kept and kept(line) else pieces, language)


def _split_line(line: str, pieces: Iterable[Piece], language: str) -> Line:
    around, sentences = [""], []
    for piece in pieces:
        for part in split_units(piece.text, language) if piece.is_text else [piece.text]:
            if isinstance(part, str):
                around[-1] += part
            else:
                sentences.append(part)
                around.append("")
    return Line(text=line, sentences=tuple(sentences), around=tuple(around))


def join_attention(parts: list[SentenceTranslation]) -> BlockDiagonal:
    """Attention over a line of several sentences: a block for each along the diagonal, nothing elsewhere."""
    return BlockDiagonal([part.attention_TS for part in parts], [len(part.source_pieces) for part in parts])
