"""Minimum risk training: the network learns from what it would write itself, not only from references.

Cross entropy asks for the reference's next word and no other, whatever the translation as a whole is worth. Here the
best hypotheses of a search, the candidates, are each compared with the reference, and the expected risk

    risk = Σ_c q(c) (1 - BLEU(c, reference)),    q(c) = p(c | source)^a / Σ_c' p(c' | source)^a

over a sentence's candidates c is lowered (Shen et al. 2016, arXiv:1512.02433, equations 10 to 12; candidates by beam
search and a share of cross entropy beside it: Edunov et al. 2018, arXiv:1711.04956, sections 3 and 4). What a short
translation loses by its brevity counts too. For networks that have learnt already.

Shapes: B sentences, R candidates of all of them, T steps.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from neural.evaluation.translation import sentence_bleu
from neural.seq2seq.batches import Candidates, PairBatch, target_batch
from neural.seq2seq.kinds import make_decoder
from neural.seq2seq.network import Network
from neural.seq2seq.search import SearchOptions, search
from neural.text.tokenizer import EOS, SubwordTokenizer

SEARCH = SearchOptions(beam=6, prune=8.0)
"""Further behind the best than where people translate: bad candidates teach, too."""
SHARPNESS = 0.4
"""The exponent a: below 1 the likeliest candidate does not outweigh all others."""


class Written(NamedTuple):
    """The candidates of a batch, and what each is short of: 1 - BLEU, 0 to 1."""

    candidates: Candidates
    cost_R: Tensor


def written_candidates(model: nn.Module, tokenizer: SubwordTokenizer, batch: PairBatch) -> Written:
    """What the network as it is now, without dropout, would write for the sources of `batch`. It is left in training
    mode; `model` may be wrapped."""
    network = getattr(model, "module", model)
    assert isinstance(network, Network)
    network.eval()
    with torch.autocast(batch.source_BS.device.type, enabled=False):  # the decoder chooses its precision itself
        decoder = make_decoder(network)
        lists = search(decoder, decoder.read(batch.source_BS), SEARCH)
    network.train()
    rows, written, costs = [], [], []
    for row, (n_best, wanted) in enumerate(zip(lists, batch.wanted_BT.tolist(), strict=True)):
        reference = tokenizer.decode(wanted[: wanted.index(EOS)])
        for hypothesis in n_best:
            rows.append(row)
            written.append(hypothesis.ids)
            costs.append(1 - sentence_bleu(tokenizer.decode(hypothesis.ids), reference) / 100)
    candidates = Candidates(torch.tensor(rows), *target_batch(written))
    return Written(candidates, torch.tensor(costs))


def expected_risk(log_p_R: Tensor, written: Written, words_B: Tensor) -> Tensor:
    """The mean over sentences, each counting by the words of its reference, as they do in cross entropy."""
    rows_R, sentences = written.candidates.rows_R, len(words_B)
    scores_R = SHARPNESS * log_p_R
    best_B = scores_R.new_full((sentences,), -torch.inf).scatter_reduce(0, rows_R, scores_R.detach(), "amax")
    share_R = torch.exp(scores_R - best_B[rows_R])
    total_B = share_R.new_zeros(sentences).index_add(0, rows_R, share_R)
    risk_B = share_R.new_zeros(sentences).index_add(0, rows_R, share_R / total_B[rows_R] * written.cost_R)
    return (risk_B * words_B).sum() / words_B.sum()
