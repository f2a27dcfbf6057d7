from __future__ import annotations

import torch

from neural.seq2seq.batches import pair_batch, source_batch
from neural.seq2seq.model import Seq2Seq
from neural.text.tokenizer import BOS, PAD
from tests.toy import CONFIG


def _model() -> Seq2Seq:
    torch.manual_seed(0)
    return Seq2Seq(CONFIG).eval()


SENTENCES = [([20, 21, 22], [30, 31, 32, 33]), ([25], [40]), ([26, 27, 28, 29, 30, 31], [50, 51])]


@torch.no_grad()
def test_decoding_step_by_step_is_teacher_forcing() -> None:
    model, batch = _model(), pair_batch(SENTENCES)
    at_once = model.logits(model.features(batch.source_BS, batch.target_BT))
    memory, state = model.encode(batch.source_BS)
    for t in range(batch.target_BT.size(1)):
        logits, state, weights = model.step(batch.target_BT[:, t], state, memory)
        real = batch.wanted_BT[:, t] != PAD
        torch.testing.assert_close(logits[real], at_once[real, t], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(weights.sum(1), torch.ones(3))


@torch.no_grad()
def test_a_sentence_is_read_alike_alone_and_in_a_batch() -> None:
    model = _model()
    together = model.encode(source_batch([s for s, _ in SENTENCES]))
    for row, (source, _) in enumerate(SENTENCES):
        alone = model.encode(source_batch([source]))
        words = torch.tensor([BOS])
        expected, _, _ = model.step(words, alone.state, alone.memory)
        logits, _, _ = model.step(words.expand(3), together.state, together.memory)
        torch.testing.assert_close(logits[row], expected[0], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_loss_is_the_mean_over_real_words() -> None:
    model, batch = _model(), pair_batch(SENTENCES)
    total, words = 0.0, 0
    for pair in SENTENCES:
        alone = pair_batch([pair])
        count = alone.wanted_BT.numel()
        total += model(*alone, 0.1).cross_entropy.item() * count
        words += count
    assert abs(model(*batch, 0.1).cross_entropy.item() - total / words) < 1e-4


def test_every_weight_learns() -> None:
    model = _model().train()
    model(*pair_batch(SENTENCES), 0.1).smoothed.backward()
    assert [n for n, p in model.named_parameters() if p.grad is None or not p.grad.abs().max() > 0] == []


def test_selecting_rows_of_a_state() -> None:
    _, state = _model().encode(source_batch([s for s, _ in SENTENCES]))
    picked = state.select(torch.tensor([2, 2, 0]))
    assert torch.equal(picked.h1[0], state.h1[2]) and torch.equal(picked.c2[2], state.c2[0])
