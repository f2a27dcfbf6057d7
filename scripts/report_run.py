"""Makes the report of a training run, while it runs or later; of several runs, one with their curves together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries

if TYPE_CHECKING:
    from neural.training.report.exhibits import Exhibit


@click.command(context_settings={"show_default": True})
@click.argument("run_dirs", metavar="RUN_DIR...", nargs=-1, required=True, type=FOLDER)
@click.option("--out", type=FOLDER, help="Folder of the report; RUN_DIR/report where left out.")
@click.option(
    "--data", type=FILE, help="Show the best checkpoint at work on this file: pairs (.tsv) or questions (.jsonl)."
)
@click.option("--limit", type=click.IntRange(min=1), default=2000, help="Only the first so many rows of --data.")
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Threads of this process.")
@plain_errors
def main(run_dirs: tuple[Path, ...], out: Path | None, data: Path | None, limit: int, threads: int) -> None:
    """Write curves, settings and examples of a run as one page, report.html, and its plots as PNG files.

    Without --data the examples are those that the run itself kept when it ended.
    """
    quiet_libraries()
    from neural.training.report.writing import write_report

    shown = None if data is None else _of_all(run_dirs, data, limit, threads)
    click.echo(write_report(*run_dirs, exhibits=shown, out=out))


def _of_all(run_dirs: Sequence[Path], data: Path, limit: int, threads: int) -> list[Exhibit]:
    from neural.training.report.writing import distinct_names

    shown = []
    for name, folder in zip(distinct_names(run_dirs), run_dirs, strict=True):
        before = f"{name}: " if len(run_dirs) > 1 else ""
        shown += [replace(e, title=before + e.title) for e in exhibits_of(folder, data, limit, threads)]
    return shown


def exhibits_of(run_dir: Path, data: Path, limit: int, threads: int) -> list[Exhibit]:
    """What the run's best checkpoint does with the rows of `data`. Raises DragomanError where it has no such model."""
    from neural.errors import DragomanError
    from neural.training.catalogue import read_config
    from neural.training.report.settings import BEST

    best = run_dir / BEST
    if not best.is_dir():
        raise DragomanError(f"run '{run_dir}'", "it has no best checkpoint yet", "leave out --data")
    kind = read_config(best)["kind"]
    if kind not in SHOWS:
        raise DragomanError(f"checkpoint '{best}'", f"a {kind} has no examples to show", "leave out --data")
    import torch

    torch.set_num_threads(threads)
    return SHOWS[kind](best, data, limit)


def _translator(best: Path, data: Path, limit: int) -> list[Exhibit]:
    from itertools import islice

    from neural.corpora.translation import file_pairs
    from neural.seq2seq.exhibits import translation_exhibits
    from neural.seq2seq.translator import Translator

    translator = Translator.load(best)
    pairs = file_pairs(data, translator.source_language, translator.target_language)
    return translation_exhibits(translator, list(islice(pairs, limit)))


def _reader(best: Path, data: Path, limit: int) -> list[Exhibit]:
    from itertools import islice

    from neural.corpora.questions import read_questions
    from neural.reading.exhibits import reading_exhibits
    from neural.reading.reader import Reader

    return reading_exhibits(Reader.load(best), list(islice(read_questions(data), limit)))


SHOWS: dict[str, Callable[[Path, Path, int], list[Exhibit]]] = {"translator": _translator, "reader": _reader}


if __name__ == "__main__":
    main()
