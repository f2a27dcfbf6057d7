"""A matrix of blocks reads like the whole one."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.block_diagonal import Block, BlockDiagonal


@st.composite
def blocks(draw: st.DrawFn) -> tuple[list[Block], list[int]]:
    widths = draw(st.lists(st.integers(0, 3), max_size=4))
    heights = [draw(st.integers(0, 3)) for _ in widths]
    weights = st.floats(0, 1)
    made = [
        tuple(tuple(draw(weights) for _ in range(width)) for _ in range(height))
        for width, height in zip(widths, heights, strict=True)
    ]
    return made, widths


def whole(made: list[Block], widths: list[int]) -> tuple[tuple[float, ...], ...]:
    matrix = np.zeros((sum(map(len, made)), sum(widths)))
    row = column = 0
    for block, width in zip(made, widths, strict=True):
        matrix[row : row + len(block), column : column + width] = np.array(block).reshape(len(block), width)
        row, column = row + len(block), column + width
    return tuple(map(tuple, matrix.tolist()))


@given(blocks())
def test_it_reads_like_the_whole_matrix(given: tuple[list[Block], list[int]]) -> None:
    matrix, expected = BlockDiagonal(*given), whole(*given)
    assert len(matrix) == len(expected) and tuple(matrix) == expected
    assert [matrix[i] for i in range(len(matrix))] == list(expected) == [*matrix[:1], *matrix[1:]]
    assert [matrix[-i] for i in range(1, len(matrix) + 1)] == list(reversed(expected))
    assert matrix == expected == matrix and hash(matrix) == hash(expected)
    assert matrix == BlockDiagonal(*given) and matrix != (*expected, (1.0,))
    with pytest.raises(IndexError):
        matrix[len(matrix)]


def test_its_memory_grows_with_its_length_and_not_with_the_square_of_it() -> None:
    def size(count: int) -> int:
        matrix = BlockDiagonal([((0.5, 0.5), (0.5, 0.5))] * count, [2] * count)
        return sum(sys.getsizeof(value) for value in vars(matrix).values())

    assert size(4000) < 5 * size(1000)
