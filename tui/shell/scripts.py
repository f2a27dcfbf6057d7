"""`dragoman train …` and `dragoman evaluate …`: the scripts, under one roof."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import click

import scripts


class ScriptGroup(click.Group):
    """One command for each `scripts/<prefix>_*.py`, imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        prefix = f"{self.name}_"
        names = (module.name for module in iter_modules(scripts.__path__))
        return sorted(name.removeprefix(prefix).replace("_", "-") for name in names if name.startswith(prefix))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"scripts.{self.name}_{cmd_name.replace('-', '_')}").main
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        verb = "Train" if self.name == "train" else "Score"
        with formatter.section("Commands"):
            what = {"yes-no": "how often yes or no is right"}
            formatter.write_dl([(name, f"{verb} {what.get(name, f'the {name}')}.") for name in self.list_commands(ctx)])


train = ScriptGroup("train", no_args_is_help=False, help="Train a model. Each has presets and help of its own.")
evaluate = ScriptGroup("evaluate", no_args_is_help=False, help="Score a model on data it has not seen.")
