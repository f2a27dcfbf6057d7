"""Measures what a translator keeps of a list of sentences, the way a user meets it and as a bare network."""

from __future__ import annotations

import time
from pathlib import Path

from neural.errors import DragomanError
from neural.evaluation.verbatim import Verdict, judge, read_sentences
from neural.events import Translation
from neural.seq2seq.lines import translate_lines
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import Translator
from neural.seq2seq.widths import JUDGED_BEAM


def measure_kept(
    checkpoint: Path, data: Path, source: str, target: str, *, beam: int = JUDGED_BEAM, bare: bool = False
) -> tuple[list[Verdict], float]:
    """A verdict for each sentence of `data` in the source language, and the seconds that translating took.

    Raises DragomanError where the checkpoint does not translate so, or the list has nothing in that language.
    """
    load = Translator.load if bare else Translator.load_judged
    translator = load(checkpoint, (source, target))
    sentences = [sentence for sentence in read_sentences(data) if sentence.language == source]
    if not sentences:
        raise DragomanError(str(data), f"it has no sentence in '{source}'", "name another list or language")
    started = time.perf_counter()
    if bare:
        texts = [t.text for t in translator.translate([s.text for s in sentences], SearchOptions(beam=beam))]
    else:
        events = translate_lines(translator, "\n".join(s.text for s in sentences), beam, None)
        texts = [event.translation for event in events if isinstance(event, Translation)]
    return judge(sentences, texts, target), time.perf_counter() - started
