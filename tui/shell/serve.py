"""`dragoman serve`: the app in a web browser."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click


@click.command()
@click.argument("document", required=False, type=click.Path(path_type=Path))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--theme", metavar="NAME", help="Colours.")
def serve(document: Path | None, port: int, theme: str | None) -> None:
    """Show the assistant in a web browser, with DOCUMENT if one is given.

    It listens on the loopback address: only browsers on this computer reach it. Each tab is an app of its own.
    """
    from tui.web.server import DragomanServer

    command = [sys.executable, "-m", "tui.cli", "chat"]
    command += ["--theme", theme] if theme else []
    command += ["--", str(document.absolute())] if document else []
    # exec: no shell stays between us and the app, so that it can be stopped.
    DragomanServer(f"exec {shlex.join(command)}", port).serve()
