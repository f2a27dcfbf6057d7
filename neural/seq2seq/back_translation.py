"""Pairs made of real sentences of the target language and what a translator of the other direction makes of them
(Sennrich, Haddow & Birch 2016, arXiv:1511.06709): the network learns to write from sentences that people wrote, though
what it reads is a machine's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from neural.corpora.loading import read_pairs
from neural.corpora.translation import BACK, Pair, columns_from_name, training_pairs
from neural.seq2seq.presets import TranslatorPreset
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import Translator

SHORTEST, LONGEST = 4, 60
"""Words of a sentence: of the shorter ones the data have plenty."""
AT_ONCE = 2000
T = TypeVar("T")


def spare_sentences(
    preset: TranslatorPreset, data_dir: Path, direction: tuple[str, str], others: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """(corpus, sentence) in the target language that the data of `direction` lack, from the pairs that the target
    language has with each of `others`. Each sentence once; what the preset leaves out is left out here.

    So are the sentences of all tests: those of a direction are kept out of its own training pairs, not of the others'.
    """
    source, target = direction
    known = {_key(pair.target) for pair in training_pairs(data_dir, source, target)} | _asked_in_tests(data_dir, target)
    for other in others:
        for pair in training_pairs(data_dir, target, other):
            key = _key(pair.source)
            if preset.takes(pair) and key not in known and SHORTEST <= len(pair.source.split()) <= LONGEST:
                known.add(key)
                yield pair.corpus, pair.source


def back_translated(back: Translator, sentences: Iterable[tuple[str, str]], beam: int) -> Iterator[Pair]:
    """A pair of what `back` makes of each (corpus, sentence), and the sentence; its corpus is "back-" and the name."""
    for corpus, sentence, text in usable_translations(back, sentences, beam):
        yield Pair(text, sentence, BACK + corpus)


def usable_translations(
    translator: Translator, sentences: Iterable[tuple[str, str]], beam: int
) -> Iterator[tuple[str, str, str]]:
    """Each (corpus, sentence) with its translation; those that come out empty or as they were are passed over."""
    for (corpus, sentence), text in translations(translator, sentences, lambda item: item[1], beam):
        if text and text != sentence:
            yield corpus, sentence, text


def translations(
    translator: Translator, items: Iterable[T], sentence_of: Callable[[T], str], beam: int
) -> Iterator[tuple[T, str]]:
    """Each of `items` with the translation of its sentence. Some thousand are translated at a time."""
    iterator = iter(items)
    while group := list(islice(iterator, AT_ONCE)):
        results = translator.translate([sentence_of(item) for item in group], SearchOptions(beam=beam))
        yield from zip(group, (result.text for result in results), strict=True)


def _asked_in_tests(data_dir: Path, language: str) -> set[str]:
    """The sentences in that language of all test sets."""
    paths = (data_dir / "translation" / "test").glob("*.tsv*")
    files = ((path, columns_from_name(path)) for path in sorted(paths))
    return {_key(row[language]) for path, columns in files if language in columns for row in read_pairs(path, columns)}


def _key(sentence: str) -> str:
    """The words alone: a sentence with another full stop is the same."""
    return " ".join(re.findall(r"\w+", sentence.casefold()))
