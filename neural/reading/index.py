"""The question-independent part of reading: a document's passages, its lexical index and its memory slots."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from neural.documents.document import Document
from neural.reading.batches import pad_rows, place_tokens
from neural.reading.config import ReaderConfig
from neural.reading.lexical import LexicalIndex
from neural.reading.memory import Slots
from neural.reading.model import ReaderModel
from neural.reading.passages import Passage, SentencePlace, make_passages
from neural.reading.vocabulary import Column, Vocabulary

PASSAGES_AT_ONCE = 16


@dataclass(frozen=True)
class DocumentIndex:
    """A document made ready for questions. Slots are its sentences, but for those without a single token.

    `slot_passages[s]` is the passage of slot s, `slot_sentences[s]` its sentence's number in the document,
    `first_slots[p]` the first slot of passage p.
    """

    document: Document
    passages: list[Passage]
    lexical: LexicalIndex
    slots: Slots
    slot_passages: NDArray[np.int64]
    slot_sentences: NDArray[np.int64]
    first_slots: NDArray[np.int64]


def index_document(
    document: Document,
    model: ReaderModel,
    vocabulary: Vocabulary,
    config: ReaderConfig,
    progress: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> DocumentIndex | None:
    """Cuts the document into passages, ranks their words and writes its slots; None where `stop` was set meanwhile."""
    places = [SentencePlace(s.start, s.end, s.paragraph) for s in document.sentences]
    passages = make_passages(document.text, places, vocabulary, config)
    counts = np.array([len(p.sentences) for p in passages], dtype=np.int64)
    slot_passages = np.repeat(np.arange(len(passages)), counts)
    first_slots = np.cumsum(counts) - counts
    headings = _headings(document, passages, vocabulary)
    lexical = _lexical_index(passages, first_slots, slot_passages, headings)
    slots = Slots(*(torch.zeros(int(counts.sum()), config.memory_size) for _ in range(2)))
    order = sorted(range(len(passages)), key=lambda number: len(passages[number]))
    for begin in range(0, len(order), PASSAGES_AT_ONCE):
        if stop is not None and stop.is_set():
            return None
        _write_slots(model, passages, order[begin : begin + PASSAGES_AT_ONCE], first_slots, slots)
        if progress is not None:
            progress(min(begin + PASSAGES_AT_ONCE, len(order)), len(order))
    sentences = np.array([number for p in passages for number in p.sentences], dtype=np.int64)
    return DocumentIndex(document, passages, lexical, slots, slot_passages, sentences, first_slots)


def _headings(
    document: Document, passages: list[Passage], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The stems of the headings that each passage stands under, each heading once, and the passage of each stem."""
    stems, numbers = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for number, passage in enumerate(passages):
        for heading in dict.fromkeys(document.sentences[sentence].heading for sentence in passage.sentences):
            found = vocabulary.encode(heading).rows[:, Column.STEM]
            stems.append(found)
            numbers.append(np.full(len(found), number, dtype=np.int64))
    return np.concatenate(stems), np.concatenate(numbers)


def _lexical_index(
    passages: list[Passage],
    first_slots: NDArray[np.int64],
    slot_passages: NDArray[np.int64],
    headings: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> LexicalIndex:
    empty = np.zeros(0, dtype=np.int64)
    stems = np.concatenate([empty, *(p.rows[:, Column.STEM] for p in passages)])
    slots = np.concatenate([empty, *(p.slots + first for p, first in zip(passages, first_slots, strict=True))])
    return LexicalIndex(stems, slots, slot_passages, len(passages), headings)


@torch.no_grad()
def _write_slots(
    model: ReaderModel, passages: list[Passage], numbers: list[int], first_slots: NDArray[np.int64], slots: Slots
) -> None:
    """Encodes passages `numbers` and writes their sentences into `slots`."""
    chosen = [passages[number] for number in numbers]
    places_N, token_slots_N, slot_passages = place_tokens(chosen)
    encoded = model.encode(pad_rows([p.rows for p in chosen]))
    written = model.write(encoded.tokens_BTH, places_N, token_slots_N, len(slot_passages))
    targets = [first_slots[number] + slot for number in numbers for slot in range(len(passages[number].sentences))]
    slots.keys_SD[targets], slots.values_SD[targets] = written.keys_SD, written.values_SD
