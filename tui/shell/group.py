"""The group of all commands. Each module is imported only when its command is called."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

# name: (module, attribute, help)
_COMMANDS = {
    "chat": ("tui.shell.chat", "chat", "Open the assistant; the default."),
    "translate": ("tui.shell.translate", "translate", "Translate line by line."),
    "ask": ("tui.shell.ask", "ask", "Ask about a document."),
    "serve": ("tui.shell.serve", "serve", "Show the assistant in a web browser."),
    "models": ("tui.shell.models", "models", "List the models found."),
    "train": ("tui.shell.scripts", "train", "Train a model."),
    "evaluate": ("tui.shell.scripts", "evaluate", "Score a model."),
}


class LazyGroup(click.Group):
    """Knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, _, help) in _COMMANDS.items()])


def _print_version(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value:
        try:
            click.echo(f"dragoman {version('dragoman')}")
        except PackageNotFoundError:
            click.echo("dragoman, not installed")
        context.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
@click.pass_context
def dragoman(context: click.Context) -> None:
    """Answers questions over your documents and translates, offline, on this computer.

    Without a command it opens the assistant.
    """
    if context.invoked_subcommand is None:
        chat = dragoman.get_command(context, "chat")
        assert chat is not None
        context.invoke(chat)
