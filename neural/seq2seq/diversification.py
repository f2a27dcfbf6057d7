"""Training pairs said again by translators: more data of the same sentences (Nguyen et al. 2020, "Data
diversification", arXiv:1911.01986).

A translator of the same direction writes other targets for the sources, one of the opposite direction other sources for
the targets. Trained on people's pairs and these together, a network learns what several networks know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from neural.corpora.translation import BACK, FORWARD, Pair
from neural.seq2seq.back_translation import translations
from neural.seq2seq.translator import Translator
from neural.text.directions import Direction


def rewritten(pairs: Iterable[Pair], translator: Translator, direction: Direction, beam: int) -> Iterator[Pair]:
    """`pairs`, which are of `direction`, with the side anew that `translator` writes: the targets where it goes the
    same way, the sources where it goes the opposite one.

    What comes out empty or as it was is passed over, and what came before is. Some thousand are translated at a time.
    """
    forward = (translator.source_language, translator.target_language) == direction
    seen = set[tuple[str, str]]()
    for pair, text in translations(translator, pairs, lambda pair: pair.source if forward else pair.target, beam):
        new = (pair.source, text) if forward else (text, pair.target)
        if text and new != (pair.source, pair.target) and new not in seen:
            seen.add(new)
            yield Pair(*new, (FORWARD if forward else BACK) + pair.corpus, direction)


def either_way(folder: Path, direction: Direction) -> Translator:
    """The translator in `folder`, that way or the opposite one. Raises DragomanError where it has learnt neither."""
    translator = Translator.load(folder)
    known, opposite = translator.model.config.directions, (direction[1], direction[0])
    return translator.towards(opposite if opposite in known and direction not in known else direction)
