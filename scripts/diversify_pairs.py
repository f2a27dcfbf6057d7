"""Makes more training pairs of a corpus: its sentences as translators say them again."""

from __future__ import annotations

from pathlib import Path

import click

from neural.seq2seq.widths import BEAM
from scripts.options import COMMAND, FOLDER, plain_errors, quiet_libraries, recorded_command


@click.command(context_settings={"show_default": True})
@click.option("--from", "source", required=True, help="Source language of the pairs.")
@click.option("--to", "target", required=True, help="Target language of the pairs.")
@click.option("--by", "checkpoints", type=FOLDER, required=True, multiple=True, help="Translators, either way.")
@click.option("--data-dir", type=FOLDER, required=True, help="Training data.")
@click.option("--corpora", help="Comma-separated names; all of the training file where left out.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A file named like made.en-de.tsv.gz.")
@click.option("--beam", type=click.IntRange(1, 50), default=BEAM)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many pairs.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of this process.")
@plain_errors
def main(
    source: str,
    target: str,
    checkpoints: tuple[Path, ...],
    data_dir: Path,
    corpora: str | None,
    out: Path,
    beam: int,
    limit: int | None,
    threads: int | None,
) -> None:
    """A translator from SOURCE to TARGET writes the targets anew, one from TARGET to SOURCE the sources. Give
    `train_translator --more` what this writes. Stopped, it begins again."""
    quiet_libraries()
    from itertools import chain, islice

    import torch
    from tqdm import tqdm

    from neural.corpora.translation import direction_from_name, training_pairs, write_pairs
    from neural.errors import DragomanError
    from neural.seq2seq.diversification import either_way, rewritten

    if threads:
        torch.set_num_threads(threads)
    direction = direction_from_name(out, [(source, target)])
    translators = [either_way(folder, direction) for folder in checkpoints]
    names = corpora.split(",") if corpora else None
    pairs = list(islice(training_pairs(data_dir, source, target, names), limit))
    if not pairs:
        raise DragomanError("pairs to write anew", "these data have none", "name other corpora")
    made = (rewritten(tqdm(pairs, unit="pair"), one, direction, beam) for one in translators)
    count = write_pairs(out, chain.from_iterable(made))
    Path(f"{out}{COMMAND}").write_text(recorded_command("scripts.diversify_pairs") + "\n", encoding="utf-8")
    click.echo(f"{count:,} pairs: {out}")


if __name__ == "__main__":
    main()
