"""The reader's losses mean what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neural.reading.batches import BatchOptions, collate
from neural.reading.examples import make_examples
from neural.reading.loss import divergence, reader_loss, span_loss, span_normaliser, span_risk
from neural.reading.memory import Reading
from neural.reading.model import Batch, ReaderModel, ReaderOutput
from tests.neural.reading.own import own_model, own_questions


@pytest.fixture(scope="module")
def made() -> tuple[ReaderModel, Batch]:
    model, vocabulary, config = own_model()
    data = make_examples(own_questions(), vocabulary, config)
    options = BatchOptions(negative_rate=0.5, null_rate=0.3)
    return model.eval(), collate(data, range(len(data.examples)), [], options, np.random.default_rng(1))


def flat(batch: Batch, lengths: int = 4) -> ReaderOutput:
    """Every span, null answer and slot with a score of 0."""
    shape = len(batch.pair_question_R), batch.passages_PTC.size(1), lengths
    questions, slots = batch.shown_QS.shape
    hops = (torch.zeros(questions, slots + 1),) * 2
    return ReaderOutput(torch.zeros(shape), torch.zeros(questions), Reading(hops, torch.zeros(questions, 1)))


def test_span_loss_is_normalised_over_all_passages_and_null(made: tuple[ReaderModel, Batch]) -> None:
    _, batch = made
    output = flat(batch)
    spans = output.spans_RTL[0].numel()
    counts = [math.log(spans * int((batch.pair_question_R == q).sum()) + 1) for q in range(len(output.null_Q))]
    found = span_loss(output, batch, span_normaliser(output, batch))
    assert found.item() == pytest.approx(sum(counts) / len(counts), rel=1e-5)


def expected_by_hand(output: ReaderOutput, batch: Batch) -> float:
    """1 - Σ p F1 as its definition has it, span by span."""
    risks = []
    for q, pair in enumerate(batch.gold_pair_Q.tolist()):
        scores = {None: output.null_Q[q].item()}
        for r in (batch.pair_question_R == q).nonzero().flatten().tolist():
            for place, length in output.spans_RTL[r].isfinite().nonzero().tolist():
                scores[r, place, place + length] = output.spans_RTL[r, place, length].item()
        total = sum(math.exp(score) for score in scores.values())
        worth = 0.0
        gold = set(range(int(batch.gold_start_Q[q]), int(batch.gold_end_Q[q]) + 1))
        for span, score in scores.items():
            if span is None or pair < 0:
                f1 = float(span is None and pair < 0)
            else:
                words = set(range(span[1], span[2] + 1))
                f1 = 2 * len(words & gold) / (len(words) + len(gold)) if span[0] == pair else 0.0
            worth += math.exp(score) / total * f1
        risks.append(1 - worth)
    return sum(risks) / len(risks)


def test_risk_is_what_an_answer_lacks_on_average(made: tuple[ReaderModel, Batch]) -> None:
    model, batch = made
    with torch.no_grad():
        for output in (model(batch), flat(batch)):
            found = span_risk(output, batch, span_normaliser(output, batch))
            assert found.item() == pytest.approx(expected_by_hand(output, batch), abs=1e-4)


def test_who_is_sure_of_the_gold_span_risks_nothing(made: tuple[ReaderModel, Batch]) -> None:
    _, batch = made
    output = flat(batch, lengths=24)
    for q, pair in enumerate(batch.gold_pair_Q.tolist()):
        if pair < 0:
            output.null_Q[q] = 100
        else:
            start, end = int(batch.gold_start_Q[q]), int(batch.gold_end_Q[q])
            output.spans_RTL[pair, start, end - start] = 100
    assert span_risk(output, batch, span_normaliser(output, batch)).item() == pytest.approx(0, abs=1e-5)


def test_the_share_of_risk_moves_from_one_loss_to_the_other(made: tuple[ReaderModel, Batch]) -> None:
    model, batch = made
    with torch.no_grad():
        output = model(batch)
        none, half, all_of_it = (reader_loss(output, batch, share).total for share in (0.0, 0.5, 1.0))
    torch.testing.assert_close(half, (none + all_of_it) / 2)
    parts = reader_loss(output, batch).parts
    assert (none - all_of_it).item() == pytest.approx((parts["span"] - parts["risk"]).item(), abs=1e-4)


def test_readings_alike_do_not_diverge_and_others_do(made: tuple[ReaderModel, Batch]) -> None:
    model, batch = made
    with torch.no_grad():
        output = model(batch)
    assert divergence(output, output, batch).item() == 0
    other = flat(batch, output.spans_RTL.size(2))
    there, back = divergence(output, other, batch), divergence(other, output, batch)
    assert there > 0
    torch.testing.assert_close(there, back)


def test_divergence_is_that_of_the_answers_and_of_the_last_hop(made: tuple[ReaderModel, Batch]) -> None:
    _, batch = made
    output = flat(batch)
    silent = output._replace(null_Q=torch.full_like(output.null_Q, 3.0))
    gaps = []
    for q in range(len(output.null_Q)):
        spans = int((batch.pair_question_R == q).sum()) * output.spans_RTL[0].numel()
        p, q_ = (torch.tensor([0.0] * spans + [null]).log_softmax(0) for null in (0.0, 3.0))
        both = F.kl_div(q_, p, reduction="sum", log_target=True) + F.kl_div(p, q_, reduction="sum", log_target=True)
        gaps.append(both.item() / 2)
    assert divergence(output, silent, batch).item() == pytest.approx(sum(gaps) / len(gaps), rel=1e-4)


def test_what_diverges_gets_whole_gradients(made: tuple[ReaderModel, Batch]) -> None:
    model, batch = made
    output = model(batch)
    divergence(output, flat(batch, output.spans_RTL.size(2)), batch).backward()
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    model.zero_grad()
    assert all(g.isfinite().all() for g in gradients) and any(g.any() for g in gradients)
