"""`dragoman models`: what is there, how good it is, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

import click

from tui import folders, safe
from tui.shell.output import write, write_json

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo

_MEASURES = {"bleu": "BLEU", "exact_match": "exact", "f1": "F1"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def models(as_json: bool) -> None:
    """List the models found: task, languages, size, scores, data and licence."""
    from neural.training.catalogue import checkpoints_folder, list_models

    folder = checkpoints_folder()
    found = list_models(folder)
    if as_json:
        write_json([_record(model) for model in found])
        return
    if not found:
        write(f"No models in {safe.line(folders.shorten(folder))}; `dragoman train --help` shows how to make one.")
    for number, model in enumerate(found):
        for line in ([""] if number else []) + list(_lines(model)):
            write(line)


def _record(model: ModelInfo) -> dict[str, object]:
    record = {field.name: getattr(model, field.name) for field in fields(model)}
    record |= {"path": str(model.path), "scores": dict(model.scores)}
    return {"name": record.pop("name"), "task": record.pop("kind"), **record}


def _lines(model: ModelInfo) -> Iterator[str]:
    directions = (f"{source} → {target}" for source, target in model.directions)
    yield f"{model.name}  {', '.join((model.kind, *directions))}"
    if model.problem:
        yield f"  problem     {safe.line(model.problem)}"
    rows = {
        "size": [f"{model.parameters / 1e6:.1f} M parameters, {model.size_bytes / 1e6:.1f} MB"] * (not model.problem),
        "scores": _scores(model),
        "data": [model.data],
        "licence": [model.licence],
        "folder": [folders.shorten(model.path)],
    }
    for name, values in rows.items():
        for number, value in enumerate(filter(None, values)):
            yield f"  {name if not number else '':<10}  {safe.line(value)}"


def _scores(model: ModelInfo) -> list[str]:
    """A line for each test, with the figures that people compare; `--json` has them all."""
    tests: dict[str, list[str]] = {}
    for name, value in model.scores.items():
        test, _, measure = name.rpartition(" ")
        if measure in _MEASURES:
            tests.setdefault(test, []).append(f"{value:.1f} {_MEASURES[measure]}")
    return [f"{test}  {', '.join(figures)}" for test, figures in tests.items()]
