"""The reader's task: what its objective adds to the loss of a batch."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from neural.reading.loss import Objective, reader_loss
from tests.neural.training.learners import reader_task


def test_a_batch_is_read_twice_for_consistency_and_both_count() -> None:
    plain = reader_task()
    task = replace(plain, objective=Objective(consistency=2.0), config=replace(plain.config, dropout=0.3))
    torch.manual_seed(0)
    model, batch = task.model().train(), next(iter(task.batches(0, 1)))
    torch.manual_seed(1)
    total, questions, parts = task.loss(model, batch)
    assert questions == len(batch.gold_pair_Q) and parts["divergence"] > 0
    torch.manual_seed(1)
    both = [reader_loss(model(batch), batch).total.item() for _ in range(2)]
    assert both[0] != both[1]
    assert total.item() == pytest.approx(sum(both) / 2 + 2 * parts["divergence"], rel=1e-5)


def test_training_by_risk_lowers_it() -> None:
    task = replace(reader_task(), objective=Objective(risk=1.0))
    torch.manual_seed(0)
    model, batch = task.model().train(), next(iter(task.batches(0, 1)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    risks = []
    for _ in range(25):
        total, _, parts = task.loss(model, batch)
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        risks.append(parts["risk"])
    assert risks[-1] < 0.7 * risks[0], risks
