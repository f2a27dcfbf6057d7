"""How the processes of a run share an update: whole batches each, or each batch cut among them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, runtime_checkable

from neural.training.task import Batch


@runtime_checkable
class Divisible(Protocol):
    """A task whose batches can be cut."""

    def cut(self, batch: Any, part: int, parts: int) -> tuple[Any, float]:
        """Part number `part` of `parts` of a batch, and the share of the whole batch's loss that is the part's.

        The loss of the batch is the sum of its parts' losses, each times its share.
        """


@dataclass(frozen=True)
class Piece(Generic[Batch]):
    """What a process computes at once: a batch or a part of it; `weight` of its loss counts in the whole update."""

    batch: Batch
    weight: float


@dataclass(frozen=True, kw_only=True)
class Shares:
    """An update takes `width` batches of the epoch; a process takes every `world`th of them, or cuts them all."""

    width: int
    world: int
    rank: int
    cutting: bool

    @classmethod
    def of(cls, task: object, accumulate: int, world: int, rank: int, *, scale_batch: bool) -> Shares:
        """An update of `accumulate` batches in `world` processes.

        Where they can't be dealt out evenly, each is cut, so that the update stays what it is in one process. With
        `scale_batch` and more processes than batches, or where the task cannot cut, the update grows instead.
        """
        if accumulate % world == 0:
            return cls(width=accumulate, world=world, rank=rank, cutting=False)
        if isinstance(task, Divisible) and not (scale_batch and accumulate < world):
            return cls(width=accumulate, world=world, rank=rank, cutting=True)
        return cls(width=world * max(1, round(accumulate / world)), world=world, rank=rank, cutting=False)

    def updates(self, task: object, epoch: Iterator[Batch]) -> Iterator[list[Piece[Batch]]]:
        """This process's pieces, update by update; what is too little for an update at the end is left over."""
        while len(group := list(itertools.islice(epoch, self.width))) == self.width:
            if self.cutting:
                assert isinstance(task, Divisible)
                cut = [task.cut(batch, self.rank, self.world) for batch in group]
                yield [Piece(batch, weight / self.width) for batch, weight in cut]
            else:
                yield [Piece(batch, 1 / self.width) for batch in group[self.rank :: self.world]]
