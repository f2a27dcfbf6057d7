"""Beam search over a batch of sentences, without a Python loop over hypotheses.

Shapes: N sentences still being written, K beam, V vocabulary, S source steps. A row is one hypothesis: N * K of them.

Every step extends all live hypotheses by every word and keeps the best K that go on; those that end move to a list of
finished ones. A sentence is done when K have ended, or when no live one can beat the best of those any more. Scores are
compared as log-probability / length^alpha (Wu et al. 2016, arXiv:1609.08144, equation 14, simplified), as otherwise
short translations would always win.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from neural.layers.attention import Memory
from neural.seq2seq.model import DecoderState, Encoded, Seq2Seq
from neural.text.tokenizer import BOS, EOS, SPECIALS

_NEVER_WRITTEN = [i for i in range(len(SPECIALS)) if i != EOS]


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """`beam` 1 is greedy search. At most `max_ratio` * source length + `max_extra` words are written.

    Hypotheses whose log-probability falls `prune` nats behind the best live one leave the race (Freitag & Al-Onaizan
    2017, arXiv:1702.01806, absolute threshold). That costs no quality and lets a stream settle early.
    """

    beam: int = 5
    alpha: float = 1.0
    prune: float = 3.0
    max_ratio: float = 2.0
    max_extra: int = 10


class Hypothesis(NamedTuple):
    """A finished translation: ids without end mark, score, and attention_TS with a row for each id."""

    ids: list[int]
    score: float
    attention_TS: Tensor


class Partial(NamedTuple):
    """What is settled so far of sentence 0, for streaming: words that all hypotheses in the race begin with."""

    ids: list[int]
    attention_TS: Tensor


class _Live(NamedTuple):
    """The race at one step: rows sorted sentence by sentence, `sentence_N` naming the sentence of each K rows."""

    sentence_N: Tensor
    scores_NK: Tensor
    words_R: Tensor
    state: DecoderState
    memory: Memory


NBest = list[Hypothesis]
"""The finished hypotheses of one sentence, best first: one at least, at most as many as the beam is wide."""


def search(model: Seq2Seq, encoded: Encoded, options: SearchOptions) -> list[NBest]:
    """The best translations of each sentence of the batch."""
    result: list[NBest] = []
    for event in search_steps(model, encoded, options):
        if isinstance(event, list):
            result = event
    return result


@torch.inference_mode()
def search_steps(
    model: Seq2Seq, encoded: Encoded, options: SearchOptions, stream: bool = False
) -> Iterator[Partial | list[NBest] | None]:
    """Yields once a step (None, or with `stream` what is settled of sentence 0), and the finished list at the end.

    Between two steps the caller may stop: what was settled then still holds.
    """
    batch, length = encoded.memory.mask_BS.shape
    limits_N = (encoded.memory.mask_BS.sum(1) * options.max_ratio).long() + options.max_extra
    history = _History(batch, options.beam, int(limits_N.max()), length)
    live = _start(encoded, options.beam)
    for step in range(history.steps):
        live = _advance(model, live, history, options, step, limits_N)
        if live.sentence_N.numel() == 0:
            break
        yield history.settled(step, options) if stream else None
    yield [history.n_best(sentence) for sentence in range(batch)]


def _start(encoded: Encoded, beam: int) -> _Live:
    batch = encoded.memory.mask_BS.size(0)
    rows = torch.arange(batch).repeat_interleave(beam)
    scores_NK = torch.full((batch, beam), -torch.inf)
    scores_NK[:, 0] = 0.0  # the K rows are still alike: only one may be extended
    return _Live(
        torch.arange(batch),
        scores_NK,
        torch.full((batch * beam,), BOS),
        encoded.state.select(rows),
        Memory(*(x.index_select(0, rows) for x in encoded.memory)),
    )


def _advance(
    model: Seq2Seq, live: _Live, history: _History, options: SearchOptions, step: int, limits_N: Tensor
) -> _Live:
    count, beam = live.scores_NK.shape
    logits_RV, state, weights_RS = model.step(live.words_R, live.state, live.memory)
    log_probs_RV = logits_RV.float().log_softmax(-1)
    log_probs_RV[:, _NEVER_WRITTEN] = -torch.inf
    log_probs_RV[limits_N[live.sentence_N].repeat_interleave(beam) <= step + 1, EOS + 1 :] = -torch.inf
    totals_NKV = live.scores_NK[:, :, None] + log_probs_RV.view(count, beam, -1)
    ended_NK = totals_NKV[:, :, EOS].clone()
    totals_NKV[:, :, EOS] = -torch.inf
    scores_NK, flat_NK = totals_NKV.flatten(1).topk(beam)
    # An end counts if it is among the best K of all that the hypotheses could do next, and not far behind.
    least_N1 = torch.maximum(scores_NK[:, -1:], scores_NK[:, :1] - options.prune)
    ended_NK = ended_NK.masked_fill(ended_NK < least_N1, -torch.inf)
    history.finish(live.sentence_N, ended_NK, step, options)
    scores_NK = scores_NK.masked_fill(scores_NK < scores_NK[:, :1] - options.prune, -torch.inf)
    parents_NK, words_NK = flat_NK // totals_NKV.size(2), flat_NK % totals_NKV.size(2)
    history.record(live.sentence_N, step, parents_NK, words_NK, scores_NK, weights_RS)
    going_N = history.undecided(live.sentence_N, scores_NK[:, 0], limits_N, options)
    first_row_N = torch.arange(count) * beam
    rows_R = (first_row_N[:, None] + parents_NK)[going_N].flatten()
    memory = live.memory
    if not bool(going_N.all()):  # done sentences leave the batch; the rows of one sentence share their memory
        memory = Memory(*(x[going_N.repeat_interleave(beam)] for x in live.memory))
    return _Live(
        live.sentence_N[going_N],
        scores_NK[going_N],
        words_NK[going_N].flatten(),
        state.select(rows_R),
        memory,
    )


class _History:
    """All words written so far, as back pointers, and the finished hypotheses of each sentence."""

    def __init__(self, batch: int, beam: int, steps: int, source_length: int) -> None:
        self.steps = steps
        self.words = torch.zeros(steps, batch, beam, dtype=torch.long)
        self.parents = torch.zeros(steps, batch, beam, dtype=torch.long)
        # attention[t] belongs to the rows as they stood before step t chose: index it by the parent.
        self.attention = torch.zeros(steps, batch, beam, source_length)
        self.live_scores = torch.full((batch, beam), -torch.inf)
        self.scores = torch.full((batch, beam), -torch.inf)  # of finished hypotheses, best first
        self.end_steps = torch.zeros(batch, beam, dtype=torch.long)
        self.end_rows = torch.zeros(batch, beam, dtype=torch.long)
        self.finished = torch.zeros(batch, dtype=torch.long)

    def finish(self, sentence_N: Tensor, ended_NK: Tensor, step: int, options: SearchOptions) -> None:
        """Hypotheses that end at `step`, with their log-probabilities (-inf: goes on): keep the best K."""
        self.finished[sentence_N] += torch.isfinite(ended_NK).sum(1)
        rows_NK = torch.arange(ended_NK.size(1)).expand_as(ended_NK)
        scores = torch.cat([self.scores[sentence_N], ended_NK / (step + 1) ** options.alpha], dim=1)
        steps = torch.cat([self.end_steps[sentence_N], torch.full_like(rows_NK, step)], dim=1)
        rows = torch.cat([self.end_rows[sentence_N], rows_NK], dim=1)
        self.scores[sentence_N], best = scores.topk(ended_NK.size(1))
        self.end_steps[sentence_N] = steps.gather(1, best)
        self.end_rows[sentence_N] = rows.gather(1, best)

    def record(
        self,
        sentence_N: Tensor,
        step: int,
        parents_NK: Tensor,
        words_NK: Tensor,
        scores_NK: Tensor,
        weights_RS: Tensor,
    ) -> None:
        self.words[step, sentence_N] = words_NK
        self.parents[step, sentence_N] = parents_NK
        self.live_scores[sentence_N] = scores_NK
        self.attention[step, sentence_N] = weights_RS.view(*parents_NK.shape, -1).float()

    def undecided(self, sentence_N: Tensor, best_live_N: Tensor, limits_N: Tensor, options: SearchOptions) -> Tensor:
        """Whether to go on: fewer than K hypotheses have ended, and a live one could still win, if all it has yet to
        write were certain. (-inf is out of the race.)"""
        could_reach_N = best_live_N / limits_N[sentence_N] ** options.alpha
        undecided_N: Tensor = (could_reach_N > self.scores[sentence_N, 0]) & torch.isfinite(best_live_N)
        return undecided_N & (self.finished[sentence_N] < options.beam)

    def trace(self, sentence: int, step: int, row: int) -> list[tuple[int, int, int]]:
        """(step, row before it, word) of each word of the hypothesis in `row` after `step`, first word first."""
        path = []
        while step >= 0:
            parent = int(self.parents[step, sentence, row])
            path.append((step, parent, int(self.words[step, sentence, row])))
            step, row = step - 1, parent
        return path[::-1]

    def _weights(self, sentence: int, path: list[tuple[int, int, int]]) -> Tensor:
        rows = [self.attention[step, sentence, row] for step, row, _ in path]
        return torch.stack(rows) if rows else self.attention.new_zeros(0, self.attention.size(-1))

    def n_best(self, sentence: int) -> NBest:
        return [self._finished(sentence, k) for k, s in enumerate(self.scores[sentence].tolist()) if s > -torch.inf]

    def _finished(self, sentence: int, rank: int) -> Hypothesis:
        path = self.trace(sentence, int(self.end_steps[sentence, rank]) - 1, int(self.end_rows[sentence, rank]))
        return Hypothesis([w for *_, w in path], float(self.scores[sentence, rank]), self._weights(sentence, path))

    def settled(self, step: int, options: SearchOptions) -> Partial:
        """The words with which every hypothesis of sentence 0 that may still win begins."""
        rivals = [self.trace(0, step, k) for k, s in enumerate(self.live_scores[0].tolist()) if s > -torch.inf]
        if float(self.scores[0, 0]) > -torch.inf:
            rivals.append(self.trace(0, int(self.end_steps[0, 0]) - 1, int(self.end_rows[0, 0])))
        common = rivals[0]
        for rival in rivals[1:]:
            same = 0
            while same < min(len(common), len(rival)) and common[same][2] == rival[same][2]:
                same += 1
            common = common[:same]
        return Partial([w for *_, w in common], self._weights(0, common))
