"""Commands, keys and settings as a page of the docs, from the tables: `python -m tui.reference > docs/commands.md`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui.commands import COMMANDS
from tui.keys import KEYS, Keymap, show, split
from tui.settings import template
from tui.view_keys import VIEW_KEYS


def page() -> str:
    """The whole page, in Markdown."""
    keymap = Keymap()
    parts = [
        "# Commands, keys and settings\n",
        "Made from the app's own tables with `make commands`; F1 shows the same inside.\n",
        "## Commands\n",
        "In the app and in `dragoman chat --plain`. `[…]` may be left out. Tab completes names, paths and documents;"
        " Ctrl+P finds a command by what it does.\n",
        *_table(("command", "what it does"), [(f"`{c.usage}`", f"{c.help}. {c.detail}".strip()) for c in COMMANDS]),
        "\n## Keys\n",
        "Each name can be given another key in the settings, under `[keys]` or with `/settings`, apart from those"
        " in brackets.\n",
        *_table(
            ("name", "key", "what it does"),
            [(f"({k.name})" if k.fixed else f"`{k.name}`", keymap.shown(k.name), k.help) for k in KEYS],
        ),
    ]
    for view, keys in VIEW_KEYS.items():
        rows = [(", ".join(_shown(key.keys)), key.help) for key in keys]
        parts += [f"\n### {view}\n", *_table(("key", "what it does"), rows)]
    parts += [
        "\n## Settings\n",
        "`/settings` changes them; this is the file as it is first written, on Linux in"
        " `~/.config/dragoman/settings.toml`:\n",
        "```toml",
        template() + "```",
        "\n## Themes of your own\n",
        "A file such as `themes/sea.toml` beside the settings is the theme `sea`. It needs `primary`, `background` and"
        " `foreground`; it may have `secondary`, `accent`, `surface`, `panel`, `boost`, `success`, `warning`, `error`"
        " and `dark = false`:\n",
        '```toml\nprimary = "#3aa0c8"\nbackground = "#0b1a24"\nforeground = "#d5e4ea"\n```',
    ]
    return "\n".join(parts) + "\n"


def _shown(keys: str) -> Iterator[str]:
    return (show(key) for key in split(keys))


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    print(page(), end="")
