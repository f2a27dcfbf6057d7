"""Fits to a trained reader how sure it may be, and yes or no; a few minutes on one thread."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scripts.options import FOLDER, plain_errors, quiet_libraries


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, default=Path("checkpoints/reader-en"), help="The reader.")
@click.option("--data-dir", type=FOLDER, required=True, help="The folder of training data.")
@click.option("--squad-full", is_flag=True, help="The reader was trained on all of SQuAD, from the hub.")
@click.option("--only", type=click.Choice(["confidence", "yes-no"]), help="Just this one.")
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Threads of this process.")
@click.option("--json", "as_json", is_flag=True, help="All figures as one JSON object.")
@plain_errors
def main(checkpoint: Path, data_dir: Path, squad_full: bool, only: str | None, threads: int, as_json: bool) -> None:
    """Fit confidence on held-out training questions, and yes or no on BoolQ's training questions.

    Writes into the checkpoint's folder: confidence.safetensors, yes_no.safetensors, reliability.png, metrics.json and
    the model card. docs/answers.md tells what it means.
    """
    quiet_libraries()
    import torch

    from neural.reading.finish import fit_confidence, fit_yes_no, held_out_questions

    torch.set_num_threads(threads)
    figures = {}
    with click.progressbar(length=1000, label="asking", hidden=as_json) as bar:

        def report(_: str, done: int, total: int) -> None:
            bar.update(max(0, 1000 * done // total - bar.pos))

        if only != "yes-no":
            figures["confidence"] = fit_confidence(checkpoint, held_out_questions(data_dir, squad_full), report)
        if only != "confidence":
            bar.pos = 0
            figures["yes_no"] = fit_yes_no(checkpoint, data_dir, report)
    if as_json:
        click.echo(json.dumps(figures))
        return
    for part, found in figures.items():
        click.echo(part)
        for name, value in found.items():
            if isinstance(value, float | int):
                click.echo(f"{name:>24}  {value}")


if __name__ == "__main__":
    main()
