"""Trains a translator and writes a checkpoint folder."""

from __future__ import annotations

from pathlib import Path

import click

from scripts.options import (
    FOLDER,
    asked_for,
    overriding,
    plain_errors,
    quiet_libraries,
    recorded_command,
    spread_over_processes,
    training_options,
)


@click.command(context_settings={"show_default": True})
@click.option("--from", "source", default="en", help="Source language.")
@click.option("--to", "target", default="de", help="Target language.")
@click.option(
    "--languages", help="More than two, as en,de,fr: from English to each of the others and back, in one model."
)
@click.option(
    "--ways",
    type=click.Choice(["both", "from_english", "to_english"]),
    help="With more than two languages, over the preset's.",
)
@click.option("--start", type=FOLDER, help="A checkpoint of the same sizes that a new run begins with.")
@click.option(
    "--more",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="A file of pairs besides, named like back.de-en.tsv.gz, as scripts.back_translate makes it.",
)
@click.option(
    "--blend",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=False,
    help="With --start and --out: this share of the trained weights, the rest of those begun with.",
)
@click.option(
    "--blend-with",
    type=FOLDER,
    multiple=True,
    help="With --blend: checkpoints that went on from the same one as this run; their mean in place of --start.",
)
@click.option("--corpora", help="Comma-separated names; all of the training file where left out.")
@training_options("general", ["tiny", "general", "multilingual", "everyday", "one_way", "multi30k"])
@click.option("--learning-rate", type=float, help="Highest learning rate.")
@click.option("--batch-tokens", type=click.IntRange(min=50), help="Padded target tokens in a batch.")
@click.option("--vocabulary-size", type=click.IntRange(min=300), help="Subwords, bytes included.")
@click.option("--dropout", type=click.FloatRange(0, 0.9))
@click.option("--word-dropout", type=click.FloatRange(0, 0.9), help="Share of the words that are hidden.")
@click.option("--subword-dropout", type=click.FloatRange(0, 0.9), help="Share of the merges of a source undone.")
@click.option("--target-subword-dropout", type=click.FloatRange(0, 0.9), help="The same for the target.")
@click.option(
    "--risk",
    type=click.FloatRange(0, 1),
    help="Share of the loss that is the expected risk of what the network writes itself; for trained networks.",
)
@click.option(
    "--consistency",
    type=click.FloatRange(min=0),
    help="Weight of the divergence of two readings with other dropout (half of R-Drop's alpha); twice the time.",
)
@plain_errors
def main(
    source: str,
    target: str,
    languages: str | None,
    ways: str | None,
    start: Path | None,
    blend: float,
    blend_with: tuple[Path, ...],
    more: tuple[Path, ...],
    corpora: str | None,
    preset: str,
    data_dir: Path | None,
    run_dir: Path | None,
    out: Path | None,
    max_steps: int | None,
    save_every: int | None,
    accumulate: int | None,
    seed: int,
    resume: str,
    threads: int | None,
    learning_rate: float | None,
    batch_tokens: int | None,
    vocabulary_size: int | None,
    dropout: float | None,
    word_dropout: float | None,
    subword_dropout: float | None,
    target_subword_dropout: float | None,
    risk: float | None,
    consistency: float | None,
) -> None:
    """Train a translator. Stop it with Ctrl-C when you like: the same command goes on where it was."""
    quiet_libraries()
    from neural.seq2seq.presets import PRESETS
    from neural.seq2seq.training import train_translator

    chosen = PRESETS[preset]
    if languages:
        spoken = tuple(languages.split(","))
    else:
        spoken = chosen.model.languages if chosen.model.tagged else (source, target)
    settings = overriding(
        chosen,
        model=overriding(
            chosen.model, languages=spoken, ways=ways, vocabulary_size=vocabulary_size, dropout=dropout,
            word_dropout=word_dropout,
        ),
        data=overriding(
            chosen.data, batch_tokens=batch_tokens, subword_dropout=subword_dropout,
            target_subword_dropout=target_subword_dropout, risk=risk, consistency=consistency,
        ),
        training=overriding(
            asked_for(chosen.training), max_steps=max_steps, save_every=save_every, accumulate=accumulate, seed=seed,
            resume=resume, threads=threads, learning_rate=learning_rate,
        ),
        corpora=tuple(corpora.split(",")) if corpora else None, more=more,
    )  # fmt: skip
    spread_over_processes(settings.training)
    run_dir = run_dir or Path("runs") / f"translator-{'-'.join(spoken)}-{preset}"
    begun = [*([start] if start else []), *blend_with]
    command = recorded_command("scripts.train_translator", begun, more)
    report = train_translator(settings, data_dir, run_dir, out, command, start, blend, blend_with)
    state = "stopped" if report.stopped else "finished"
    bleu = report.metrics.get("bleu")
    score = f", best validation BLEU {bleu:.1f}" if bleu is not None else ""
    click.echo(f"{state} at step {report.steps:,} after {report.seconds / 60:.1f} minutes{score}: {run_dir}")


if __name__ == "__main__":
    main()
