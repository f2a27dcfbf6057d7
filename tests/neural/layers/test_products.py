from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.layers.products import FEW_ROWS, product


@pytest.mark.parametrize("rows", [1, 5, 100])
def test_half_precision_weights_give_the_same_product_where_nothing_is_lost(rows: int) -> None:
    torch.manual_seed(0)
    weight, bias, x = torch.randn(64, 32).half().float(), torch.randn(64), torch.randn(rows, 32)
    torch.testing.assert_close(product("exact", weight, bias)(x), x @ weight.T + bias)
    other = torch.randn(64, 32) / 3
    torch.testing.assert_close(product("exact", other)(x), x @ other.T)


@settings(deadline=None, max_examples=40)
@given(st.integers(FEW_ROWS, 90), st.integers(2, 80), st.integers(2, 80), st.booleans(), st.integers(0, 2**32))
def test_products_of_bytes_are_off_by_no_more_than_their_rounding(
    rows: int, i: int, o: int, biased: bool, seed: int
) -> None:
    draw = torch.Generator().manual_seed(seed)
    weight, x = torch.randn(o, i, generator=draw), torch.randn(rows + 1, i, generator=draw) * 3
    bias = torch.randn(o, generator=draw) if biased else None
    found = product("fast", weight, bias)(x)
    exact = torch.nn.functional.linear(x, weight, bias)
    # Half a unit of each factor, times the other, summed over the inputs.
    unit_w, unit_x = weight.abs().amax(1) / 127, x.abs().amax(1, keepdim=True) / 127
    most = unit_x / 2 * weight.abs().sum(1) + unit_w / 2 * x.abs().sum(1, keepdim=True) + i * unit_w * unit_x / 4
    assert ((found - exact).abs() <= most * 1.01 + 1e-4).all()
    if rows > FEW_ROWS:
        torch.testing.assert_close(product("fast", weight, bias)(x[1:]), found[1:])


def test_rows_of_zeros_and_biases_that_forbid() -> None:
    bias = torch.tensor([0.5, -torch.inf])
    found = product("fast", torch.zeros(2, 4), bias)(torch.zeros(50, 4))
    assert torch.equal(found, bias.expand(50, 2))
