"""A translator of the opposite direction as a judge: which of the candidates says what the source says?

Forward search likes what reads well, even where it has left something out. How likely is the source, given the
candidate? That is the noisy channel's question (Brown et al. 1993; with networks: Yee, Dauphin & Auli 2019,
arXiv:1908.05731, section 3). Candidates are ordered by

    log p(target | source) + CHANNEL * log p(source | target) + LENGTH * pieces of the target

in nats; pieces are subwords and the end mark. Shapes: R rows (candidates asked about), V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

import torch

from neural.seq2seq.batches import PairBatch, clean_source, clean_target, pair_batch
from neural.seq2seq.decoder import Decoder
from neural.seq2seq.hypotheses import Hypothesis, NBest
from neural.seq2seq.search import SearchOptions
from neural.text.tokenizer import PAD, SubwordTokenizer

CHANNEL, LENGTH = 0.35, 0.4
"""Tuned together on the 839 pairs held out of the training of all directions; see docs/experiments.md."""
CLOSE = 2.0
"""Nats behind the best before judging; what lies further back is not judged, as hardly any of it would win."""
ROWS_AT_ONCE = 200


class Judge:
    """Orders what a search has found. Made of the parts of the opposite translator."""

    def __init__(self, decoder: Decoder, tokenizer: SubwordTokenizer, tag: Sequence[int]) -> None:
        """`tag` stands before what is read, where the network wants to be told the target language."""
        self._decoder, self._tokenizer, self._tag = decoder, tokenizer, list(tag)

    def order(
        self,
        sentences: Sequence[str],
        lists: Sequence[NBest],
        text_of: Callable[[list[int]], str],
        options: SearchOptions,
    ) -> list[NBest]:
        """Each list with the best first: those judged before those that are not. `options` are those of the search."""
        ordered = []
        asked: list[tuple[int, int]] = []
        for number, n_best in enumerate(lists):
            alone = sorted(((_alone(h, options.alpha), h) for h in n_best), key=itemgetter(0), reverse=True)
            close = [place for place, (total, _) in enumerate(alone) if total >= alone[0][0] - CLOSE]
            asked += [(number, place) for place in close if len(close) > 1]
            ordered.append(alone)
        given = [text_of(ordered[number][place][1].ids) for number, place in asked]
        found = self.log_probabilities(given, [sentences[number] for number, _ in asked])
        for (number, place), (log_p, pieces) in zip(asked, found, strict=True):
            total, hypothesis = ordered[number][place]
            ordered[number][place] = total + CHANNEL * log_p, hypothesis._replace(back=log_p / pieces)
        return [[h for _, h in sorted(each, key=_judged_first, reverse=True)] for each in ordered]

    def log_probabilities(self, given: Sequence[str], wanted: Sequence[str]) -> list[tuple[float, int]]:
        """log p of each of `wanted`, as the translation of the text beside it in `given`, and its number of pieces."""
        sources = [self._tag + ids for ids in self._tokenizer.encode_batch([clean_source(text) for text in given])]
        targets = self._tokenizer.encode_targets([clean_target(text) for text in wanted])
        order = sorted(range(len(given)), key=lambda i: (len(targets[i]), len(sources[i])))
        totals = [0.0] * len(given)
        for first in range(0, len(order), ROWS_AT_ONCE):
            rows = order[first : first + ROWS_AT_ONCE]
            found = self._forced(pair_batch([(sources[i], targets[i]) for i in rows]))
            for i, total in zip(rows, found, strict=True):
                totals[i] = total
        return [(total, len(target) + 1) for total, target in zip(totals, targets, strict=True)]

    @torch.inference_mode()
    def _forced(self, batch: PairBatch) -> list[float]:
        """Decoding in which every next word is given: what would they have cost?"""
        read = self._decoder.read(batch.source_BS)
        state_RX, places_R = read.state_NX, torch.arange(len(batch.source_BS))
        total_R = torch.zeros(len(batch.source_BS))
        for words_R, wanted_R in zip(batch.target_BT.unbind(1), batch.wanted_BT.unbind(1), strict=True):
            logits_RV, state_RX, _ = self._decoder.step(words_R, state_RX, read.sources, places_R, 1)
            log_p_R = logits_RV.gather(1, wanted_R[:, None])[:, 0] - logits_RV.logsumexp(1)
            total_R += log_p_R.where(wanted_R != PAD, torch.zeros(()))
        found: list[float] = total_R.tolist()
        return found


def _alone(hypothesis: Hypothesis, alpha: float) -> float:
    """What the search itself thinks of it: log p(target | source), and the reward of its length."""
    pieces = len(hypothesis.ids) + 1
    return hypothesis.score * float(pieces**alpha) + LENGTH * pieces


def _judged_first(entry: tuple[float, Hypothesis]) -> tuple[bool, float]:
    total, hypothesis = entry
    return hypothesis.back is not None, total
