"""The comparison of a question with the text around a span: no effect at first, learnable, only of what is real."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from neural.reading.altered import altered_questions
from neural.reading.batches import BatchOptions, collate
from neural.reading.examples import Asked, make_examples
from neural.reading.loss import reader_loss
from neural.reading.model import Batch, ReaderModel
from neural.training.average import blend
from tests.neural.reading.own import own_config, own_model, own_questions, own_vocabulary


def models() -> tuple[ReaderModel, ReaderModel]:
    """The same network without and with a coverage."""
    plain, vocabulary, config = own_model()
    torch.manual_seed(1)
    covered = ReaderModel(replace(config, coverage_size=12), vocabulary.tuned_ids())
    covered.load_state_dict(plain.state_dict(), strict=False)
    return plain.eval(), covered.eval()


def batch_of(options: BatchOptions) -> Batch:
    vocabulary, own = own_vocabulary(), own_questions()
    made = [Asked(a.question, a.needles, altered=True) for a in altered_questions(own, 1)]
    data = make_examples([*(Asked(q, q.answers) for q in own), *made], vocabulary, own_config(vocabulary))
    return collate(data, range(len(data.examples)), [], options, np.random.default_rng(0))


def test_it_begins_without_effect() -> None:
    plain, covered = models()
    batch = batch_of(BatchOptions())
    assert torch.equal(plain(batch).spans_RTL, covered(batch).spans_RTL)


def test_it_shifts_all_spans_of_a_pair_alike_and_padding_has_no_say() -> None:
    plain, covered = models()
    assert covered.coverage is not None
    torch.nn.init.normal_(covered.coverage.out.weight)
    batch = batch_of(BatchOptions(negative_rate=0.0, null_rate=0.0))
    shift_RTL = (covered(batch).spans_RTL - plain(batch).spans_RTL).detach()
    for row in shift_RTL:
        found = row[row.isfinite()]
        assert found.std() < 1e-4 and found.abs().mean() > 1e-3
    wider = batch._replace(questions_QJC=torch.nn.functional.pad(batch.questions_QJC, (0, 0, 0, 3)))
    assert torch.allclose(covered(wider).spans_RTL, covered(batch).spans_RTL, atol=1e-4)


def test_alone_it_learns_to_tell_altered_questions() -> None:
    _, covered = models()
    assert covered.coverage is not None
    batch = batch_of(BatchOptions(negative_rate=0.0, null_rate=0.0))
    optimizer = torch.optim.AdamW(covered.coverage.parameters(), lr=1e-2)
    losses = []
    for _ in range(40):
        loss = reader_loss(covered(batch), batch).total
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.5


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_blending_goes_from_one_to_the_other(share: float) -> None:
    begun, trained = models()
    with torch.no_grad():
        for parameter in trained.parameters():
            parameter.add_(1.0)
    old, new = begun.state_dict(), {name: t.clone() for name, t in trained.state_dict().items()}
    blend(trained, begun.state_dict(), share)
    for name, tensor in trained.state_dict().items():
        wanted = new[name] if name not in old else old[name] + share * (new[name].float() - old[name])
        assert torch.allclose(tensor.float(), wanted.float(), atol=1e-5), name
