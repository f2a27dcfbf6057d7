"""Training pairs said again by translators: more data of the same sentences (Nguyen et al. 2020, "Data
diversification", arXiv:1911.01986).

A translator of the same direction writes other targets for the sources, one of the opposite direction other sources for
the targets. Trained on people's pairs and these together, a network learns what several networks know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from neural.corpora.translation import BACK, FORWARD, Pair
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import Translator
from neural.text.directions import Direction

AT_ONCE = 2000


def rewritten(pairs: Iterable[Pair], translator: Translator, direction: Direction, beam: int) -> Iterator[Pair]:
    """`pairs`, which are of `direction`, with the side anew that `translator` writes: the targets where it goes the
    same way, the sources where it goes the opposite one.

    What comes out empty or as it was is passed over, and what came before is. Some thousand are translated at a time.
    """
    forward = (translator.source_language, translator.target_language) == direction
    iterator, seen = iter(pairs), set[tuple[str, str]]()
    while group := list(islice(iterator, AT_ONCE)):
        results = translator.translate([p.source if forward else p.target for p in group], SearchOptions(beam=beam))
        for pair, result in zip(group, results, strict=True):
            new = (pair.source, result.text) if forward else (result.text, pair.target)
            if result.text and new != (pair.source, pair.target) and new not in seen:
                seen.add(new)
                yield Pair(*new, (FORWARD if forward else BACK) + pair.corpus, direction)


def either_way(folder: Path, direction: Direction) -> Translator:
    """The translator in `folder`, that way or the opposite one. Raises DragomanError where it has learnt neither."""
    translator = Translator.load(folder)
    known, opposite = translator.model.config.directions, (direction[1], direction[0])
    return translator.towards(opposite if opposite in known and direction not in known else direction)
