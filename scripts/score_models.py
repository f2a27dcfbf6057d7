"""Scores every checkpoint on every test set it fits, and writes the figures where people look for them.

Each figure comes from a plain `evaluate_*` command, which is recorded beside it together with the commit: in the
checkpoint's `metrics.json`, on its model card and in docs/scores.md.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from scripts.options import FOLDER, plain_errors

QUESTIONS = ("squad-v1.1-dev", "squad-v2.0-dev", "fairytale-test", "policyqa-test", "subjqa-dev")
WHOLE_ARTICLES = ("squad-v1.1-dev",)
YES_NO = ("boolq-dev",)
HEAD = """# Scores

Made by `make scores DATA=DATA`. Nothing was trained or tuned on these files (see [data.md](data.md)); every row names
the commit it was measured at. The commands stand below each table, with `DATA` for the data folder.
"""


@dataclass(frozen=True)
class Job:
    """One measurement: `name` of the test, the module to run and its arguments."""

    checkpoint: Path
    name: str
    module: str
    arguments: tuple[str, ...]


@click.command(context_settings={"show_default": True})
@click.option("--data-dir", type=FOLDER, required=True, help="Local data laid out as docs/data.md says.")
@click.option("--checkpoints", type=FOLDER, default=Path("checkpoints"))
@click.option("--only", default="", help="Only tests whose name holds this.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many rows of each test; records nothing.")
@click.option("--page", type=click.Path(path_type=Path), default=Path("docs/scores.md"), help="Where the tables go.")
@plain_errors
def main(data_dir: Path, checkpoints: Path, only: str, limit: int | None, page: Path) -> None:
    """Measure all models and record their scores."""
    from neural.training.checkpoint import record_scores

    commit = _commit()
    for job in find_jobs(checkpoints, data_dir):
        if only not in job.name:
            continue
        more = ("--limit", str(limit)) if limit else ()
        scores = run_job(job, more)
        shown = ", ".join(f"{k} {v:.2f}" for k, v in scores.items() if isinstance(v, float))
        click.echo(f"{job.checkpoint.name}  {job.name}: {shown}")
        if not limit:
            scores = {name: value for name, value in scores.items() if isinstance(value, float | int | str)}
            facts = {"commit": commit, "hardware": _hardware(), "command": _command(job, data_dir)}
            record_scores(job.checkpoint, job.name, scores | facts)
    if not limit:
        page.write_text(render_page(checkpoints), encoding="utf-8")


def find_jobs(checkpoints: Path, data_dir: Path) -> Iterator[Job]:
    """All pairs of a checkpoint and a test set that fits it. Those of a benchmark's own domain have no other tests."""
    from neural.training.catalogue import list_models

    for model in list_models(checkpoints):
        given = ("--checkpoint", str(model.path), "--json")
        if model.kind == "translator":
            own = "" if model.domain == "general" else model.domain
            for path in sorted((data_dir / "translation" / "test").glob(f"{own}*.tsv.gz")):
                stem, languages = path.name.split(".")[:2]
                for source, target in model.directions:
                    if {source, target} == set(languages.split("-")):
                        arguments = (*given, "--data", str(path), "--from", source, "--to", target)
                        yield Job(model.path, f"{stem} {source}-{target}", "scripts.evaluate_translator", arguments)
        if model.kind == "reader":
            for name in QUESTIONS:
                more = ("--data", str(data_dir / "qa" / "test" / f"{name}.jsonl.gz"))
                yield Job(model.path, name, "scripts.evaluate_reader", given + more)
                if name in WHOLE_ARTICLES:
                    whole = (*given, *more, "--whole-article")
                    yield Job(model.path, f"{name}, whole articles", "scripts.evaluate_reader", whole)
            for name in YES_NO:
                more = ("--data", str(data_dir / "qa" / "test" / f"{name}.jsonl.gz"))
                yield Job(model.path, name, "scripts.evaluate_yes_no", given + more)


def run_job(job: Job, more: tuple[str, ...] = ()) -> dict[str, Any]:
    """Runs the job's command and returns its figures. Raises DragomanError where it fails."""
    from neural.errors import DragomanError

    done = subprocess.run(
        [sys.executable, "-m", job.module, *job.arguments, *more], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DragomanError(
            f"{job.checkpoint.name} on {job.name}", done.stderr.strip() or "it failed", "mend that first"
        )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def render_page(checkpoints: Path) -> str:
    """docs/scores.md from what the checkpoints have recorded."""
    parts = [HEAD]
    for path in sorted(checkpoints.glob("*/metrics.json")):
        tests = json.loads(path.read_text(encoding="utf-8")).get("tests", {})
        if tests:
            parts += [f"\n## {path.parent.name}\n", *_table(tests), "", *_commands(tests)]
    return "\n".join(parts).rstrip() + "\n"


def _table(tests: dict[str, dict[str, Any]]) -> Iterator[str]:
    columns = list(dict.fromkeys(k for scores in tests.values() for k in scores if k not in ("command", "hardware")))
    yield "| test | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for name, scores in tests.items():
        cells = [scores.get(column) for column in columns]
        texts = ["" if c is None else f"{c:.2f}" if isinstance(c, float) else str(c).replace("|", "/") for c in cells]
        yield f"| {name} | " + " | ".join(texts) + " |"


def _commands(tests: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield "```sh"
    yield from (scores["command"] for scores in tests.values())
    yield "```"
    yield f"\nMeasured on {', '.join(sorted({scores['hardware'] for scores in tests.values()}))}."


def _command(job: Job, data_dir: Path) -> str:
    arguments = " ".join(f"'{a}'" if " " in a else a for a in job.arguments)
    return f"python -m {job.module} {arguments}".replace(str(data_dir), "DATA")


def _commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _hardware() -> str:
    import torch

    return f"{platform.machine()}, {torch.backends.cpu.get_cpu_capability()}, torch {torch.__version__.split('+')[0]}"


if __name__ == "__main__":
    main()
