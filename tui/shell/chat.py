"""`dragoman chat`: the app."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from neural.errors import DragomanError
from tui import themes


@click.command()
@click.argument("document", required=False, type=click.Path(path_type=Path))
@click.option("--theme", default=themes.DEFAULT, type=click.Choice(themes.NAMES), metavar="NAME", help="Colours.")
def chat(document: Path | None = None, theme: str = themes.DEFAULT) -> None:
    """Open the assistant, with DOCUMENT if one is given."""
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        remedy = "in pipes use `dragoman ask` or `dragoman translate`"
        raise DragomanError("dragoman chat", "it needs a terminal to draw on", remedy)

    from tui.app import DragomanApp

    app = DragomanApp(document=document, theme=theme)
    app.run()
    ended = app.chat.runner.close()
    if app.crash is not None:
        raise app.crash
    if not ended or "torch" in sys.modules:
        # Everything is saved. A model may be in the middle of a step, and taking torch down in order lasts a second.
        sys.stdout.flush()
        os._exit(0)
