"""The network: padding is invisible, hidden slots stay hidden, losses mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neural.reading.batches import BatchOptions, collate
from neural.reading.decode import best_spans, expected_f1, inside_sentences
from neural.reading.examples import make_examples
from neural.reading.loss import reader_loss
from neural.reading.memory import Memory, SlotWriter
from neural.reading.model import Batch, ReaderModel
from neural.reading.spans import band
from tests.neural.reading.own import own_model, own_questions


@pytest.fixture(scope="module")
def made() -> tuple[ReaderModel, Batch]:
    model, vocabulary, config = own_model()
    data = make_examples(own_questions(), vocabulary, config)
    options = BatchOptions(negative_rate=0.5, null_rate=0.3)
    batch = collate(data, range(len(data.examples)), [], options, np.random.default_rng(1))
    return model.eval(), batch


def padded(batch: Batch) -> Batch:
    """The same batch with more padding on every text."""
    places = batch.places_N // batch.passages_PTC.size(1) * 5 + batch.places_N
    return batch._replace(
        passages_PTC=F.pad(batch.passages_PTC, (0, 0, 0, 5)),
        questions_QJC=F.pad(batch.questions_QJC, (0, 0, 0, 3)),
        places_N=places,
    )


def test_padding_changes_nothing(made: tuple[ReaderModel, Batch]) -> None:
    model, batch = made
    before, after = model(batch), model(padded(batch))
    tokens, lengths = before.spans_RTL.shape[1:]
    torch.testing.assert_close(before.spans_RTL, after.spans_RTL[:, :tokens, :lengths], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(before.null_Q, after.null_Q, atol=1e-4, rtol=1e-4)
    assert (after.spans_RTL[:, tokens:] == -torch.inf).all()
    torch.testing.assert_close(reader_loss(before, batch).total, reader_loss(after, padded(batch)).total)


def test_batches_hold_what_they_say(made: tuple[ReaderModel, Batch]) -> None:
    _, batch = made
    slots = batch.shown_QS.size(1)
    nulls = batch.gold_pair_Q < 0
    assert nulls.any() and (~nulls).any()
    assert (batch.gold_slot_Q[nulls] == slots).all()
    for q in (~nulls).nonzero().flatten().tolist():
        assert batch.pair_question_R[batch.gold_pair_Q[q]] == q
        assert batch.shown_QS[q, batch.gold_slot_Q[q]] and batch.fair_QS[q, batch.gold_slot_Q[q]]
    assert batch.pair_rank_R.max() == 1


def test_everything_learns(made: tuple[ReaderModel, Batch]) -> None:
    model, batch = made
    reader_loss(model(batch), batch).total.backward()
    idle = {name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()}
    model.zero_grad()
    assert idle <= {"pool.bias"}  # its softmax does not see a constant: all it ever gets is rounding


def test_hidden_slots_are_never_read() -> None:
    torch.manual_seed(0)
    memory = Memory(6, 8, hops=3, dropout=0.0).eval()
    slots = SlotWriter(6, 8)(torch.randn(10, 6), torch.tensor([0, 0, 0, 1, 1, 2, 2, 3, 3, 3]), 4)
    question, features = torch.randn(2, 6), torch.rand(2, 4, 6)
    shown = torch.tensor([[True, False, True, True], [False] * 4])
    before = memory(question, slots, features, shown)
    changed = slots._replace(keys_SD=slots.keys_SD.clone(), values_SD=slots.values_SD.clone())
    changed.keys_SD[1] += 5
    changed.values_SD[1] -= 5
    after = memory(question, changed, features, shown)
    torch.testing.assert_close(before.state_QD, after.state_QD)
    for scores in before.scores_hops:
        weights = torch.softmax(scores, dim=1)
        assert weights[0, 1] == 0 and weights[1, 4] == 1  # nothing shown: all on the null slot


def test_a_slot_depends_on_its_own_tokens_only() -> None:
    torch.manual_seed(0)
    writer = SlotWriter(6, 8)
    tokens, numbers = torch.randn(5, 6), torch.tensor([0, 0, 1, 1, 1])
    other = tokens.clone()
    other[2:] += 1
    assert torch.equal(writer(tokens, numbers, 2).keys_SD[0], writer(other, numbers, 2).keys_SD[0])


def test_a_band_holds_each_span_by_start_and_length() -> None:
    ends = torch.randn(2, 5, 5, generator=torch.Generator().manual_seed(0))
    spans = band(ends, 3)
    for start in range(5):
        for length in range(3):
            inside = start + length < 5
            expected = ends[:, start, start + length] if inside else torch.full((2,), -torch.inf)
            torch.testing.assert_close(spans[:, start, length], expected)


def test_agreement_prefers_the_span_that_likely_ones_share() -> None:
    scores = torch.full((2, 6, 3), -9.0)
    scores[0, 5, 0], scores[0, 1, 1], scores[0, 1, 2], scores[1, 0, 0] = 1.0, 0.9, 0.8, 0.95
    likeliest, _ = best_spans(scores, -9.0, 3)
    shared, _ = best_spans(scores, -9.0, 3, agreement=1.0)
    assert likeliest[0][:3] == (0, 5, 5)
    assert shared[0][:3] == (0, 1, 2)
    assert shared[0].probability < likeliest[0].probability


def test_expected_f1_is_the_mean_over_the_spans() -> None:
    spans, probability = torch.tensor([[0, 0, 1], [0, 1, 1], [1, 0, 1]]), torch.tensor([0.5, 0.3, 0.1])
    torch.testing.assert_close(expected_f1(spans, probability), torch.tensor([0.5 + 0.2, 0.3 + 0.5 * 2 / 3, 0.1]))


def test_spans_stay_in_their_sentence_and_sum_to_one() -> None:
    torch.manual_seed(0)
    start, end = torch.randn(2, 6), torch.randn(2, 6)
    slots = torch.tensor([[0, 0, 0, 1, 1, -1], [0, 1, 1, 1, 1, 1]])
    scores = inside_sentences(start[:, :, None] + band(end[:, None].expand(-1, 6, -1), 3), slots)
    assert scores.shape == (2, 6, 3)
    assert scores[0, 2, 1] == -torch.inf and scores[0, 4, 1] == -torch.inf and (scores[0, 5] == -torch.inf).all()
    assert scores[1, 1, 2] == start[1, 1] + end[1, 3]
    spans, nothing = best_spans(scores, 0.5, 100)
    total = torch.cat([scores.flatten(), torch.tensor([0.5])]).softmax(0)
    assert nothing == pytest.approx(total[-1].item(), rel=1e-4)
    assert spans[0].probability == pytest.approx(total[:-1].max().item(), rel=1e-4)
    taken = [(s.pair, place) for s in spans for place in range(s.start, s.end + 1)]
    assert len(taken) == len(set(taken))
