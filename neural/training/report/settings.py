"""With which settings was a run made? Kept in its folder from the first step, for reports while it runs and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neural.files import write_whole
from neural.training.options import TrainingOptions

if TYPE_CHECKING:
    from neural.training.task import Task

SETTINGS = "settings.json"
BEST = "best"
USUAL_SCORES = ("bleu", "score", "f1", "auc", "accuracy")
"""Tried in this order where a run does not say by which score it chooses."""


@dataclass(frozen=True, kw_only=True)
class RunSettings:
    """What is known of a run besides its curves; empty where nothing was kept."""

    kind: str = "model"
    unit: str = "units"
    score: str = ""
    training: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    command: str = ""

    def score_among(self, names: list[str]) -> str | None:
        """The validation figure by which the run chooses its best state, of those that were recorded."""
        return next((name for name in (self.score, *USUAL_SCORES, *names) if name in names), None)


def record_settings(run_dir: Path, task: Task[Any], options: TrainingOptions) -> None:
    """Writes `settings.json`, whole or not at all. Raises DragomanError where the folder cannot be written."""
    entry = {"kind": task.kind, "unit": task.unit, "score": task.score, "training": asdict(options)}
    remedy = "free some space or name another --run-dir"
    write_whole(run_dir / SETTINGS, json.dumps(entry, indent=1) + "\n", str(run_dir), remedy)


def read_settings(run_dir: Path) -> RunSettings:
    """From `settings.json` and the run's best checkpoint, as far as they are there."""
    entry = _read(run_dir / SETTINGS)
    config = _read(run_dir / BEST / "config.json")
    metrics = _read(run_dir / BEST / "metrics.json")
    training = entry.get("training") or {name: metrics[name] for name in ("seed",) if name in metrics}
    return RunSettings(
        kind=str(entry.get("kind") or config.get("kind") or RunSettings.kind),
        unit=str(entry.get("unit") or RunSettings.unit),
        score=str(entry.get("score") or ""),
        training=training if isinstance(training, dict) else {},
        model={name: value for name, value in config.items() if name not in ("format", "kind")},
        command=str(metrics.get("command", "")),
    )


def _read(path: Path) -> dict[str, Any]:
    """A JSON object; an empty one where there is none: a report does without."""
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entry if isinstance(entry, dict) else {}
