"""`dragoman translate`: one line out for every line in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import click

from neural.assistant import LANGUAGES
from neural.events import Translation
from tui import brain, languages, safe
from tui.pictures import files
from tui.pictures.translation import draw_alignments
from tui.shell.output import Meter, batches, reading, write, write_json
from tui.thinking.alignment import Alignment, alignments


def _language(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and value.lower() not in LANGUAGES:
        raise click.BadParameter(f"unknown language “{value}”, known are {languages.known()}")
    return value and value.lower()


@click.command()
@click.option("--from", "source", metavar="CODE", callback=_language, help="Language of the text; else detected.")
@click.option("--to", "target", metavar="CODE", callback=_language, required=True, help="Language wanted.")
@click.option("--beam", default=5, show_default=True, type=click.IntRange(1, 100), help="Width of the search.")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw which words were looked at: .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines with scores and attention.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def translate(
    source: str | None, target: str | None, beam: int, picture: Path | None, as_json: bool, file: Path | None
) -> None:
    """Translate FILE, or standard input, line by line. Blank lines are kept."""
    assert target is not None
    if picture is not None:
        files.check(picture)
    assistant: brain.Brain | None = None
    drawn: list[Alignment] = []
    with Meter() as meter, reading(file) as (stream, name):

        def run(text: str) -> Iterator[Translation]:
            nonlocal assistant
            assistant = assistant or brain.load_assistant()
            for event in assistant.translate(text, source=source, target=target, beam=beam):
                meter.show(event)
                if isinstance(event, Translation):
                    yield event

        for lines in batches(stream, name):
            for translation in translations(lines, run):
                if picture is not None:
                    drawn += alignments([translation])
                if as_json:
                    write_json(translation.to_json())
                else:
                    write(safe.line(translation.translation))
    if picture is not None:
        files.save(draw_alignments(drawn, title=f"Translation {languages.Pair(source, target)}"), picture)


def translations(lines: list[str], run: Callable[[str], Iterator[Translation]]) -> Iterator[Translation]:
    """One for each line. Blank lines never reach the model."""
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        members = list(group)
        if blank:
            yield from (_blank(line) for line in members)
        else:
            yield from (found for _, found in zip(members, run("\n".join(members)), strict=True))


def _blank(line: str) -> Translation:
    return Translation(source=line, translation="", score=0.0, source_tokens=(), tokens=(), attention=())
