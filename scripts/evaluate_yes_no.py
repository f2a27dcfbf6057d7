"""Scores a reader on a file of yes-or-no questions."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, default=Path("checkpoints/reader-en"), help="The reader.")
@click.option("--data", type=FILE, required=True, help="Questions, .jsonl or .jsonl.gz: context, question, answer.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many questions.")
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Threads of this process.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@plain_errors
def main(checkpoint: Path, data: Path, limit: int | None, threads: int, as_json: bool) -> None:
    """How often yes or no is right, in percent: over all questions, beside always saying the commoner of the two, and
    over those that the reader is sure enough to answer (docs/answers.md)."""
    quiet_libraries()
    import torch

    from neural.errors import DragomanError
    from neural.reading.claims import read_claims
    from neural.reading.reader import Reader
    from neural.reading.yes_no_training import claim_scores, gather_claims

    torch.set_num_threads(threads)
    reader = Reader.load(checkpoint)
    if reader.yes_no is None:
        raise DragomanError(
            f"checkpoint {checkpoint}", "it was not taught to say yes or no", "run python -m scripts.calibrate_reader"
        )
    claims = read_claims(data)[:limit]
    if not claims:
        raise DragomanError(str(data), "it holds no questions", "give a file that does")
    with click.progressbar(length=len(claims), label="questions", hidden=as_json) as bar:
        cases = gather_claims(reader, {"asked": claims}, bar.update)
    figures = claim_scores(reader.yes_no.yes(cases.clues_NC), cases.yes_N, float(reader.yes_no.threshold))
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name:>16}  {'–' if value is None else value}")


if __name__ == "__main__":
    main()
