"""`dragoman translate`: one line out for every line in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import click

from neural.events import Translation
from neural.models import LANGUAGES
from neural.pool import set_up_pool
from neural.seq2seq.widths import JUDGED_BEAM
from tui import brain, languages, safe
from tui.pictures import files
from tui.pictures.translation import draw_alignments
from tui.shell.output import Meter, batches, reading, write, write_json
from tui.thinking.alignment import Alignment, alignments

_LINE_ENDS = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _language(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and value.lower() not in LANGUAGES:
        raise click.BadParameter(f"unknown language “{value}”, known are {languages.known()}")
    return value and value.lower()


@click.command()
@click.option("--from", "source", metavar="CODE", callback=_language, help="Language of the text; else detected.")
@click.option("--to", "target", metavar="CODE", callback=_language, required=True, help="Language wanted.")
@click.option(
    "--beam", default=JUDGED_BEAM, show_default=True, type=click.IntRange(1, 100), help="Width of the search."
)
@click.option("--picture", type=click.Path(path_type=Path), help="Draw which words were looked at: .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines with scores and attention.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def translate(
    source: str | None, target: str | None, beam: int, picture: Path | None, as_json: bool, file: Path | None
) -> None:
    """Translate FILE, or standard input, line by line. Blank lines are kept.

    A line is translated by itself: join the lines of wrapped prose first. Without --from, one language is found out for
    the whole text; lines that are in the target language already stay as they are.
    """
    assert target is not None
    if picture is not None:
        files.check(picture)
    set_up_pool(spare=0)  # there is no screen to leave a core to
    drawn: list[Alignment] = []
    with Meter() as meter, reading(file) as (stream, name):

        def run(parts: Iterator[str]) -> Iterator[Translation]:
            for event in brain.load_assistant().translate(parts, source=source, target=target, beam=beam):
                meter.show(event)
                if isinstance(event, Translation):
                    yield event

        for translation in translations(batches(stream, name), run):
            if picture is not None:
                drawn += alignments([translation])
            if as_json:
                write_json(translation.to_json())
            else:
                write("\t".join(map(safe.line, translation.translation.split("\t"))))
    if picture is not None:
        files.save(draw_alignments(drawn, title=f"Translation {languages.Pair(source, target)}"), picture)


def translations(
    parts: Iterator[list[str]], run: Callable[[Iterator[str]], Iterator[Translation]]
) -> Iterator[Translation]:
    """One for each line of a text that comes in parts. What is blank up to its first word needs no model."""
    for lines in parts:
        if any(line.strip() for line in lines):
            yield from run("\n".join(map(_flat, part)) for part in chain([lines], parts))
        else:
            yield from (_blank(line) for line in lines)


def _flat(line: str) -> str:
    """`line` without what others take for the end of a line: for each line of input there is one of output."""
    return _LINE_ENDS.sub(" ", line)


def _blank(line: str) -> Translation:
    return Translation(source=line, translation="", score=0.0, source_tokens=(), tokens=(), attention=())
