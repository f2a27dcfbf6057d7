"""Learns to tell names from other words with a capital, for `neural.text.names`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries

PAIRS = (("en", "de"), ("en", "fr"), ("en", "es"))


@click.command(context_settings={"show_default": True})
@click.option("--data-dir", type=FOLDER, required=True, help="Local data laid out as docs/data.md says.")
@click.option("--out", type=FILE, default=Path("neural/text/data/names.safetensors"), help="Where the table goes.")
@click.option("--limit", type=click.IntRange(min=1), default=300_000, help="Pairs of each two languages.")
@click.option("--epochs", type=click.IntRange(min=1), default=6)
@click.option("--seed", type=int, default=1)
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Threads of this process.")
@plain_errors
def main(data_dir: Path, out: Path, limit: int, epochs: int, seed: int, threads: int) -> None:
    """Train on sentence pairs, and tell how well it does on words it has not seen."""
    quiet_libraries()
    import torch

    from neural.text.name_training import collect, precision, save, train

    torch.set_num_threads(threads)
    examples, held_out = collect(_sides(data_dir, limit))
    click.echo(f"{len(examples)} words to learn from, {len(held_out)} held out")
    table = train(examples, epochs, seed, lambda loss: click.echo(f"loss {loss:.3f}"))
    for odds in (0.0, 1.0, 2.0):
        right, found = precision(table, held_out, odds)
        click.echo(f"above {odds:.0f}: {100 * right:.1f} % right, {100 * found:.1f} % found")
    save(table, out)


def _sides(data_dir: Path, limit: int) -> Iterator[tuple[str, str, str]]:
    from neural.corpora.translation import training_pairs
    from neural.seq2seq.batches import clean_source

    for a, b in PAIRS:
        for pair in islice(training_pairs(data_dir, a, b), limit):
            one, other = clean_source(pair.source), clean_source(pair.target)
            yield one, a, other
            yield other, b, one


if __name__ == "__main__":
    main()
