"""Measures how much of what must be kept (names, numbers, addresses, code …) comes through a translation unharmed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from neural.seq2seq.widths import JUDGED_BEAM
from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, default=Path("checkpoints/translator-en-de"), help="Folder of the model.")
@click.option("--data", type=FILE, help="Sentences with ⟦items⟧; the project's own list where left out.")
@click.option("--from", "source", default="en", help="Source language.")
@click.option("--to", "target", default="de", help="Target language.")
@click.option("--beam", type=click.IntRange(1, 50), default=JUDGED_BEAM)
@click.option("--bare", is_flag=True, help="The network alone, without stand-ins and repairs.")
@click.option("--output", type=FILE, help="Write sentences, translations and what was lost here, as JSON lines.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of this process.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@plain_errors
def main(
    checkpoint: Path,
    data: Path | None,
    source: str,
    target: str,
    beam: int,
    bare: bool,
    output: Path | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Measure what is kept."""
    quiet_libraries()
    import torch

    from neural.evaluation.verbatim import DEFAULT_LIST, summary
    from neural.seq2seq.kept import measure_kept

    if threads:
        torch.set_num_threads(threads)
    verdicts, seconds = measure_kept(checkpoint, data or DEFAULT_LIST, source, target, beam=beam, bare=bare)
    if output is not None:
        rows = [
            {"text": v.sentence.text, "kind": v.sentence.kind, "translation": v.translation, "lost": v.lost}
            for v in verdicts
        ]
        output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    scores = summary(verdicts) | {"seconds": round(seconds, 2)}
    if as_json:
        click.echo(json.dumps(scores))
        return
    for verdict in verdicts:
        if verdict.lost:
            click.echo(f"lost {', '.join(verdict.lost)}: {verdict.sentence.text} -> {verdict.translation}")
    for name, value in scores.items():
        click.echo(f"{name:16} {value}")


if __name__ == "__main__":
    main()
