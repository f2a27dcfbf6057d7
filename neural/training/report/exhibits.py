"""What a model shows of itself in a report: tables of weights and rows of text, as plain data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from neural.errors import DragomanError

if TYPE_CHECKING:
    from torch import nn

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """Weights from 0 to 1: `weights[r][c]` belongs to `rows[r]` and `columns[c]`, None where it is not known.

    `marked` are the numbers of the rows that one should look at, such as the sentence that holds the answer.
    """

    title: str
    note: str = ""
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    weights: tuple[tuple[float | None, ...], ...]
    marked: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.rows) or any(len(row) != len(self.columns) for row in self.weights):
            raise ValueError(f"heat map '{self.title}': the weights do not fit {len(self.rows)} × {len(self.columns)}")


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """One example in words: pairs of a label and a text, such as ("reference", "Der Hund schläft.")."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A section of a report. All texts are data from a corpus: whoever prints them has to escape them."""

    title: str
    note: str = ""
    heat_maps: tuple[HeatMap, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()


@runtime_checkable
class Exhibits(Protocol):
    """A task that has something to show. Optional: the loop asks tasks that have this method, and no others."""

    def exhibits(self, model: nn.Module) -> list[Exhibit]:
        """Examples of the model at work. Called in eval mode, without gradients, in the main process."""


def evenly(items: Sequence[T], most: int) -> list[T]:
    """At most `most` of `items`, in order, spread over all of them."""
    count = min(most, len(items))
    return [items[i * len(items) // count] for i in range(count)]


def save_exhibits(path: Path, exhibits: Sequence[Exhibit]) -> None:
    """Keeps them as JSON, so that a report can be made again when the model is gone."""
    path.write_text(json.dumps([asdict(exhibit) for exhibit in exhibits], ensure_ascii=True) + "\n", encoding="utf-8")


def load_exhibits(path: Path) -> list[Exhibit]:
    """What `save_exhibits` wrote; nothing where there is no file. Raises DragomanError where it is damaged."""
    if not path.is_file():
        return []
    try:
        return [_exhibit(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DragomanError(str(path), f"it is damaged ({error})", "delete it and make the report again") from error


def _exhibit(entry: dict[str, Any]) -> Exhibit:
    heat_maps = tuple(
        HeatMap(
            title=part["title"],
            note=part["note"],
            rows=tuple(part["rows"]),
            columns=tuple(part["columns"]),
            weights=tuple(tuple(row) for row in part["weights"]),
            marked=tuple(part["marked"]),
        )
        for part in entry["heat_maps"]
    )
    excerpts = tuple(Excerpt(rows=tuple((a, b) for a, b in part["rows"])) for part in entry["excerpts"])
    return Exhibit(title=entry["title"], note=entry["note"], heat_maps=heat_maps, excerpts=excerpts)
