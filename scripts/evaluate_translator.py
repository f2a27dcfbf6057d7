"""Scores a translator on a file of sentence pairs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from neural.seq2seq.widths import BEAM, JUDGED_BEAM
from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, required=True, help="Folder of the model.")
@click.option("--data", type=FILE, required=True, help="Pairs: .tsv or .tsv.gz without header.")
@click.option("--from", "source", default="en", help="Source language.")
@click.option("--to", "target", default="de", help="Target language.")
@click.option("--columns", help="The file's columns, such as en,de; read off its name where left out.")
@click.option("--beam", type=click.IntRange(1, 50), help=f"Left out: {JUDGED_BEAM} with a judge, else {BEAM}.")
@click.option("--alone", is_flag=True, help="Without the translator of the other direction as a judge.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many pairs.")
@click.option("--output", type=FILE, help="Write the translations here, a line each.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of this process.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@plain_errors
def main(
    checkpoint: Path,
    data: Path,
    source: str,
    target: str,
    columns: str | None,
    beam: int | None,
    alone: bool,
    limit: int | None,
    output: Path | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Measure BLEU and chrF, of what people get: a translator that goes the other way, if there is one in the same
    folder, has a say in what a search with a beam has found."""
    quiet_libraries()
    import torch

    from neural.seq2seq.evaluate import evaluate_translator

    if threads:
        torch.set_num_threads(threads)
    scores = evaluate_translator(
        checkpoint,
        data,
        source,
        target,
        columns=columns.split(",") if columns else None,
        beam=beam,
        alone=alone,
        limit=limit,
        output=output,
    )
    if as_json:
        click.echo(json.dumps(scores))
    else:
        for name, value in scores.items():
            click.echo(f"{name:12} {value:.2f}" if isinstance(value, float) else f"{name:12} {value}")


if __name__ == "__main__":
    main()
