"""Made-up runs."""

from __future__ import annotations

import json
import math
from pathlib import Path

START = 1_700_000_000.0


def write_run(
    folder: Path,
    *,
    steps: int = 100,
    most: int | None = 100,
    start: float = START,
    every: int = 10,
    score: str = "bleu",
    kind: str = "translator",
    worse: float = 0.0,
) -> Path:
    """A run with a record each `every` steps, ten seconds apart, a validation each fifth; `worse` lifts the loss."""
    folder.mkdir(parents=True)
    if most is not None:
        entry = {"kind": kind, "unit": "tokens", "score": score, "training": {"max_steps": most}}
        (folder / "settings.json").write_text(json.dumps(entry))
    lines = []
    for number, step in enumerate(range(0, steps + 1, every)):
        at = {"step": step, "time": start + 10 * number}
        loss = 2 + worse + 6 * math.exp(-step / 40) + 0.3 * math.sin(step)
        rate = 0.001 * min(1, (step + 1) / 20)
        figures = {"loss": loss, "learning_rate": rate, "gradient_norm": 1 + loss / 4, "rate": 900.0 + 5 * number}
        lines.append({**at, "event": "train", **figures})
        if number % 5 == 4 or step == steps:
            lines.append({**at, "event": "validate", score: (30 - 5 * worse) * (1 - math.exp(-step / 60))})
    (folder / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder
