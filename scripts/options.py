"""What all scripts share: the options of every training script, and the manners of a command line."""

from __future__ import annotations

import errno
import functools
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_args

import click

from neural.errors import DragomanError
from neural.pool import set_up_pool
from neural.training.catalogue import read_text
from neural.training.options import OptimiserName, ScheduleName, TrainingOptions

P = ParamSpec("P")
R = TypeVar("R")


COMMAND = ".command"
"""Ends the name of a file that tells by which command the one beside it was made."""


def recorded_command(module: str, begun: Iterable[Path] = (), made: Iterable[Path] = ()) -> str:
    """This command line as a model card should tell it: DATA stands for the folder of data, wherever that is here.

    Before it come the commands that made the checkpoints `begun`, from which it goes on, and the files `made` for it;
    one that several have in common comes once.
    """
    arguments = list(sys.argv[1:])
    for number, argument in enumerate(arguments[:-1]):
        if argument == "--data-dir":
            arguments[number + 1] = "DATA"
    before = [json.loads(read_text(folder, "metrics.json")).get("command", "") for folder in begun]
    notes = [Path(f"{path}{COMMAND}") for path in made]
    before += [note.read_text(encoding="utf-8").strip() for note in notes if note.is_file()]
    steps = [step for commands in before for step in commands.split(" && ") if step]
    return " && ".join([*dict.fromkeys(steps), shlex.join(["python", "-m", module, *arguments])])


T = TypeVar("T")

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """A DragomanError leaves as one line and exit code 1, Ctrl-C as 130; neither with a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except DragomanError as error:
            click.echo(f"Error: {error}", err=True)
            leave_group(1)
            sys.exit(1)
        except OSError as error:
            if error.errno not in FULL:
                raise
            click.echo(f"Error: {error.filename or 'the disk'}: {error.strerror}; free some space", err=True)
            leave_group(1)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            sys.exit(130)

    return wrapped


def leave_group(code: int) -> None:
    """Ends this process at once if it is one of several: on the way out it would wait for those that are gone."""
    from neural.training.group import in_group

    if in_group():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _spread(context: click.Context, _: click.Parameter, processes: int | None) -> int | None:
    """Remembers the wish for `spread_over_processes`."""
    context.meta["processes"] = processes
    return processes


def spread_over_processes(training: TrainingOptions) -> None:
    """Starts the command again in several processes, where asked for or faster, and leaves with their exit code.

    Told how many threads to use, or for a short run, it doesn't measure: that is one process.
    """
    from neural.training.group import in_group, join_group
    from neural.training.launch import SHORT_RUN, choose_processes, spawn

    if in_group():
        join_group()
        return
    processes = click.get_current_context().meta.get("processes")
    if not processes:
        told = training.threads is not None or training.max_steps < SHORT_RUN
        processes = 1 if told else choose_processes(functools.partial(click.echo, err=True))
    if processes > 1:
        sys.exit(spawn(processes))


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Remembers a setting for `asked_for`."""
    context.meta.setdefault("training", {})[parameter.name] = value
    return value


def asked_for(training: T) -> T:
    """The TrainingOptions of a preset with the optimiser, schedule and so on that the command line asks for."""
    from neural.training.group import started_here

    wishes = {**click.get_current_context().meta.get("training", {})}
    if wishes.get("scale_batch") is None and started_here():
        wishes["scale_batch"] = False
    return overriding(training, **wishes)


def training_options(default_preset: str, presets: list[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that every training script has."""
    options = [
        click.option("--preset", type=click.Choice(presets), default=default_preset, show_default=True,
                     help="Sizes and schedule; `tiny` trains in seconds."),
        click.option("--data-dir", type=FOLDER, help="Local data laid out as docs/data.md says; else the hub."),
        click.option("--run-dir", type=FOLDER, help="State, curves and plots; runs/NAME where left out."),
        click.option("--out", type=FOLDER, help="Write the best checkpoint to this folder at the end."),
        click.option("--max-steps", type=click.IntRange(min=1), help="Updates in all, over the preset's."),
        click.option("--save-every", type=click.IntRange(min=1), help="Steps between two saved states."),
        click.option("--accumulate", type=click.IntRange(min=1),
                     help="Batches in one update, shared among the processes."),
        click.option("--seed", type=int, default=1, show_default=True),
        *[
            click.option(name, type=kind, expose_value=False, callback=_keep, help=text)
            for name, kind, text in (
                ("--optimiser", click.Choice(get_args(OptimiserName)), "Over the preset's, as are the next five."),
                ("--schedule", click.Choice(get_args(ScheduleName)), "How the learning rate goes over the run."),
                ("--warmup-steps", click.IntRange(min=0), "In which the rate rises from nothing."),
                ("--ema-decay", click.FloatRange(0, 1, max_open=True), "Of the running mean of the weights."),
                ("--validate-every", click.IntRange(min=1), "Steps between two validations."),
                ("--early-stopping", click.IntRange(min=0), "Validations without a new best that end it; 0: none."),
            )
        ],
        click.option("--scale-batch/--keep-batch", default=None, expose_value=False, callback=_keep,
                     help="With more processes than --accumulate: does an update grow to one batch for each, or are "
                     "batches cut among them? They grow under torchrun, else they are cut."),
        click.option("--resume", type=click.Choice(["auto", "never"]), default="auto", show_default=True,
                     help="`auto` goes on from the state in the run folder."),
        click.option("--processes", type=click.IntRange(min=1), expose_value=False, callback=_spread,
                     help="Processes to train in; where left out, as many as are fastest here, or 1 with --threads."),
        click.option("--threads", type=click.IntRange(min=1), help="Threads of each process."),
    ]  # fmt: skip

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def overriding(settings: T, **given: Any) -> T:
    """A copy of the dataclass `settings` with those of `given` that are not None."""
    names = {field.name for field in fields(settings)}  # type: ignore[arg-type]
    changed = {k: v for k, v in given.items() if v is not None and k in names}
    return replace(settings, **changed)  # type: ignore[type-var]


def quiet_libraries() -> None:
    """No progress bars or chatter of libraries between ours; threads that wait give their core away in the end."""
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    set_up_pool()
