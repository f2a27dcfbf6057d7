"""Parts of a batch in several processes do together what the whole batch does in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from neural.reading.batches import BatchOptions, collate
from neural.reading.examples import make_examples
from neural.reading.loss import reader_loss
from neural.reading.sharing import cut_questions
from neural.seq2seq.sharing import cut_pairs
from neural.training.sharing import Divisible, Shares
from tests.neural.reading.own import own_model, own_questions
from tests.toy import toy_task


class Cutting:
    """Batches are lists of numbers."""

    def cut(self, batch: list[int], part: int, parts: int) -> tuple[list[int], float]:
        own = batch[part::parts]
        return own, len(own) / len(batch)


def _pieces(task: object, accumulate: int, world: int, scale: bool = False) -> list[list[list[tuple[Any, float]]]]:
    """[process][update] -> what it gets."""

    def epoch() -> Iterator[list[int]]:
        yield from ([n, n + 1, n + 2] for n in range(0, 36, 3))

    plans = [Shares.of(task, accumulate, world, rank, scale_batch=scale) for rank in range(world)]
    return [[[(p.batch, p.weight) for p in update] for update in plan.updates(task, epoch())] for plan in plans]


@pytest.mark.parametrize(("accumulate", "world"), [(1, 1), (1, 2), (1, 3), (2, 2), (3, 2), (4, 2), (2, 3)])
def test_an_update_is_the_same_in_any_number_of_processes(accumulate: int, world: int) -> None:
    assert isinstance(Cutting(), Divisible)
    (alone,) = _pieces(Cutting(), accumulate, 1)
    shared = list(zip(*_pieces(Cutting(), accumulate, world), strict=True))
    assert len(shared) == len(alone) == 12 // accumulate
    for one, several in zip(alone, shared, strict=True):
        taken = [piece for process in several for piece in process]
        assert sorted(n for batch, _ in taken for n in batch) == [n for batch, _ in one for n in batch]
        assert sum(weight for _, weight in taken) == pytest.approx(1.0)
        mean = sum(sum(batch) / len(batch) * weight for batch, weight in taken)
        assert mean == pytest.approx(sum(sum(batch) / len(batch) * weight for batch, weight in one))


@pytest.mark.parametrize(("task", "scale"), [(object(), False), (Cutting(), True)])
def test_an_update_grows_where_that_is_wanted_or_nothing_can_be_cut(task: object, scale: bool) -> None:
    first, second = _pieces(task, 1, 2, scale)
    assert [batch for update in first for batch, _ in update] == [[n, n + 1, n + 2] for n in range(0, 36, 6)]
    assert [batch for update in second for batch, _ in update] == [[n, n + 1, n + 2] for n in range(3, 36, 6)]
    assert all(weight == 0.5 for update in first + second for _, weight in update)


def _gradients(model: nn.Module, losses: list[tuple[Tensor, float]]) -> dict[str, Tensor]:
    model.zero_grad()
    for loss, weight in losses:
        (loss * weight).backward()  # type: ignore[no-untyped-call]
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def _assert_alike(whole: dict[str, Tensor], parts: dict[str, Tensor]) -> None:
    assert whole.keys() == parts.keys()
    for name, gradient in whole.items():
        torch.testing.assert_close(parts[name], gradient, rtol=1e-3, atol=1e-5, msg=lambda m, n=name: f"{n}: {m}")


@pytest.mark.parametrize("parts", [2, 3, 40])
def test_parts_of_pairs_have_the_gradient_of_the_whole(parts: int) -> None:
    torch.manual_seed(0)
    task = toy_task()
    model = task.model().eval()  # no dropout: masks differ from process to process
    batch = next(iter(task.batches(0, 1)))
    whole = _gradients(model, [(task.loss(model, batch)[0], 1.0)])
    pieces = [cut_pairs(batch, part, parts) for part in range(parts)]
    _assert_alike(whole, _gradients(model, [(task.loss(model, piece)[0], weight) for piece, weight in pieces]))


@pytest.mark.parametrize("parts", [2, 3, 30])
def test_parts_of_questions_have_the_gradient_of_the_whole(parts: int) -> None:
    model, vocabulary, config = own_model()
    data = make_examples(own_questions(), vocabulary, config)
    options = BatchOptions(negative_rate=0.6, null_rate=0.3)
    batch = collate(data, range(len(data.examples)), [], options, np.random.default_rng(2))
    model.eval()
    whole = _gradients(model, [(reader_loss(model(batch), batch).total, 1.0)])
    pieces = [cut_questions(batch, part, parts) for part in range(parts)]
    assert sum(weight for _, weight in pieces) == pytest.approx(1.0)
    losses = [(reader_loss(model(piece), piece).total, weight) for piece, weight in pieces]
    _assert_alike(whole, _gradients(model, losses))
