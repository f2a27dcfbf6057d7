"""Finds a learning rate for a model by one short run in which the rate grows at every step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from neural.training.options import OptimiserName
from scripts.options import FILE, FOLDER, overriding, plain_errors, quiet_libraries

if TYPE_CHECKING:
    from neural.training.options import TrainingOptions
    from neural.training.task import Task


@click.group()
def main() -> None:
    """Suggest a learning rate for MODEL and plot the loss against the rates tried."""


def finder_options(default_preset: str, presets: list[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that the search has for every model."""
    options = [
        click.option("--preset", type=click.Choice(presets), default=default_preset, show_default=True),
        click.option("--data-dir", type=FOLDER, help="Local data laid out as docs/data.md says; else the hub."),
        click.option("--optimiser", type=click.Choice(get_args(OptimiserName)), help="Over the preset's."),
        click.option("--seed", type=int, default=1, show_default=True),
        click.option("--threads", type=click.IntRange(min=1), help="Threads of this process."),
        click.option("--steps", type=click.IntRange(min=2), default=100, show_default=True, help="Rates to try."),
        click.option("--lowest", type=click.FloatRange(0, min_open=True), default=1e-6, show_default=True),
        click.option("--highest", type=click.FloatRange(0, min_open=True), default=1.0, show_default=True),
        click.option("--out", type=FILE, default=Path("learning-rate.png"), show_default=True, help="The plot, a PNG."),
    ]  # fmt: skip

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@main.command()
@click.option("--from", "source", default="en", show_default=True, help="Source language.")
@click.option("--to", "target", default="de", show_default=True, help="Target language.")
@click.option("--corpora", help="Comma-separated names; all of the training file where left out.")
@finder_options("general", ["tiny", "general"])
@plain_errors
def translator(
    source: str,
    target: str,
    corpora: str | None,
    preset: str,
    data_dir: Path | None,
    optimiser: str | None,
    seed: int,
    threads: int | None,
    **search: Any,
) -> None:
    """For a translator."""
    quiet_libraries()
    from neural.seq2seq.presets import PRESETS
    from neural.seq2seq.training import CACHE, make_task

    chosen = PRESETS[preset]
    settings = overriding(
        chosen,
        model=overriding(chosen.model, languages=(source, target) if source and target else None),
        training=overriding(chosen.training, optimiser=optimiser, seed=seed, threads=threads),
        corpora=tuple(corpora.split(",")) if corpora else None,
    )
    _find(lambda: make_task(settings, data_dir, Path("runs") / CACHE), settings.training, **search)


@main.command()
@finder_options("base", ["tiny", "base"])
@click.option("--vectors", type=FILE, help="GloVe text file, or npz with `words` and `vectors`.")
@click.option("--squad-full", is_flag=True, help="All of SQuAD's training set, from the hub.")
@plain_errors
def reader(
    preset: str,
    data_dir: Path | None,
    optimiser: str | None,
    seed: int,
    threads: int | None,
    vectors: Path | None,
    squad_full: bool,
    **search: Any,
) -> None:
    """For a reader."""
    quiet_libraries()
    from neural.reading.presets import PRESETS
    from neural.reading.training import CACHE, ReaderData, reader_task

    chosen = PRESETS[preset]
    settings = overriding(chosen, training=overriding(chosen.training, optimiser=optimiser, seed=seed, threads=threads))
    _find(
        lambda: reader_task(
            settings, ReaderData(data_dir=data_dir, vectors=vectors, squad_full=squad_full), Path("runs") / CACHE
        ),
        settings.training,
        **search,
    )


def _find(
    make_task: Callable[[], Task[Any]], training: TrainingOptions, steps: int, lowest: float, highest: float, out: Path
) -> None:
    """`make_task` is a function, as reading the data takes long and comes after all that can be wrong at once."""
    import torch

    from neural.errors import DragomanError
    from neural.training.finder import find_learning_rate
    from neural.training.report.plots import draw_rates

    if lowest >= highest:
        raise DragomanError("learning rate", f"--lowest {lowest:g} is not below --highest {highest:g}", "widen them")
    if training.threads:
        torch.set_num_threads(training.threads)
    task = make_task()
    try:
        found = find_learning_rate(task, training, lowest=lowest, highest=highest, steps=steps)
    except ValueError as error:
        remedy = "try more --steps, or a lower --lowest and a higher --highest"
        raise DragomanError("learning rate", str(error), remedy) from error
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draw_rates(found, out)
    except OSError as error:
        raise DragomanError(str(out), f"the plot could not be written ({error})", "name another --out") from error
    click.echo(f"suggested learning rate: {found.suggestion:.2g} (of {len(found.rates)} tried); plot: {out}")


if __name__ == "__main__":
    main()
