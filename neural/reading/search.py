"""Where to look: the slots that a question is shown, and the passages that are read for the evidence they hold.

Shapes: Q questions, S slots in view, F lexical features.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neural.reading.config import ReaderConfig
from neural.reading.index import DocumentIndex
from neural.reading.lexical import PASSAGE_SCORE, Query
from neural.reading.memory import Slots


class View(NamedTuple):
    """The slots of all documents that a group of questions sees, in order: document, number in it, passage."""

    documents_S: NDArray[np.int64]
    slots_S: NDArray[np.int64]
    passages_S: NDArray[np.int64]
    features_QSF: Tensor
    shown_QS: Tensor
    memory: Slots


class Target(NamedTuple):
    """A passage to be read for a question, and what a span in each of its slots gains: `bonus[slot of the passage]`."""

    question: int
    document: int
    passage: int
    bonus: NDArray[np.float32]


def first_stage(queries: Sequence[Query], indexes: Sequence[DocumentIndex], most: int) -> View:
    """All slots, or where there are more than `most`, for each question those that lexical ranking likes best."""
    features_QSF = np.concatenate(
        [np.stack([index.lexical.slot_features(query) for query in queries]) for index in indexes], axis=1
    )
    documents = np.repeat(np.arange(len(indexes)), [index.lexical.slots for index in indexes])
    slots = np.concatenate([np.arange(index.lexical.slots) for index in indexes])
    passages = np.concatenate([index.slot_passages for index in indexes])
    shown_QS = np.ones(features_QSF.shape[:2], dtype=bool)
    if len(slots) > most:
        shown_QS = _best(features_QSF[..., PASSAGE_SCORE] + 0.5 * features_QSF[..., 0], most)
        kept = np.flatnonzero(np.logical_or.reduce(shown_QS, axis=0))
        features_QSF, shown_QS = features_QSF[:, kept], shown_QS[:, kept]
        documents, slots, passages = documents[kept], slots[kept], passages[kept]
    memory = _memory(indexes, documents, slots)
    return View(documents, slots, passages, torch.from_numpy(features_QSF), torch.from_numpy(shown_QS), memory)


def _memory(indexes: Sequence[DocumentIndex], documents: NDArray[np.int64], slots: NDArray[np.int64]) -> Slots:
    """The slots in view, in full precision."""
    chosen = [torch.from_numpy(slots[documents == number]) for number in range(len(indexes))]
    keys, values = (
        torch.cat([index.slots[part][own].float() for index, own in zip(indexes, chosen, strict=True)])
        for part in range(2)
    )
    return Slots(keys, values)


def _best(liked_QS: NDArray[np.floating], most: int) -> NDArray[np.bool_]:
    chosen = np.argpartition(-liked_QS, most, axis=1)[:, :most]
    shown = np.zeros(liked_QS.shape, dtype=bool)
    np.put_along_axis(shown, chosen, True, axis=1)
    return shown


def choose_passages(
    view: View,
    evidence_QS: NDArray[np.float32],
    indexes: Sequence[DocumentIndex],
    *,
    config: ReaderConfig,
    gate: float,
) -> list[Target]:
    """For each question the passages with the best sentence, best first, as many as `config` allows.

    `gate` is the weight of evidence that the model has learned.
    """
    keys = view.documents_S * (1 + int(view.passages_S.max())) + view.passages_S
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    targets = []
    for q, evidence_S in enumerate(evidence_QS):
        best = np.full(len(first), -np.inf)
        np.maximum.at(best, inverse, np.where(view.shown_QS[q].numpy(), evidence_S, -np.inf))
        for chosen in np.argsort(-best, kind="stable")[: config.passages_read]:
            if best[chosen] < best.max() - config.evidence_margin:
                break
            document, passage = int(view.documents_S[first[chosen]]), int(view.passages_S[first[chosen]])
            index, inside = indexes[document], np.flatnonzero(inverse == chosen)
            bonus = np.full(len(index.passages[passage].sentences), gate * -10.0, dtype=np.float32)
            places = view.slots_S[inside] - index.first_slots[passage]
            bonus[places] = gate * evidence_S[inside]
            bonus += config.evidence_weight * best[chosen]
            bonus += config.ranking_weight * float(view.features_QSF[q, int(inside[0]), PASSAGE_SCORE])
            targets.append(Target(q, document, passage, bonus))
    return targets
