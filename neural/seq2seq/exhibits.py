"""What a report shows of a translator: where it looks, and where it is furthest from the reference."""

from __future__ import annotations

from collections.abc import Sequence

from neural.corpora.translation import Pair
from neural.evaluation.translation import sentence_chrf
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation, Translator
from neural.training.report.exhibits import Excerpt, Exhibit, HeatMap, evenly

PAIRS_MOST = 200
"""Validation pairs that are translated for a report: enough to choose from, few enough to be done in seconds."""
MAPS, WORST = 4, 10
LENGTHS = range(6, 19)
"""In pieces: sentences whose heat map says something and still fits on a screen."""


def translation_exhibits(translator: Translator, pairs: Sequence[Pair]) -> list[Exhibit]:
    """Attention over a few sentences and the worst translations, of pairs taken evenly from `pairs`."""
    taken = evenly(pairs, PAIRS_MOST)
    results = translator.translate([pair.source for pair in taken], SearchOptions(beam=1))
    shown = [(p, r) for p, r in zip(taken, results, strict=True) if len(r.source_pieces) in LENGTHS and r.pieces]
    maps = tuple(_heat_map(pair, result) for pair, result in evenly(shown, MAPS))
    scored = [(sentence_chrf(r.text, p.target), p, r) for p, r in zip(taken, results, strict=True)]
    worst = sorted(scored, key=lambda entry: entry[0])[:WORST]
    looks = Exhibit(
        title="Where the translator looks",
        note="A row is a piece of the translation, a column a piece of the source: the stronger the colour, the more "
        "it counted when the piece was written. </s> is the end of the sentence.",
        heat_maps=maps,
    )
    errors = Exhibit(
        title="Furthest from the reference",
        note=f"The lowest sentence chrF of {len(taken)} validation sentences, greedy search. A good translation in "
        "other words ends up here too.",
        excerpts=tuple(_excerpt(*entry) for entry in worst),
    )
    return [exhibit for exhibit in (looks, errors) if exhibit.heat_maps or exhibit.excerpts]


def _heat_map(pair: Pair, result: SentenceTranslation) -> HeatMap:
    return HeatMap(
        title=pair.source,
        note=result.text,
        rows=result.pieces,
        columns=result.source_pieces,
        weights=result.attention_TS,
    )


def _excerpt(chrf: float, pair: Pair, result: SentenceTranslation) -> Excerpt:
    return Excerpt(
        rows=(
            ("source", pair.source),
            ("translation", result.text),
            ("reference", pair.target),
            ("chrF", f"{chrf:.1f}"),
        )
    )
