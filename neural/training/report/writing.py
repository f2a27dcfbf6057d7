"""Writes the report of a run: `report.html`, its plots as PNG files, and its examples as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neural.errors import DragomanError
from neural.files import write_whole
from neural.training.report.curves import read_curves
from neural.training.report.exhibits import Exhibit, Exhibits, load_exhibits, save_exhibits
from neural.training.report.runs import Run, facts, settings_grid, validation_grid
from neural.training.report.settings import read_settings

if TYPE_CHECKING:
    from torch import nn

    from neural.training.report.page import Picture
    from neural.training.report.plots import Plot
    from neural.training.task import Task

REPORT, PAGE, EXAMPLES = "report", "report.html", "exhibits.json"


def write_report(
    run_dir: Path, *others: Path, exhibits: Sequence[Exhibit] | None = None, out: Path | None = None
) -> Path:
    """Writes the report of a run into `out` (else `run_dir/report`), with the curves of `others` over its own.

    `exhibits` None takes those of the report that a run wrote when it ended. Returns the page's path. Raises
    DragomanError where a folder holds no run or the report cannot be written.
    """
    from neural.training.report.page import page
    from neural.training.report.pictures import pictures

    folders = [run_dir, *others]
    if others and out is None:
        raise DragomanError("report", f"it is of {len(folders)} runs and has no folder of its own", "name one as --out")
    names = distinct_names(folders)
    runs = [
        Run(name=name, curves=read_curves(folder), settings=read_settings(folder))
        for name, folder in zip(names, folders, strict=True)
    ]
    if exhibits is None:
        exhibits = load_exhibits(run_dir / REPORT / EXAMPLES) if not others else ()
    folder = out or run_dir / REPORT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        drawn = [_draw(plot, folder) for plot in pictures(runs)]
        grids = [*(validation_grid(run, alone=len(runs) == 1) for run in runs), settings_grid(runs)]
        html = page(", ".join(names), facts(runs), drawn, [grid for grid in grids if grid.rows], exhibits)
        save_exhibits(folder / EXAMPLES, exhibits)
        write_whole(folder / PAGE, html, f"report '{folder}'", "free some space or name another folder")
        return folder / PAGE
    except OSError as error:
        raise DragomanError(
            f"report '{folder}'", f"it could not be written ({error})", "free some space or name another folder"
        ) from error


def report_softly(run_dir: Path, task: Task[Any], model: nn.Module, say: Callable[[str], None]) -> None:
    """The report at the end of a run. Whatever goes wrong here costs the report only, and a line says so."""
    try:
        shown = task.exhibits(model) if isinstance(task, Exhibits) else []
        say(f"Report: {write_report(run_dir, exhibits=shown)}")
    except KeyboardInterrupt:
        say("The report was not written; make it with: python -m scripts.report_run " + str(run_dir))
    except Exception as error:  # the run is whole and saved: no fault of matplotlib's or an example's may end it badly
        why = " ".join(str(error).split()) or type(error).__name__
        say(f"The report was not written ({why}); the run itself is saved.")


def distinct_names(folders: Sequence[Path]) -> list[str]:
    """The folders' own names, with as many parents as it takes to tell them apart."""
    paths = [folder.resolve() for folder in folders]
    if len(set(paths)) < len(paths):
        raise DragomanError("report", "a run is named twice", "name each once")
    for depth in range(1, max(len(path.parts) for path in paths) + 1):
        names = ["/".join(path.parts[-depth:]) for path in paths]
        if len(set(names)) == len(names):
            break
    return names


def _draw(plot: Plot, folder: Path) -> Picture:
    from neural.training.report.page import Picture
    from neural.training.report.plots import DARK, LIGHT, draw

    light = draw(plot, folder / f"{plot.name}.png", LIGHT)
    dark = draw(plot, folder / f"{plot.name}.dark.png", DARK)
    return Picture(light=light, dark=dark, caption=plot.caption)
