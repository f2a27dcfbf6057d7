"""Measures what words it has not seen cost a translator: misspelt ones, and ones that are rare in its training data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import click

from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries

SEED = 1


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, required=True, help="Folder of the model.")
@click.option("--data", type=FILE, required=True, help="Pairs: .tsv or .tsv.gz without header.")
@click.option("--data-dir", type=FOLDER, required=True, help="Training data, which tells how rare a word is.")
@click.option("--from", "source", default="en", help="Source language.")
@click.option("--to", "target", default="de", help="Target language.")
@click.option("--limit", type=click.IntRange(min=1), default=2000, help="Only the first so many pairs.")
@click.option("--most", type=click.IntRange(min=0), default=0, help="A word seen so often is still rare.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@plain_errors
def main(
    checkpoint: Path, data: Path, data_dir: Path, source: str, target: str, limit: int, most: int, as_json: bool
) -> None:
    """Score sentences as they are, with a slip in one word, and those with a rare word."""
    quiet_libraries()
    from neural.corpora.translation import file_pairs, training_pairs
    from neural.errors import DragomanError
    from neural.evaluation.translation import corpus_scores
    from neural.evaluation.unseen import count_words, misspelt, with_rare_words
    from neural.seq2seq.translator import Translator

    translator = Translator.load_judged(checkpoint, (source, target))
    pairs = list(file_pairs(data, source, target))[:limit]
    seen = count_words(pair.source for pair in training_pairs(data_dir, source, target))
    random = Random(SEED)
    sets = {
        "as they are": pairs,
        "one word misspelt": [replace(pair, source=misspelt(pair.source, random)) for pair in pairs],
        "with a rare word": with_rare_words(pairs, seen, most),
    }
    figures = {}
    for name, chosen in sets.items():
        if not chosen:
            raise DragomanError(str(data), f"no sentence {name} is in it", "give more pairs, or a higher --most")
        outputs = [result.text for result in translator.translate([pair.source for pair in chosen])]
        scores = corpus_scores(outputs, [pair.target for pair in chosen], target)
        figures[name] = {"bleu": scores.bleu, "chrf": scores.chrf, "sentences": len(chosen)}
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, found in figures.items():
        click.echo(f"{name:18} BLEU {found['bleu']:5.1f}  chrF {found['chrf']:5.1f}  {found['sentences']:,} sentences")


if __name__ == "__main__":
    main()
