"""Parts of a trained reader taken out, to see what they are good for. The rest of it was trained with them in."""

from __future__ import annotations

import copy
from dataclasses import replace

import torch
from torch import Tensor, nn

from neural.reading.lexical import PASSAGE_SCORE
from neural.reading.memory import Reading, Slots
from neural.reading.reader import Reader

_ALL = float("inf")


class LexicalMemory(nn.Module):
    """In the place of the memory: the order that BM25 gives to passages, and a state that says nothing.

    Shapes as in `Memory`: question_QH, slots, features_QSF, shown_QS -> Reading.
    """

    def __init__(self, state_size: int) -> None:
        super().__init__()
        self.state_size = state_size

    def forward(self, question_QH: Tensor, slots: Slots, features_QSF: Tensor, shown_QS: Tensor) -> Reading:
        scores_QS = features_QSF[..., PASSAGE_SCORE].masked_fill(~shown_QS, -torch.inf)
        null_Q1 = scores_QS.new_zeros(len(scores_QS), 1)
        state_QD = question_QH.new_zeros(len(question_QH), self.state_size)
        return Reading((torch.cat([scores_QS, null_Q1], dim=1),), state_QD)


def fewer_hops(reader: Reader, hops: int) -> Reader:
    """Reads the memory `hops` times, and takes for evidence what it has found by then."""
    ablated = _copy(reader)
    ablated.model.memory.hops = hops
    return ablated


def unheard(reader: Reader) -> Reader:
    """The memory chooses the passages as ever, but its evidence counts nothing in the choice of the span."""
    ablated = _copy(reader)
    nn.init.zeros_(ablated.model.evidence_gate)
    ablated.config = replace(reader.config, evidence_weight=0.0)
    return ablated


def without_memory(reader: Reader, ranking_weight: float) -> Reader:
    """BM25 alone chooses the passages, as many as ever are read, and counts so much in the choice of the span."""
    ablated = unheard(reader)
    ablated.model.memory = LexicalMemory(reader.config.memory_size)  # type: ignore[assignment]  # another module, as wanted
    ablated.config = replace(ablated.config, ranking_weight=ranking_weight, evidence_margin=_ALL)
    return ablated


def _copy(reader: Reader) -> Reader:
    """Without what was fitted to the reader's own answers."""
    return Reader(copy.deepcopy(reader.model), reader.vocabulary, reader.config)
