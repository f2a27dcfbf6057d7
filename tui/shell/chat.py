"""`dragoman chat`: the app, or line by line where there is no screen to draw on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from neural.errors import DragomanError
from tui.background import Background


@click.command()
@click.argument("document", required=False, type=click.Path(path_type=Path))
@click.option("--theme", metavar="NAME", help="Colours, for this time.")
@click.option(
    "--resume",
    is_flag=False,
    flag_value="",
    metavar="[NUMBER]",
    help="Go on with a conversation; choose without NUMBER.",
)
@click.option("--continue", "newest", is_flag=True, help="Go on with the conversation of last time.")
@click.option("--plain", is_flag=True, help="Line by line: for screen readers and pipes.")
def chat(
    document: Path | None = None,
    theme: str | None = None,
    resume: str | None = None,
    newest: bool = False,
    plain: bool = False,
) -> None:
    """Open the assistant, with DOCUMENT if one is given.

    Without a terminal, or with --plain, it reads what you send from standard input and answers in plain lines.
    """
    if resume is not None and newest:
        raise click.UsageError("give --resume or --continue, not both")
    if plain and theme is not None:
        raise click.UsageError("--plain has no colours: leave out --theme")
    background = Background() if has_screen() and not plain and theme is None else None
    try:  # the terminal was asked a question: its answer must be read, whatever happens meanwhile
        from tui import folders
        from tui.shell import resuming

        number = resuming.wanted(resume, newest) if resume is not None or newest else None
        from tui.settings import SettingsFile

        settings_file = SettingsFile(folders.settings_file()).load()
        plain = plain or settings_file.settings.plain or not has_screen()
        if plain:
            from tui.plain.loop import run
        else:
            from tui.app import DragomanApp
    finally:
        light = background.is_light() if background is not None else None
    if plain:
        run(document, settings_file, resume=number)
        return

    from tui import hangup, themes

    own, problems = themes.own(folders.themes_folder())
    settings_file.problems += problems
    names = [themes.AUTO, *themes.NAMES, *(found.name for found in own)]
    if theme is not None and theme not in names:
        raise DragomanError(f"theme {theme}", "there is none of that name", f"choose one of {', '.join(names)}")
    app = DragomanApp(
        document=document,
        resume=number,
        theme=theme,
        light=light,
        settings_file=settings_file,
        own_themes=own,
        warm=settings_file.settings.warm,
        typed=background.typed if background is not None else "",
    )
    if "TEXTUAL_DRIVER" not in os.environ:
        hangup.watch(sys.stdin.fileno(), app.save)
    app.run(mouse=settings_file.settings.mouse)
    if not app.begun:  # its input ended before there was a screen
        return
    ended = app.chat.runner.close()
    app.chat.controller.conversations.close()
    if app.crash is not None:
        raise app.crash
    if (stored := app.chat.controller.session.stored) is not None:
        print(f"Go on with this conversation: dragoman chat --resume {stored}")
    if not ended or "torch" in sys.modules:
        # Everything is saved. A model may be in the middle of a step, and taking torch down in order lasts a second.
        sys.stdout.flush()
        os._exit(0)


def has_screen() -> bool:
    """Something is there to draw on and to type into; a browser comes in through a driver of its own."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    on_terminal = all(stream and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
    return on_terminal or "TEXTUAL_DRIVER" in os.environ
