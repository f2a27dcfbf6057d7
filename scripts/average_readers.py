"""Writes a reader whose weights are the mean of several readers'."""

from __future__ import annotations

from pathlib import Path

import click

from scripts.options import FOLDER, plain_errors, quiet_libraries, recorded_command


@click.command(context_settings={"show_default": True})
@click.argument("readers", type=FOLDER, nargs=-1, required=True)
@click.option("--data-dir", type=FOLDER, required=True, help="Training data: what they hold out tunes the result.")
@click.option("--out", type=FOLDER, required=True, help="Write the checkpoint to this folder.")
@plain_errors
def main(readers: tuple[Path, ...], data_dir: Path, out: Path) -> None:
    """READERS are checkpoints of runs that began with the same weights, or of one run at different times."""
    quiet_libraries()
    from neural.reading.training import average_readers

    average_readers(readers, data_dir, out, recorded_command("scripts.average_readers", readers))
    click.echo(f"mean of {len(readers)} readers: {out}")


if __name__ == "__main__":
    main()
