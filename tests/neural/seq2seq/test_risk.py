from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from neural.seq2seq.batches import Candidates, pair_batch, target_batch
from neural.seq2seq.config import TranslationConfig
from neural.seq2seq.kinds import make_network
from neural.seq2seq.risk import SHARPNESS, Written, expected_risk, written_candidates
from neural.seq2seq.task import TranslationTask
from neural.text.tokenizer import PAD
from tests.toy import DATA, NETWORKS, PAIRS, TRANSFORMER, toy_task, toy_translator

SENTENCES = [([20, 21, 22], [30, 31, 32, 33]), ([25], [40]), ([26, 27, 28, 29, 30, 31], [50, 51])]


def _written(rows: list[int], costs: list[float]) -> Written:
    return Written(Candidates(torch.tensor(rows), *target_batch([[7]] * len(rows))), torch.tensor(costs))


@pytest.mark.parametrize("config", NETWORKS)
@torch.no_grad()
def test_a_candidates_log_probability_is_that_of_its_words(config: TranslationConfig) -> None:
    """Read along with others or as the target of a batch of its own."""
    torch.manual_seed(0)
    model = make_network(config).eval()
    batch, rows = pair_batch(SENTENCES), [2, 0, 0, 1]
    written = [[60, 61, 62], [30, 31, 32, 33], [70], [80, 81]]
    found = model(*batch, 0.0, Candidates(torch.tensor(rows), *target_batch(written))).log_p_R
    for row, words, log_p in zip(rows, written, found.tolist(), strict=True):
        alone = pair_batch([(SENTENCES[row][0], words)])
        entropy = model(*alone, 0.0).cross_entropy.item()
        assert log_p == pytest.approx(-entropy * int((alone.wanted_BT != PAD).sum()), rel=1e-4)
    assert model(*batch, 0.0).log_p_R is None


def test_the_risk_is_the_mean_cost_where_all_are_as_likely() -> None:
    risk = expected_risk(torch.tensor([-5.0, -5.0, -9.0]), _written([0, 0, 1], [0.2, 0.6, 1.0]), torch.tensor([3, 1]))
    assert risk.item() == pytest.approx((3 * 0.4 + 1.0) / 4)


def test_likelier_candidates_count_for_more_and_learn_against_the_mean() -> None:
    """The gradient of a log-probability is a q (cost - risk): what is better than the mean becomes likelier."""
    log_p = torch.tensor([-2.0, -4.0, -40.0], requires_grad=True)
    cost = torch.tensor([0.5, 0.1, 0.9])
    risk = expected_risk(log_p, _written([0, 0, 0], cost.tolist()), torch.tensor([5]))
    q = torch.softmax(SHARPNESS * log_p.detach(), 0)
    assert risk.item() == pytest.approx(float(q @ cost))
    risk.backward()
    torch.testing.assert_close(log_p.grad, SHARPNESS * q * (cost - float(q @ cost)))


def test_what_is_written_is_what_a_search_finds_with_its_cost() -> None:
    toy, task = toy_translator(), toy_task()
    batch = next(task.batches(0, 1))
    toy.model.train()
    try:
        candidates, cost_R = written_candidates(toy.model, toy.tokenizer, batch)
        assert toy.model.training
    finally:
        toy.model.eval()
    rows = candidates.rows_R.tolist()
    assert sorted(set(rows)) == list(range(len(batch.source_BS))) and rows == sorted(rows)
    first = [rows.index(row) for row in range(len(batch.source_BS))]
    assert cost_R[first].mean() < 0.05, "it knows these by heart"
    assert cost_R.max() > 0.2 and cost_R.min() > -1e-6
    assert candidates.target_RT.shape == candidates.wanted_RT.shape


def _careless() -> Any:
    """The toy, a little shaken, and its task with nothing but risk for a loss."""
    toy, plain = toy_translator(), toy_task()
    torch.manual_seed(1)
    weights = {n: w + 0.04 * torch.randn_like(w) for n, w in toy.model.state_dict().items()}
    task = TranslationTask(
        toy.model.config, replace(DATA, risk=1.0), plain.pairs, PAIRS[:10], toy.tokenizer, weights=weights
    )
    return task, task.model().train()


def test_training_lowers_the_risk() -> None:
    task, model = _careless()
    batch = next(task.batches(0, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    risks = []
    for _ in range(6):
        loss, words, extra = task.loss(model, batch)
        assert loss.item() == pytest.approx(extra["risk"]) and words == int((batch.wanted_BT != PAD).sum())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.2)
        optimizer.step()
        risks.append(extra["risk"])
    assert min(risks[3:]) < 0.9 * risks[0], risks


def test_mixed_precision_finds_nearly_the_same_risk() -> None:
    """Of the transformer: not all processors run LSTMs in bfloat16."""
    plain, tokenizer = toy_task(), toy_translator().tokenizer
    task = TranslationTask(TRANSFORMER, replace(DATA, risk=1.0), plain.pairs, PAIRS[:10], tokenizer)
    torch.manual_seed(0)
    model, batch = task.model().train(), next(task.batches(0, 1))
    exact = task.loss(model, batch)[0]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough = task.loss(model, batch)[0]
    rough.backward()
    assert rough.item() == pytest.approx(exact.item(), rel=0.05)


def test_a_part_of_a_batch_has_its_share_of_the_risk() -> None:
    task, model = _careless()
    batch = next(task.batches(0, 1))
    whole, _, _ = task.loss(model, batch)
    parts = [task.cut(batch, part, 2) for part in range(2)]
    assert sum(task.loss(model, piece)[0].item() * share for piece, share in parts) == pytest.approx(
        whole.item(), rel=1e-3
    )


def test_validation_asks_for_no_candidates() -> None:
    task, model = _careless()
    assert "risk" not in task.loss(model.eval(), next(task.batches(0, 1)))[2]
