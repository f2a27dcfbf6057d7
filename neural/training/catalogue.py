"""Which trained models are there? Reads the small files of checkpoint folders; needs neither torch nor the weights."""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neural.errors import DragomanError
from neural.seq2seq.config import kind_of
from neural.text.directions import Direction, Ways, directions_of

FORMAT = 1
SCALE = ".scale"
"""Behind the name of a matrix that is kept as bytes: the tensor with the scales of its rows."""
MEND = "restore the folder (git checkout -- checkpoints) or train the model again"
ENVIRONMENT = "DRAGOMAN_CHECKPOINTS"


@dataclass(frozen=True, kw_only=True)
class ModelInfo:
    """One checkpoint folder. `problem` says in a sentence why it can't be used, and is None where it can."""

    name: str
    kind: str
    languages: tuple[str, ...] = ()
    ways: Ways = "both"
    domain: str = "general"
    parameters: int = 0
    size_bytes: int = 0
    scores: Mapping[str, float] = field(default_factory=dict)
    data: str = ""
    licence: str = ""
    path: Path
    problem: str | None = None

    @property
    def directions(self) -> tuple[Direction, ...]:
        """What a translator translates from and to."""
        return directions_of(self.languages, self.ways) if self.kind == "translator" else ()


def checkpoints_folder() -> Path:
    """Where the models are: $DRAGOMAN_CHECKPOINTS, else `checkpoints/` beside this package or in the current folder."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named).expanduser()
    beside = Path(__file__).resolve().parents[2] / "checkpoints"
    return beside if beside.is_dir() else Path("checkpoints")


def list_models(folder: Path | None = None) -> list[ModelInfo]:
    """The checkpoints in `folder`, by name; damaged ones too, with their problem. Empty where there is no folder."""
    folder = folder or checkpoints_folder()
    if not folder.is_dir():
        return []
    return [_describe(path) for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]


def find_model(folder: Path, kind: str, direction: Direction | None = None) -> Path | None:
    """The checkpoint of `kind`, and of `direction` where given, that serves best.

    One of the general domain goes before a benchmark's, one of few directions before one of many; a damaged one is
    found only if there is no other.
    """
    found = [m for m in list_models(folder) if m.kind == kind and (direction is None or direction in m.directions)]
    found.sort(key=lambda model: (model.problem is not None, model.domain != "general", len(model.directions)))
    return found[0].path if found else None


def find_opposite(checkpoint: Path, direction: Direction) -> Path | None:
    """The translator beside `checkpoint` that goes the other way and can judge what this one finds.

    None where there is none, and for a benchmark's model, which is measured alone.
    """
    models = [m for m in list_models(checkpoint.parent) if m.domain == "general" and m.problem is None]
    if not any(model.path == checkpoint for model in models):
        return None
    found = [m for m in models if m.kind == "translator" and (direction[1], direction[0]) in m.directions]
    return min(found, key=lambda model: len(model.directions)).path if found else None


def read_config(folder: Path) -> dict[str, Any]:
    """`config.json`, its version checked. Raises DragomanError."""
    try:
        config = json.loads(read_text(folder, "config.json"))
        version, _ = config["format"], config["kind"]
    except (ValueError, KeyError, TypeError) as error:
        raise DragomanError(f"checkpoint '{folder}'", "config.json is damaged", MEND) from error
    if version != FORMAT:
        why = f"has format {version!r}, this program reads {FORMAT}"
        raise DragomanError(f"checkpoint '{folder}'", why, "update dragoman or train the model again")
    return dict(config)


def read_text(folder: Path, name: str) -> str:
    """A text file of a checkpoint. Raises DragomanError."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DragomanError(f"checkpoint '{folder}'", f"{name} is missing", MEND) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DragomanError(f"checkpoint '{folder}'", f"{name} cannot be read ({error})", MEND) from error


def count_parameters(weights: Path) -> int:
    """Weights in a safetensors file, by its header alone. Raises DragomanError where the file is damaged or cut."""
    try:
        with weights.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length) if length < 1 << 27 else b"")
        tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
        end = max((entry["data_offsets"][1] for entry in tensors.values()), default=0)
        if weights.stat().st_size != 8 + length + end:
            raise ValueError("its length is not what its header says")
        return sum(math.prod(entry["shape"]) for name, entry in tensors.items() if not name.endswith(SCALE))
    except FileNotFoundError:
        raise DragomanError(f"checkpoint '{weights.parent}'", f"{weights.name} is missing", MEND) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise DragomanError(f"checkpoint '{weights.parent}'", f"{weights.name} is damaged ({error})", MEND) from error


def _describe(path: Path) -> ModelInfo:
    kind, languages = "?", tuple[str, ...]()
    ways: Ways = "both"
    try:
        config = read_config(path)
        kind, languages, ways = str(config["kind"]), tuple(config.get("languages", ())), config.get("ways", "both")
        if kind == "translator":
            _known_network(path, config)
        parameters = count_parameters(path / "model.safetensors")
        read_text(path, "tokenizer.json")
        metrics = json.loads(read_text(path, "metrics.json"))
        return ModelInfo(
            name=path.name,
            kind=kind,
            languages=languages,
            ways=ways,
            domain=str(config.get("domain", "general")),
            parameters=parameters,
            size_bytes=sum(file.stat().st_size for file in path.iterdir() if file.is_file()),
            scores=_flat_scores(metrics.get("tests", {})),
            data=str(metrics.get("data", "")),
            licence=str(metrics.get("licence", "")),
            path=path,
        )
    except DragomanError as error:
        return ModelInfo(name=path.name, kind=kind, languages=languages, ways=ways, path=path, problem=str(error))
    except (ValueError, AttributeError, TypeError):
        why = str(DragomanError(f"checkpoint '{path}'", "metrics.json is damaged", MEND))
        return ModelInfo(name=path.name, kind=kind, languages=languages, ways=ways, path=path, problem=why)


def _known_network(path: Path, config: Mapping[str, Any]) -> None:
    try:
        kind_of(config)
    except ValueError as error:
        raise DragomanError(f"checkpoint '{path}'", str(error), "update the program") from None


def _flat_scores(tests: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """{"squad": {"f1": 70.1}} -> {"squad f1": 70.1}; what is no number (a signature) stays out."""
    return {
        f"{test} {measure}": float(value)
        for test, scores in tests.items()
        for measure, value in scores.items()
        if isinstance(value, int | float) and measure not in ("seconds", "sentences", "questions")
    }
