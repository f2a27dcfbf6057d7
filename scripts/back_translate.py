"""Makes training pairs of sentences that lack a translation, with a translator of the opposite direction."""

from __future__ import annotations

from pathlib import Path

import click

from neural.seq2seq.widths import BEAM
from scripts.options import COMMAND, FOLDER, plain_errors, quiet_libraries, recorded_command


@click.command(context_settings={"show_default": True})
@click.option("--from", "source", required=True, help="Source language of the pairs, which will be machine-made.")
@click.option("--to", "target", required=True, help="Target language of the pairs, which people wrote.")
@click.option("--by", "checkpoint", type=FOLDER, required=True, help="A translator from the target to the source.")
@click.option("--data-dir", type=FOLDER, required=True, help="Training data.")
@click.option("--others", required=True, help="Languages whose pairs with the target hold the sentences, as de,es.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A file named like back.fr-en.tsv.gz.")
@click.option("--beam", type=click.IntRange(1, 50), default=BEAM)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many sentences.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of this process.")
@plain_errors
def main(
    source: str,
    target: str,
    checkpoint: Path,
    data_dir: Path,
    others: str,
    out: Path,
    beam: int,
    limit: int | None,
    threads: int | None,
) -> None:
    """Give `train_translator --more` what it writes. Stopped, it begins again."""
    quiet_libraries()
    from itertools import islice

    import torch
    from tqdm import tqdm

    from neural.corpora.translation import direction_from_name, write_pairs
    from neural.errors import DragomanError
    from neural.seq2seq.back_translation import back_translated, spare_sentences
    from neural.seq2seq.presets import PRESETS
    from neural.seq2seq.translator import Translator

    if threads:
        torch.set_num_threads(threads)
    direction_from_name(out, [(source, target)])
    back = Translator.load(checkpoint, (target, source))
    found = spare_sentences(PRESETS["one_way"], data_dir, (source, target), others.split(","))
    sentences = list(islice(found, limit))
    if not sentences:
        raise DragomanError("sentences to translate back", "these data have none to spare", "name other languages")
    pairs = back_translated(back, tqdm(sentences, unit="sentence"), beam)
    count = write_pairs(out, pairs)
    Path(f"{out}{COMMAND}").write_text(recorded_command("scripts.back_translate") + "\n", encoding="utf-8")
    click.echo(f"{count:,} pairs: {out}")


if __name__ == "__main__":
    main()
