"""Measures what the memory of a reader is good for, by taking it out, in parts and whole."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scripts.options import FOLDER, plain_errors, quiet_libraries

RANKING_WEIGHTS = (0.0, 0.3, 1.0, 3.0)
"""Of BM25 where there is no memory: the one that does best is shown."""


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, default=Path("checkpoints/reader-en"), help="The reader.")
@click.option("--data-dir", type=FOLDER, required=True, help="Training data, of which the reader left a part out.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many of the held-out questions.")
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Threads of this process.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@plain_errors
def main(checkpoint: Path, data_dir: Path, limit: int | None, threads: int, as_json: bool) -> None:
    """F1 on held-out questions, over paragraphs and over whole articles, with the memory and without.

    The network was trained with it: one that never had any might do better than one that lost it.
    """
    quiet_libraries()
    import torch

    from neural.reading.ablation import fewer_hops, unheard, without_memory
    from neural.reading.finish import held_out_questions
    from neural.reading.reader import Reader
    from neural.reading.task import held_out_scores

    torch.set_num_threads(threads)
    reader = Reader.load(checkpoint)
    questions = held_out_questions(data_dir)[:limit]
    readers = {"as it is": [reader]}
    for hops in range(1, reader.config.hops):
        readers[f"{hops} hop{'s' * (hops > 1)} of {reader.config.hops}"] = [fewer_hops(reader, hops)]
    readers["chooses passages only"] = [unheard(reader)]
    readers["BM25 alone"] = [without_memory(reader, weight) for weight in RANKING_WEIGHTS]
    figures = {}
    for name, variants in readers.items():
        figures[name] = max((held_out_scores(variant, questions) for variant in variants), key=lambda f: f["score"])
        if not as_json:
            shown = figures[name]
            click.echo(f"{name:24} F1 {shown['f1']:5.2f}, whole articles {shown['article_f1']:5.2f}")
    if as_json:
        click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
