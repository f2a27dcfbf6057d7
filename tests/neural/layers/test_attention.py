from __future__ import annotations

import math

import pytest
import torch

from neural.layers.attention import MultiHeadAttention


def _attention() -> MultiHeadAttention:
    torch.manual_seed(0)
    return MultiHeadAttention(query_size=5, memory_size=6, hidden_size=8, heads=2)


def test_weights_are_a_distribution_over_real_tokens_only() -> None:
    attention = _attention()
    mask = torch.tensor([[True, True, False, False], [True, True, True, True]])
    context, weights = attention(torch.randn(2, 3, 5), attention.project(torch.randn(2, 4, 6), mask))
    assert context.shape == (2, 3, 8) and weights.shape == (2, 2, 3, 4)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 2, 3))
    assert weights[0, :, :, 2:].abs().max() == 0


def test_one_head_by_hand() -> None:
    torch.manual_seed(0)
    attention = MultiHeadAttention(4, 4, 4, heads=1)
    q, h = torch.randn(1, 1, 4), torch.randn(1, 3, 4)
    context, weights = attention(q, attention.project(h, torch.ones(1, 3, dtype=torch.bool)))
    scores = (attention.query.weight @ q[0, 0]) @ (h[0] @ attention.key.weight.T).T / math.sqrt(4)
    torch.testing.assert_close(weights[0, 0, 0], scores.softmax(0))
    torch.testing.assert_close(context[0, 0], scores.softmax(0) @ (h[0] @ attention.value.weight.T))


def test_padding_changes_nothing() -> None:
    attention = _attention()
    q, h = torch.randn(1, 2, 5), torch.randn(1, 3, 6)
    short, _ = attention(q, attention.project(h, torch.ones(1, 3, dtype=torch.bool)))
    padded = torch.cat([h, torch.full((1, 4, 6), 9.0)], dim=1)
    long, _ = attention(q, attention.project(padded, torch.tensor([[True] * 3 + [False] * 4])))
    torch.testing.assert_close(short, long)


def test_heads_must_divide_the_size() -> None:
    with pytest.raises(ValueError, match="not a multiple"):
        MultiHeadAttention(4, 4, 6, heads=4)
