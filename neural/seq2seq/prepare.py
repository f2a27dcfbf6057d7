"""From corpora to what a run trains on, in a few passes at constant memory: a split, a tokeniser, encoded pairs.

The results are cached on disk under a digest of all they depend on, so that a second run with the same data and
settings starts at once.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from accelerate import PartialState

from neural.corpora.on_disk import digest, one_at_a_time
from neural.corpora.translation import (
    Pair,
    ValidationSplit,
    direction_from_name,
    file_pairs,
    training_files,
    training_pairs,
    validation_pairs,
)
from neural.errors import DragomanError
from neural.files import write_whole
from neural.seq2seq.augment import augment
from neural.seq2seq.batches import clean_source, clean_target
from neural.seq2seq.presets import TranslatorPreset
from neural.seq2seq.store import PairStore, build_store
from neural.text.narrowing import narrowed
from neural.text.tokenizer import SubwordTokenizer

SPLIT_SEED = 17
"""Of the validation split: fixed, so that runs with other seeds are measured on the same pairs."""
TOKENIZER_PAIRS = 2_000_000
"""Pairs that a tokeniser is learnt from, at the most."""
VERSION = 3


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What a run trains on."""

    store: PairStore
    validation: list[Pair]
    tokenizer: SubwordTokenizer


def prepare_pairs(
    preset: TranslatorPreset, data_dir: Path | None, cache: Path, tokenizer: SubwordTokenizer | None = None
) -> Prepared:
    """Reads the corpora, or what `cache` holds of an earlier time; learns a tokeniser where none is given.

    Of several processes the first does the work and the others read its results.
    """
    folder = cache / "pairs" / _key(preset, data_dir)
    processes = PartialState(cpu=not torch.cuda.is_available())  # else it sees one process on a CPU
    with processes.main_process_first(), one_at_a_time(folder):
        corpus = _Corpus(preset, data_dir, folder)
        tokenizer = tokenizer or corpus.tokenizer()
        store = corpus.store(tokenizer)
    if not len(store) or not corpus.validation:
        raise DragomanError("training data", f"only {len(store)} pairs to train on", "name more corpora")
    return Prepared(store=store, validation=corpus.validation, tokenizer=tokenizer)


class _Corpus:
    """The pairs of a preset: read from the files once for each purpose, never held in memory."""

    def __init__(self, preset: TranslatorPreset, data_dir: Path | None, folder: Path) -> None:
        self.preset, self.data_dir, self.folder = preset, data_dir, folder
        path = folder / "validation.json"
        if not path.exists():
            rows = [[p.source, p.target, p.corpus, *p.direction] for p in self._held_out()]
            write_whole(path, json.dumps(rows, ensure_ascii=False), f"token cache '{path}'")
        rows = json.loads(path.read_text(encoding="utf-8"))
        self.validation = [Pair(source, target, corpus, (a, b)) for source, target, corpus, a, b in rows]

    def tokenizer(self) -> SubwordTokenizer:
        path = self.folder / "tokenizer.json"
        if not path.exists():
            texts = (
                text
                for pair in itertools.islice(self._training(), TOKENIZER_PAIRS)
                for text in (clean_source(pair.source), clean_target(pair.target))
            )
            tokenizer = SubwordTokenizer.train(texts, self.preset.model.vocabulary_size)
            if not self.preset.model.tagged:
                tokenizer = narrowed(tokenizer, *self.store(tokenizer).counts()).tokenizer
            write_whole(path, tokenizer.to_json(), f"token cache '{path}'")
        return SubwordTokenizer.from_json(path.read_text(encoding="utf-8"))

    def store(self, tokenizer: SubwordTokenizer) -> PairStore:
        preset = self.preset
        folder = self.folder / f"ids-{digest(tokenizer.to_json() + repr(preset.augmentation))}-{preset.data.longest}"
        if not folder.exists():
            pairs = augment(self._training(), preset.augmentation, SPLIT_SEED)
            build_store(folder, pairs, tokenizer, preset.data.longest, preset.model.tagged)
        return PairStore(folder)

    def _more(self) -> Iterator[Pair]:
        for path in self.preset.more:
            source, target = direction_from_name(path, self.preset.model.directions)
            for pair in file_pairs(path, source, target, ["corpus", source, target]):
                yield replace(pair, direction=(source, target))

    def _all(self) -> Iterator[Pair]:
        for source, target in self.preset.model.directions:
            for found in training_pairs(self.data_dir, source, target, self.preset.corpora):
                pair = replace(found, direction=(source, target))
                if self.preset.takes(pair):
                    yield pair

    def _held_out(self) -> list[Pair]:
        if self.preset.validation_size:
            split = ValidationSplit(self._all(), self.preset.validation_size, SPLIT_SEED)
            return [pair for pair in self._all() if pair in split]
        return [
            replace(pair, direction=direction)
            for direction in self.preset.model.directions
            for pair in validation_pairs(self.data_dir, *direction)
        ]

    def _training(self) -> Iterator[Pair]:
        pairs = itertools.chain(self._all(), self._more())
        if not self.preset.validation_size:
            return pairs
        split = ValidationSplit(self.validation, len(self.validation), SPLIT_SEED)
        return (pair for pair in pairs if pair not in split)


def _key(preset: TranslatorPreset, data_dir: Path | None) -> str:
    directions = preset.model.directions
    files = [
        (str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns)
        for source, target in directions
        for p in (*training_files(data_dir, source, target), *preset.more)
    ]
    parts = (
        VERSION,
        files,
        directions,
        preset.corpora,
        preset.left_out,
        preset.shares,
        preset.validation_size,
        SPLIT_SEED,
    )
    return digest(repr((parts, preset.model.vocabulary_size)))
