"""R-Drop's divergence and its gradients by hand, against torch's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from neural.seq2seq import consistency
from neural.seq2seq.config import TranslationConfig
from neural.seq2seq.consistency import divergence
from neural.seq2seq.kinds import make_network
from neural.seq2seq.task import TranslationTask
from neural.text.tokenizer import PAD
from tests.toy import DATA, NETWORKS, PAIRS, toy_task, toy_translator


def by_torch(x_2NE: Tensor, weight_VE: Tensor, bias_V: Tensor) -> Tensor:
    """KL both ways by torch's own operations."""
    log_p, log_q = F.linear(x_2NE, weight_VE, bias_V).log_softmax(-1).chunk(2)
    there = F.kl_div(log_q, log_p, reduction="batchmean", log_target=True)
    back = F.kl_div(log_p, log_q, reduction="batchmean", log_target=True)
    return (there + back) / 2


def drawn(words: int) -> tuple[Tensor, Tensor, Tensor]:
    torch.manual_seed(words)
    return tuple(torch.randn(size).requires_grad_() for size in ((2 * words, 6), (11, 6), (11,)))  # type: ignore[return-value]


@pytest.mark.parametrize("words", [1, 4, 5, 9])
def test_value_and_gradients_are_torchs(words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "SLICE", 4)
    own, other = drawn(words), drawn(words)
    mine, theirs = divergence(*own), by_torch(*other)
    assert mine.item() == pytest.approx(theirs.item(), rel=1e-5)
    (3 * mine).backward()
    (3 * theirs).backward()
    for a, b in zip(own, other, strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=1e-4, atol=1e-6)


def test_two_readings_alike_do_not_diverge() -> None:
    x_2NE, weight_VE, bias_V = drawn(3)
    alike = x_2NE[:3].detach().repeat(2, 1).requires_grad_()
    found = divergence(alike, weight_VE, bias_V)
    found.backward()
    assert found.item() == pytest.approx(0, abs=1e-6)
    assert alike.grad is not None and alike.grad.abs().max() < 1e-6


@pytest.mark.parametrize("config", NETWORKS)
@torch.no_grad()
def test_read_twice_without_dropout_is_read_once(config: TranslationConfig) -> None:
    torch.manual_seed(0)
    model, batch = make_network(config).eval(), next(toy_task().batches(0, 1))
    once, twice = model(*batch, 0.1), model(*batch, 0.1, None, True)
    torch.testing.assert_close(twice.smoothed, once.smoothed)
    torch.testing.assert_close(twice.cross_entropy, once.cross_entropy)
    assert twice.divergence is not None and twice.divergence.item() == pytest.approx(0, abs=1e-6)
    assert once.divergence is None


def _task(consistency: float) -> TranslationTask:
    toy = toy_translator()
    config = replace(toy.model.config, dropout=0.3)
    data = replace(DATA, consistency=consistency)
    return TranslationTask(
        config, data, toy_task().pairs, PAIRS[:10], toy.tokenizer, weights=dict(toy.model.state_dict())
    )


def test_the_divergence_counts_by_its_weight_and_not_in_validation() -> None:
    task = _task(2.0)
    model, batch = task.model().train(), next(task.batches(0, 1))
    torch.manual_seed(0)
    loss, words, extra = task.loss(model, batch)
    assert extra["divergence"] > 0.01 and words == int((batch.wanted_BT != PAD).sum())
    torch.manual_seed(0)
    found = model(*batch, DATA.smoothing, None, True)
    assert loss.item() == pytest.approx(found.smoothed.item() + 2 * extra["divergence"], rel=1e-5)
    assert "divergence" not in task.loss(model.eval(), batch)[2]


def test_training_brings_the_readings_together() -> None:
    task = _task(5.0)
    model, batch = task.model().train(), next(task.batches(0, 1))
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    torch.manual_seed(0)
    gaps = []
    for _ in range(12):
        loss, _, extra = task.loss(model, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        gaps.append(extra["divergence"])
    assert sum(gaps[-3:]) < 0.8 * sum(gaps[:3]), gaps
