"""Beam search over a batch of sentences, without a Python loop over hypotheses.

Shapes: N sentences still being written, K beam, R rows, V vocabulary, S source steps. A row is one live hypothesis;
sentence n has the K places n * K … n * K + K - 1 for them, not all of which are taken: `places_R` are those that are.

Every step extends all live hypotheses by every word and keeps the best K that go on; those that end move to a list of
finished ones. A sentence is done when K have ended, or when no live one can beat the best of those any more. Scores are
compared as log-probability / length^alpha (Wu et al. 2016, arXiv:1609.08144, equation 14, simplified), as otherwise
short translations would always win.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neural.seq2seq.decoder import BLOCK, Decoder, Read
from neural.seq2seq.hypotheses import Floats, History, Hypothesis, Ints, NBest, Partial
from neural.seq2seq.widths import BEAM
from neural.text.tokenizer import BOS, EOS, SPECIALS

__all__ = ["Hypothesis", "NBest", "Partial", "SearchOptions", "search", "search_steps"]

ROOM = 0.75
"""Once fewer than this share of the sentences in memory are still being written, the others are moved out."""


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """`beam` 1 is greedy search. At most `max_ratio` * source length + `max_extra` words are written.

    Hypotheses whose log-probability falls `prune` nats behind the best live one leave the race (Freitag & Al-Onaizan
    2017, arXiv:1702.01806, absolute threshold). That costs no quality, lets a stream settle early, and saves the work
    of extending them.
    """

    beam: int = BEAM
    alpha: float = 1.0
    prune: float = 3.0
    max_ratio: float = 2.0
    max_extra: int = 10


def search(decoder: Decoder, read: Read, options: SearchOptions) -> list[NBest]:
    """The best translations of each sentence of the batch."""
    result: list[NBest] = []
    for event in search_steps(decoder, read, options):
        if isinstance(event, list):
            result = event
    return result


def search_steps(
    decoder: Decoder, read: Read, options: SearchOptions, stream: bool = False
) -> Iterator[Partial | list[NBest] | None]:
    """Yields once a step (None, or with `stream` what is settled of sentence 0), and the n best lists at the end.

    Between two steps the caller may stop: what was settled then still holds.
    """
    race = _Race(decoder, read, options)
    while race.advance():
        yield race.settled() if stream else None
    yield race.history.n_best()


class _Race:
    """The live hypotheses of a batch, and all that were."""

    def __init__(self, decoder: Decoder, read: Read, options: SearchOptions) -> None:
        self.decoder, self.options = decoder, options
        lengths_N: Ints = read.lengths_N.numpy()
        count = len(lengths_N)
        self.history = History(count, options.beam, read.sources.hidden_N11S.size(3))
        self.limit_N = (lengths_N * options.max_ratio).astype(np.int64) + options.max_extra
        self.sentence_N: Ints = np.arange(count)
        self.sources, self.state_RX = read.sources, read.state_NX
        self.places_R: Ints = np.arange(count) * options.beam
        self.words_R = np.full(count, BOS, dtype=np.int64)
        self.scores_R: Floats = np.zeros(count, dtype=np.float32)  # log-probability so far

    def settled(self) -> Partial:
        return self.history.settled(np.nonzero(self.sentence_N[self.places_R // self.options.beam] == 0)[0])

    def advance(self) -> bool:
        """One word more for every live hypothesis; False when there is none left."""
        beam, prune = self.options.beam, self.options.prune
        ends_R, best_RK, words_RK, state_RX, weights_RS = self._extend()
        rows_NK = np.zeros((len(self.sentence_N), beam), dtype=np.int64)
        rows_NK.flat[self.places_R] = np.arange(len(self.places_R))
        ended_NK = np.full(rows_NK.shape, -np.inf, dtype=np.float32)
        ended_NK.flat[self.places_R] = self.scores_R + ends_R
        totals_NKK = np.full((*rows_NK.shape, beam), -np.inf, dtype=np.float32)
        totals_NKK.reshape(-1, beam)[self.places_R] = self.scores_R[:, None] + best_RK
        step = len(self.history.words)
        totals_NKK[self.limit_N <= step + 1] = -np.inf
        flat_NX = totals_NKK.reshape(len(rows_NK), -1)
        chosen_NK = np.argsort(-flat_NX, axis=1, kind="stable")[:, :beam]
        scores_NK = np.take_along_axis(flat_NX, chosen_NK, axis=1)
        far_N1 = scores_NK[:, :1] - prune
        # An end counts if it is among the best K of all that the hypotheses could do next, and not far behind.
        ended_NK[ended_NK < np.maximum(scores_NK[:, -1:], far_N1)] = -np.inf
        self.history.finish(self.sentence_N, ended_NK / (step + 1) ** self.options.alpha, rows_NK)
        going_N = self._undecided(scores_NK[:, 0])
        live_NK = (scores_NK >= far_N1) & np.isfinite(scores_NK) & going_N[:, None]
        parents_R = np.take_along_axis(rows_NK, chosen_NK // beam, axis=1)[live_NK]
        self.words_R = words_RK[parents_R, (chosen_NK % beam)[live_NK]]
        self.history.record(self.words_R, parents_R, weights_RS)
        self.scores_R, self.places_R = scores_NK[live_NK], np.nonzero(live_NK.flat)[0]
        self._move_out(going_N)
        with torch.inference_mode():
            self.state_RX = state_RX.index_select(0, torch.from_numpy(parents_R))
        return len(parents_R) > 0

    @torch.inference_mode()
    def _extend(self) -> tuple[Floats, Floats, Ints, Tensor, Floats]:
        """ends_R (log p of the end mark), the K best other words with their log p, the next state, attention."""
        logits_RV, state_RX, weights_RS = self.decoder.step(
            torch.from_numpy(self.words_R),
            self.state_RX,
            self.sources,
            torch.from_numpy(self.places_R),
            self.options.beam if len(self.sentence_N) > 1 else len(self.places_R),
        )
        log_p_RV = torch.log_softmax(logits_RV, -1, out=logits_RV)
        ends_R = log_p_RV[:, EOS].clone()
        log_p_RV[:, : len(SPECIALS)] = -torch.inf
        best_RK, words_RK = best_words(log_p_RV, self.options.beam)
        return ends_R.numpy(), best_RK.numpy(), words_RK.numpy(), state_RX, weights_RS.numpy()

    def _undecided(self, best_live_N: Floats) -> NDArray[np.bool_]:
        """Whether to go on: fewer than K hypotheses have ended, and a live one could still win, if all it has yet to
        write were certain. (-inf is out of the race.)"""
        could_reach_N = best_live_N / self.limit_N**self.options.alpha
        open_N = self.history.finished[self.sentence_N] < self.options.beam
        going_N: NDArray[np.bool_] = open_N & (could_reach_N > self.history.scores[self.sentence_N, 0])
        return going_N & np.isfinite(best_live_N)

    def _move_out(self, going_N: NDArray[np.bool_]) -> None:
        """Frees the memory of sentences that are done, once they are many: moving costs time too."""
        if going_N.sum() > ROOM * len(going_N):
            return
        going = np.nonzero(going_N)[0]
        self.sentence_N, self.limit_N = self.sentence_N[going], self.limit_N[going]
        with torch.inference_mode():
            self.sources = self.sources.select(torch.from_numpy(going))
        seat_N = np.cumsum(going_N) - 1
        self.places_R = (
            seat_N[self.places_R // self.options.beam] * self.options.beam + self.places_R % self.options.beam
        )


def best_words(scores_RV: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The `count` best of each row and their columns, best first; the rows are whole blocks.

    The same as `topk`, in a fraction of the time: the best are in those blocks whose best are the best.
    """
    rows, columns = scores_RV.shape
    if count * BLOCK >= columns:
        best_RK, words_RK = scores_RV.topk(count)
        return best_RK, words_RK
    blocks_RXB = scores_RV.view(rows, -1, BLOCK)
    found_RK = blocks_RXB.amax(2).topk(count, sorted=False).indices
    few_RX = blocks_RXB.gather(1, found_RK[:, :, None].expand(-1, -1, BLOCK)).flatten(1)
    best_RK, at_RK = few_RX.topk(count)
    return best_RK, found_RK.gather(1, at_RK // BLOCK) * BLOCK + at_RK % BLOCK
