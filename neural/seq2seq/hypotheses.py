"""All that a beam search has written, as back pointers, and how it is read back.

Shapes: B sentences, K beam, T target steps, S source steps, F finished hypotheses. Rows are the hypotheses that went
into a step, numbered anew at each. numpy, as these are many small integer operations.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class Hypothesis(NamedTuple):
    """A finished translation: ids without end mark, score, and attention_TS with a row for each id. `back`, where a
    judge was asked: the log-probability of the source given it, a piece of the source."""

    ids: list[int]
    score: float
    attention_TS: Tensor
    back: float | None = None


NBest = list[Hypothesis]
"""The finished hypotheses of one sentence, best first: one at least, at most as many as the beam is wide."""


class Partial(NamedTuple):
    """What is settled so far of sentence 0, for streaming: words that all hypotheses begin with, live and finished."""

    ids: list[int]
    attention_TS: Tensor


class History:
    """The words of every step with the rows that they extend, and the best K finished hypotheses of each sentence."""

    def __init__(self, sentences: int, beam: int, source_length: int) -> None:
        self.source_length = source_length
        self.words: list[Ints] = []  # words[t][r]: the last word of row r of step t + 1 ...
        self.parents: list[Ints] = []  # ... and the row of step t that it extends
        self.attention: list[Floats] = []  # attention[t][r]: where row r of step t looked
        self.finished = np.zeros(sentences, dtype=np.int64)  # how many of each sentence have ended
        self.scores = np.full((sentences, beam), -np.inf, dtype=np.float32)  # of the best of those, best first
        self._end_steps = np.zeros((sentences, beam), dtype=np.int64)
        self._end_rows = np.zeros((sentences, beam), dtype=np.int64)

    def record(self, words: Ints, parents: Ints, attention: Floats) -> None:
        self.words.append(words)
        self.parents.append(parents)
        self.attention.append(attention)

    def finish(self, sentence_N: Ints, scores_NK: Floats, rows_NK: Ints) -> None:
        """Rows of the step under way that end, with their scores; -inf: goes on, or there is none."""
        ending_N = np.isfinite(scores_NK).any(1)
        if not ending_N.any():
            return
        sentence, found, rows = sentence_N[ending_N], scores_NK[ending_N], rows_NK[ending_N]
        self.finished[sentence] += np.isfinite(found).sum(1)
        scores = np.concatenate([self.scores[sentence], found], axis=1)
        steps = np.concatenate([self._end_steps[sentence], np.full_like(rows, len(self.words))], axis=1)
        rows = np.concatenate([self._end_rows[sentence], rows], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, : found.shape[1]]
        self.scores[sentence] = np.take_along_axis(scores, best, axis=1)
        self._end_steps[sentence] = np.take_along_axis(steps, best, axis=1)
        self._end_rows[sentence] = np.take_along_axis(rows, best, axis=1)

    def n_best(self) -> list[NBest]:
        """The finished hypotheses of every sentence."""
        kept = np.isfinite(self.scores)
        ends, rows, sentences = self._end_steps[kept], self._end_rows[kept], np.nonzero(kept)[0]
        ids, attention = self._trace(ends, rows)
        found: list[NBest] = [[] for _ in self.scores]
        for number, (end, score, sentence) in enumerate(
            zip(ends.tolist(), self.scores[kept].tolist(), sentences.tolist(), strict=True)
        ):
            found[sentence].append(Hypothesis(ids[number, :end].tolist(), score, attention[number, :end]))
        return found

    def settled(self, rows: Ints) -> Partial:
        """The words with which all of `rows` of the coming step, and all that the n best list holds, begin."""
        step = len(self.words)
        ended = np.isfinite(self.scores[0])
        end_steps, end_rows = self._end_steps[0, ended], self._end_rows[0, ended]
        earliest = int(end_steps.min(initial=step))
        while step > 0 and (len(rows) > 1 or step > earliest):
            step -= 1
            rows = np.unique(np.append(self.parents[step][rows], end_rows[end_steps == step]))
        ids, attention = self._trace(np.array([step]), rows[:1])
        return Partial(ids[0].tolist(), attention[0])

    def _trace(self, steps_F: Ints, rows_F: Ints) -> tuple[Ints, Tensor]:
        """ids_FT and attention_FTS on the way to row `rows_F[f]` of step `steps_F[f]`; zero behind its end."""
        longest = int(steps_F.max(initial=0))
        ids = np.zeros((len(rows_F), longest), dtype=np.int64)
        attention = np.zeros((len(rows_F), longest, self.source_length), dtype=np.float32)
        rows = rows_F.copy()
        for step in range(longest - 1, -1, -1):
            on = np.nonzero(steps_F > step)[0]
            ids[on, step] = self.words[step][rows[on]]
            rows[on] = self.parents[step][rows[on]]
            attention[on, step] = self.attention[step][rows[on]]
        return ids, torch.from_numpy(attention)
