"""Pictures of the app for the docs: `python -m tui.screenshots`. The real models answer over the sample text."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from textual.pilot import Pilot

from tui import brain, themes
from tui.app import DragomanApp
from tui.brain import Brain

QUESTION = "When did Maria Theresa found the Oriental Academy?"
# name: (what is sent, the keys pressed after it)
SCENES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "welcome": ((), ()),
    "answer": (("/open sample", QUESTION), ()),
    "candidates": (("/open sample", "Who took the place of Nikousios?"), ("ctrl+o",)),
    "translation": (("/translate en>de Two children are playing in the snow.",), ()),
    "not-said": (("/open sample", "What is the price of bread in Paris?"), ()),
    "source": (("/open sample", QUESTION), ("f3",)),
    "think-translation": (
        ("/translate en>de Two children are playing in the snow.",),
        ("ctrl+t", "down", "down"),
    ),
    "think-answer": (("/open sample", "Who took the place of Nikousios?"), ("ctrl+t",)),
    "training": (("/train",), ("down", "space")),
    "commands": ((), ("/",)),
    "help": ((), ("f1",)),
}
WIDE = {"source": (150, 40), "training": (150, 40)}
_PATIENCE = 120.0


class _Forgetful:
    """A history that keeps nothing: taking pictures must not fill the user's own."""

    def entries(self) -> list[str]:
        return []

    def append(self, text: str) -> None:
        pass


async def take(scene: str, *, size: tuple[int, int], theme: str, make_brain: Callable[[], Brain] | None = None) -> str:
    """The SVG of a scene, without anything that blinks."""
    sent, keys = SCENES[scene]
    make_brain = make_brain or brain.load_assistant
    with tempfile.TemporaryDirectory() as folder:  # the user's own conversations and drafts are left alone
        app = DragomanApp(
            theme=theme, history=_Forgetful(), sessions=Path(folder) / "sessions.db", make_brain=make_brain
        )
        app.animation_level = "none"
        svg = await _play(app, sent, keys, size)
    return _at_home(svg)


async def _play(app: DragomanApp, sent: Sequence[str], keys: Sequence[str], size: tuple[int, int]) -> str:
    async with app.run_test(size=size) as pilot:
        await _settle(pilot, app)
        for text in sent:
            app.chat.controller.send(text)
            await _settle(pilot, app)
        await pilot.press(*keys)
        await pilot.pause(0.3)
        svg = app.export_screenshot()
        app.chat.runner.close()
    app.chat.controller.conversations.close()
    return svg


async def _settle(pilot: Pilot[None], app: DragomanApp) -> None:
    await pilot.pause(0.3)
    for _ in range(int(_PATIENCE / 0.1)):
        if not app.chat.controller.session.pending():
            break
        await asyncio.sleep(0.1)
    await pilot.pause(0.1)


def _at_home(svg: str) -> str:
    """Without the fonts that the picture would fetch from elsewhere, and with names that stay the same."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code", "font-family: Fira Code, DejaVu Sans Mono, Menlo, Consolas")
    return re.sub(r"terminal-\d+-", "terminal-", svg)


@click.command(context_settings={"show_default": True})
@click.option("--out", default="docs/img", type=click.Path(path_type=Path), help="Folder for the pictures.")
@click.option("--theme", "chosen", type=click.Choice(themes.NAMES), multiple=True, default=("night", "day"))
@click.option("--width", default=100, type=click.IntRange(80, 160))
@click.option("--height", default=30, type=click.IntRange(24, 48))
def main(out: Path, chosen: tuple[str, ...], width: int, height: int) -> None:
    """Take a picture of each scene in each theme: OUT/SCENE-THEME.svg."""
    kinds = {model.kind for model in brain.find_models() if model.problem is None}
    if not {"reader", "translator"} <= kinds:
        raise click.ClickException("pictures need a reader and a translator; see `dragoman models`")
    out.mkdir(parents=True, exist_ok=True)
    for theme in chosen:
        for scene in SCENES:
            if scene == "training" and not any(Path("runs").glob("*/metrics.jsonl")):
                click.echo("no picture of training runs: there are none in runs")
                continue
            path = out / f"{scene}-{theme}.svg"
            size = WIDE.get(scene, (width, height))
            path.write_text(asyncio.run(take(scene, size=size, theme=theme)), encoding="utf-8")
            click.echo(path)


if __name__ == "__main__":
    main()
