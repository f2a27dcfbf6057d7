from __future__ import annotations

import torch
from torch import nn

from neural.training.average import ExponentialAverage


def test_the_average_follows_the_weights_and_swaps_in_and_out() -> None:
    model = nn.Linear(2, 1, bias=False)
    model.weight.data.fill_(0.0)
    average = ExponentialAverage(model, decay=0.5)
    model.weight.data.fill_(1.0)
    average.update(step=1000)
    with average.swapped_in():
        assert model.weight.tolist() == [[0.5, 0.5]]
    assert model.weight.tolist() == [[1.0, 1.0]]
    assert average.state_dict()["weight"].tolist() == [[0.5, 0.5]]


def test_early_steps_count_more_so_that_the_start_is_forgotten() -> None:
    model = nn.Linear(1, 1, bias=False)
    model.weight.data.fill_(0.0)
    average = ExponentialAverage(model, decay=0.999)
    model.weight.data.fill_(1.0)
    for step in range(40):
        average.update(step)
    assert average.average[0].item() > 0.99


def test_state_is_restored() -> None:
    model = nn.Linear(2, 2)
    average = ExponentialAverage(model, decay=0.9)
    state = {name: torch.full_like(value, 3.0) for name, value in average.state_dict().items()}
    average.load_state_dict(state)
    with average.swapped_in():
        assert model.bias.tolist() == [3.0, 3.0]
