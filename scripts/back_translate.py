"""Makes training pairs of sentences that lack a translation, with a translator of either direction."""

from __future__ import annotations

from pathlib import Path

import click

from neural.seq2seq.widths import BEAM
from scripts.options import COMMAND, FOLDER, plain_errors, quiet_libraries, recorded_command


@click.command(context_settings={"show_default": True})
@click.option("--from", "source", required=True, help="Source language of the pairs, which will be machine-made.")
@click.option("--to", "target", required=True, help="Target language of the pairs, which people wrote.")
@click.option("--by", "checkpoint", type=FOLDER, required=True, help="A translator from the target to the source.")
@click.option("--forward", is_flag=True, help="The other way round: people wrote the sources, and BY goes their way.")
@click.option(
    "--keep", type=click.FloatRange(0, 1), default=1.0, help="With --forward, of the pairs: the judge's best."
)
@click.option("--data-dir", type=FOLDER, required=True, help="Training data.")
@click.option("--others", required=True, help="Languages whose pairs hold the sentences that people wrote, as de,es.")
@click.option("--corpora", help="Only those of these corpora: comma-separated names.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A file named like back.fr-en.tsv.gz.")
@click.option("--beam", type=click.IntRange(1, 50), default=BEAM)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many sentences.")
@click.option("--sample", type=click.IntRange(min=1), help="Only so many of them, drawn at random (seed 1).")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of this process.")
@plain_errors
def main(
    source: str,
    target: str,
    checkpoint: Path,
    forward: bool,
    keep: float,
    data_dir: Path,
    others: str,
    corpora: str | None,
    out: Path,
    beam: int,
    limit: int | None,
    sample: int | None,
    threads: int | None,
) -> None:
    """Give `train_translator --more` what it writes. Stopped, it begins again."""
    quiet_libraries()
    from itertools import islice
    from random import Random

    import torch
    from tqdm import tqdm

    from neural.corpora.translation import direction_from_name, write_pairs
    from neural.errors import DragomanError
    from neural.seq2seq.back_translation import back_translated, spare_sentences
    from neural.seq2seq.presets import PRESETS
    from neural.seq2seq.self_training import forward_translated, likeliest
    from neural.seq2seq.translator import Translator

    if threads:
        torch.set_num_threads(threads)
    direction_from_name(out, [(source, target)])
    way = (source, target) if forward else (target, source)
    translator = (Translator.load_judged if forward else Translator.load)(checkpoint, way)
    if keep < 1 and translator.judge is None:
        why = (
            "there is no translator of the opposite direction beside it to judge"
            if forward
            else "what is translated back is not judged"
        )
        raise DragomanError(f"--keep {keep:g} with '{checkpoint}'", why, "leave --keep out")
    found = spare_sentences(PRESETS["one_way"], data_dir, way[::-1], others.split(","))
    wanted = set(corpora.split(",")) if corpora else None
    sentences = list(islice((item for item in found if wanted is None or item[0] in wanted), limit))
    if not sentences:
        raise DragomanError("sentences to translate", "these data have none to spare", "name other languages")
    if sample:
        Random(1).shuffle(sentences)
        del sentences[sample:]
    make = forward_translated if forward else back_translated
    made = make(translator, tqdm(sentences, unit="sentence"), beam)
    judge = translator.judge if keep < 1 else None
    count = write_pairs(out, likeliest(list(made), judge, keep) if judge else made)
    Path(f"{out}{COMMAND}").write_text(recorded_command("scripts.back_translate") + "\n", encoding="utf-8")
    click.echo(f"{count:,} pairs: {out}")


if __name__ == "__main__":
    main()
