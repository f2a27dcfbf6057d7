from __future__ import annotations

from pathlib import Path

import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from neural.training.byte_weights import LEAST, from_bytes, to_bytes
from neural.training.catalogue import SCALE, count_parameters


def _large(rows: int = 512, seed: int = 0) -> torch.Tensor:
    return torch.randn(rows, LEAST // rows, generator=torch.Generator().manual_seed(seed))


@given(size=st.floats(1e-3, 1e3), seed=st.integers(0, 99))
def test_a_matrix_comes_back_within_half_a_step_of_its_row(size: float, seed: int) -> None:
    matrix = _large(seed=seed) * size
    packed = to_bytes({"w": matrix})
    assert packed["w"].dtype == torch.int8 and packed["w" + SCALE].shape == (512,)
    step = matrix.abs().amax(1, keepdim=True) / 127
    assert ((from_bytes(packed)["w"] - matrix).abs() <= 0.57 * step).all()  # scales and results are rounded too


def test_what_comes_back_is_exact_in_half_precision_and_stays_what_it_is() -> None:
    once = from_bytes(to_bytes({"w": _large()}))
    assert torch.equal(once["w"].half().float(), once["w"])
    again = from_bytes(to_bytes(once))
    torch.testing.assert_close(again["w"], once["w"], rtol=2e-3, atol=1e-6)


def test_a_row_of_zeros_stays_one() -> None:
    matrix = _large()
    matrix[3] = 0
    assert not from_bytes(to_bytes({"w": matrix}))["w"][3].any()


def test_small_matrices_vectors_and_integers_stay_as_they_are() -> None:
    tensors = {"small": torch.randn(8, 8), "bias": torch.randn(LEAST), "ids": torch.zeros(512, 512, dtype=torch.int32)}
    packed = to_bytes(tensors)
    assert all(packed[name] is tensor for name, tensor in tensors.items())
    assert from_bytes(tensors).keys() == tensors.keys()


def test_scales_are_no_parameters(tmp_path: Path) -> None:
    save_file(to_bytes({"w": _large(), "bias": torch.zeros(7)}), tmp_path / "model.safetensors")
    assert count_parameters(tmp_path / "model.safetensors") == LEAST + 7


def test_scales_of_no_matrix_are_left_for_who_checks_the_names() -> None:
    tensors = {"w" + SCALE: torch.ones(3)}
    assert from_bytes(tensors).keys() == tensors.keys()
