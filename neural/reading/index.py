"""The question-independent part of reading: a document's passages, its lexical index and its memory slots.

Shapes: B passages of a batch, T tokens of a passage, N tokens in a row, C columns of a token, S slots, D their size.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray

from neural.documents.document import Document
from neural.reading.config import ReaderConfig
from neural.reading.lexical import LexicalIndex
from neural.reading.memory import Slots
from neural.reading.model import ReaderModel
from neural.reading.passages import Passages, cut_passages
from neural.reading.token_table import SentencePlace
from neural.reading.vocabulary import Column, Vocabulary
from neural.training.precision import bf16_is_faster

TOKENS_AT_ONCE = 12_000


@dataclass(frozen=True)
class DocumentIndex:
    """A document made ready for questions. Slots are its sentences, but for those without a single token.

    `slots` are kept in half precision. `slot_passages[s]` is the passage of slot s, `slot_sentences[s]` its sentence's
    number in the document, `first_slots[p]` the first slot of passage p.
    """

    document: Document
    passages: Passages
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
    passages = cut_passages(document.text, places, vocabulary, config)
    count = len(passages.slot_sentences)
    slots = Slots(*(torch.zeros(count, config.memory_size, dtype=torch.float16) for _ in range(2)))
    done = 0
    for numbers in _batches(passages):
        if stop is not None and stop.is_set():
            return None
        _write_slots(model, passages, numbers, slots)
        done += len(numbers)
        if progress is not None:
            progress(done, len(passages))
    return assemble_index(document, vocabulary, passages, slots)


def assemble_index(document: Document, vocabulary: Vocabulary, passages: Passages, slots: Slots) -> DocumentIndex:
    """The index of passages whose slots are known."""
    slot_passages, slot_sentences = passages.slot_passages, passages.slot_sentences
    lexical = LexicalIndex(
        stems=passages.tokens.rows_VC[:, Column.STEM],
        token_slots=passages.token_slots,
        slot_passages=slot_passages,
        passages=len(passages),
        headings=_headings(document, passages, vocabulary),
        words=passages.tokens.words_N,
    )
    first_slots = np.searchsorted(slot_passages, np.arange(len(passages)))
    return DocumentIndex(document, passages, lexical, slots, slot_passages, slot_sentences, first_slots)


def _headings(
    document: Document, passages: Passages, vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The stems of the headings that each passage stands under, each heading once, and the passage of each stem."""
    above = (document.sentences[number].heading for number in passages.slot_sentences.tolist())
    pairs = zip(passages.slot_passages.tolist(), above, strict=True)
    stems, numbers = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    encode = cache(lambda heading: vocabulary.encode(heading).rows[:, Column.STEM])
    for passage, heading in dict.fromkeys(pairs):
        if heading:
            stems.append(encode(heading))
            numbers.append(np.full(len(stems[-1]), passage, dtype=np.int64))
    return np.concatenate(stems), np.concatenate(numbers)


def _batches(passages: Passages) -> Iterator[NDArray[np.int64]]:
    """Numbers of passages of like length, up to `TOKENS_AT_ONCE` tokens together."""
    lengths = passages.lengths()
    order = np.argsort(lengths, kind="stable")
    begin = 0
    while begin < len(order):
        end = begin + 1
        while end < len(order) and (end + 1 - begin) * lengths[order[end]] <= TOKENS_AT_ONCE:
            end += 1
        yield order[begin:end]
        begin = end


@torch.inference_mode()
def _write_slots(model: ReaderModel, passages: Passages, numbers: NDArray[np.int64], slots: Slots) -> None:
    """Encodes passages `numbers` and writes their sentences into `slots`."""
    tokens = passages.tokens
    firsts_B, lasts_B = tokens.firsts[passages.windows[numbers]].T
    lengths_B = lasts_B - firsts_B
    steps_T = np.arange(lengths_B.max())
    mask_BT = steps_T < lengths_B[:, None]
    places_N = (firsts_B[:, None] + steps_T)[mask_BT]
    words_BT = np.zeros(mask_BT.shape, dtype=np.int32)
    words_BT[mask_BT] = tokens.words_N[places_N]
    targets, token_slots_N = np.unique(passages.token_slots[places_N], return_inverse=True)
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16_is_faster()):
        encoded = model.encode(torch.from_numpy(tokens.rows_VC[words_BT]))
        flat_N = torch.from_numpy(np.flatnonzero(mask_BT))
        written = model.write(encoded.tokens_BTH, flat_N, torch.from_numpy(token_slots_N), len(targets))
    slots.keys_SD[targets], slots.values_SD[targets] = written.keys_SD.half(), written.values_SD.half()
