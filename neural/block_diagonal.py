"""Matrices with blocks along the diagonal and zeros elsewhere, of which only the blocks are in memory.

The attention over a line of many sentences is one: whole, its size grows with the square of the line's length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

Row = tuple[float, ...]
Block = tuple[Row, ...]


class BlockDiagonal(Sequence[Row]):
    """`blocks[i]` is a matrix by rows, each `widths[i]` long. Read as a sequence it gives whole rows, zeros and all."""

    def __init__(self, blocks: Sequence[Block], widths: Sequence[int]) -> None:
        self.blocks, self.widths = tuple(blocks), tuple(widths)
        self._below = list(accumulate(map(len, self.blocks)))  # rows up to the end of each block
        self._left = [0, *accumulate(self.widths)]

    def __len__(self) -> int:
        return self._below[-1] if self._below else 0

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        row = range(len(self))[index]
        number = bisect_right(self._below, row)
        return self._whole(number, self.blocks[number][row - self._below[number]])  # counted from the block's end

    def __iter__(self) -> Iterator[Row]:
        return (self._whole(number, row) for number, block in enumerate(self.blocks) for row in block)

    def _whole(self, number: int, row: Row) -> Row:
        return (0.0,) * self._left[number] + row + (0.0,) * (self._left[-1] - self._left[number + 1])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, BlockDiagonal) and (self.blocks, self.widths) == (other.blocks, other.widths):
            return True
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == tuple(its) for mine, its in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"BlockDiagonal({len(self)} by {self._left[-1]}, {len(self.blocks)} blocks)"
