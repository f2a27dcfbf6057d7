"""Trains the reader and writes a checkpoint folder."""

from __future__ import annotations

from pathlib import Path

import click

from scripts.options import (
    FILE,
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
@training_options("base", ["tiny", "base", "wary"])
@click.option("--vectors", type=FILE, help="GloVe text file, or npz with `words` and `vectors`.")
@click.option("--random-vectors", is_flag=True, help="Words get random vectors: what are the trained ones worth?")
@click.option("--squad-full", is_flag=True, help="All of SQuAD's training set, from the hub.")
@click.option("--sets", help="Comma-separated training sets; all where left out.")
@click.option("--start", type=FOLDER, help="Go on from this checkpoint's weights and vocabulary.")
@click.option("--learning-rate", type=float, help="Highest learning rate.")
@click.option("--batch-tokens", type=click.IntRange(min=50), help="Tokens of all pairs in a batch.")
@click.option("--company-tokens", type=click.IntRange(min=0), help="Of further passages that are wrong to choose.")
@click.option("--hidden-size", type=click.IntRange(min=4), help="Of each direction of each LSTM.")
@click.option("--affix-size", type=click.IntRange(min=0), help="Of what a word's looks add to its vector; 0: nothing.")
@click.option("--hops", type=click.IntRange(min=1), help="How often a question reads the memory.")
@click.option("--dropout", type=click.FloatRange(0, 0.9))
@click.option("--altered-rate", type=click.FloatRange(0, 0.9), help="Share of altered, unanswerable questions.")
@click.option("--risk", type=click.FloatRange(0, 1), help="Share of the span's loss that is its expected lack of F1.")
@click.option("--consistency", type=click.FloatRange(min=0), help="Weight of the divergence of two readings (R-Drop).")
@click.option("--coverage-size", type=click.IntRange(min=0), help="Of the comparison of question and evidence.")
@click.option("--only-coverage", is_flag=True, help="With --start: train nothing but that comparison.")
@click.option("--blend", type=click.FloatRange(0, 1), help="With --start: mix trained weights with those begun with.")
@plain_errors
def main(
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
    vectors: Path | None,
    random_vectors: bool,
    squad_full: bool,
    sets: str | None,
    start: Path | None,
    learning_rate: float | None,
    batch_tokens: int | None,
    company_tokens: int | None,
    hidden_size: int | None,
    affix_size: int | None,
    hops: int | None,
    dropout: float | None,
    altered_rate: float | None,
    risk: float | None,
    consistency: float | None,
    coverage_size: int | None,
    only_coverage: bool,
    blend: float | None,
) -> None:
    """Train a reader. Stop it with Ctrl-C when you like: the same command goes on where it was."""
    quiet_libraries()
    from neural.reading.presets import PRESETS
    from neural.reading.training import ReaderData, train_reader

    chosen = PRESETS[preset]
    settings = overriding(
        chosen,
        only_coverage=only_coverage,
        blend=blend,
        model=overriding(
            chosen.model, hidden_size=hidden_size, affix_size=affix_size, hops=hops, dropout=dropout,
            coverage_size=coverage_size,
        ),
        batching=overriding(
            chosen.batching, tokens=batch_tokens, company_tokens=company_tokens, altered_rate=altered_rate
        ),
        objective=overriding(chosen.objective, risk=risk, consistency=consistency),
        training=overriding(
            asked_for(chosen.training), max_steps=max_steps, save_every=save_every, accumulate=accumulate, seed=seed,
            resume=resume, threads=threads, learning_rate=learning_rate,
        ),
    )  # fmt: skip
    spread_over_processes(settings.training)
    run_dir = run_dir or Path("runs") / f"reader-{preset}"
    report = train_reader(
        settings,
        ReaderData(
            data_dir=data_dir,
            vectors=vectors,
            squad_full=squad_full,
            sets=sets.split(",") if sets else None,
            start=start,
            random_vectors=random_vectors,
        ),
        run_dir,
        out,
        recorded_command("scripts.train_reader", [start] if start else []),
    )
    state = "stopped" if report.stopped else "finished"
    f1 = report.metrics.get("f1")
    score = f", best validation F1 {f1:.1f}" if f1 is not None else ""
    click.echo(f"{state} at step {report.steps:,} after {report.seconds / 60:.1f} minutes{score}: {run_dir}")


if __name__ == "__main__":
    main()
