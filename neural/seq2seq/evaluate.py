"""Measures a translator on a file of sentence pairs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from neural.corpora.translation import file_pairs
from neural.evaluation.translation import corpus_scores
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import Translator
from neural.seq2seq.widths import BEAM, JUDGED_BEAM
from neural.training.catalogue import find_opposite


def evaluate_translator(
    checkpoint: Path,
    data: Path,
    source: str,
    target: str,
    *,
    columns: Sequence[str] | None = None,
    beam: int | None = None,
    limit: int | None = None,
    output: Path | None = None,
    alone: bool = False,
) -> dict[str, Any]:
    """Scores over `data`, and the seconds that translating took (loading apart).

    `output` receives the translations, a line each. Where a translator of the opposite direction judges, which it does
    not where it is to be `alone`, "judge" names it. Raises DragomanError where the checkpoint has not learnt this
    direction.
    `beam` None: as wide as people get it.
    """
    judge = None if alone or beam == 1 else find_opposite(checkpoint, (source, target))
    beam = beam or (JUDGED_BEAM if judge else BEAM)
    load = Translator.load_judged if judge else Translator.load
    translator = load(checkpoint, (source, target))
    pairs = list(file_pairs(data, source, target, columns))[:limit]
    started = time.perf_counter()
    results = translator.translate([pair.source for pair in pairs], SearchOptions(beam=beam))
    seconds = time.perf_counter() - started
    texts = [result.text for result in results]
    if output is not None:
        output.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    scores = asdict(corpus_scores(texts, [pair.target for pair in pairs], target))
    return scores | {"seconds": round(seconds, 2)} | ({"judge": judge.name} if judge else {})
