from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from neural.seq2seq.loss import SLICE, smoothed_cross_entropy, token_log_probabilities


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("count", [1, 7, 2 * SLICE + 3])
def test_value_and_gradients_are_those_of_torch(smoothing: float, count: int) -> None:
    torch.manual_seed(0)
    parts = [torch.randn(count, 6), torch.randn(11, 6), torch.randn(11)]
    wanted = torch.randint(11, (count,))
    ours = [p.clone().requires_grad_() for p in parts]
    theirs = [p.clone().requires_grad_() for p in parts]
    loss, entropy = smoothed_cross_entropy(*ours, wanted, smoothing)
    expected = F.cross_entropy(F.linear(*theirs), wanted, label_smoothing=smoothing)
    (3 * loss).backward()
    (3 * expected).backward()
    torch.testing.assert_close(loss, expected)
    torch.testing.assert_close(entropy, F.cross_entropy(F.linear(*parts), wanted))
    for our, their in zip(ours, theirs, strict=True):
        torch.testing.assert_close(our.grad, their.grad, rtol=1e-4, atol=1e-6)


def test_bfloat16_features_give_nearly_the_same() -> None:
    torch.manual_seed(0)
    x, w, b, wanted = torch.randn(9, 6), torch.randn(11, 6), torch.randn(11), torch.randint(11, (9,))
    exact = smoothed_cross_entropy(x, w, b, wanted, 0.1).smoothed
    rough = smoothed_cross_entropy(x.bfloat16(), w, b, wanted, 0.1).smoothed
    assert abs(exact.item() - rough.item()) < 0.02 * exact.item()


@pytest.mark.parametrize("count", [1, 2 * SLICE + 3])
def test_log_probabilities_and_their_gradients_are_those_of_torch(count: int) -> None:
    torch.manual_seed(0)
    parts = [torch.randn(count, 6), torch.randn(11, 6), torch.randn(11)]
    wanted, weights = torch.randint(11, (count,)), torch.randn(count)
    ours = [p.clone().requires_grad_() for p in parts]
    theirs = [p.clone().requires_grad_() for p in parts]
    log_p = token_log_probabilities(*ours, wanted)
    expected = F.linear(*theirs).log_softmax(1).gather(1, wanted[:, None])[:, 0]
    (log_p * weights).sum().backward()
    (expected * weights).sum().backward()
    torch.testing.assert_close(log_p, expected)
    for our, their in zip(ours, theirs, strict=True):
        torch.testing.assert_close(our.grad, their.grad, rtol=1e-4, atol=1e-5)
