"""`dragoman ask`: questions over a document, one or many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from neural.errors import DragomanError
from neural.events import Answer
from neural.pool import set_up_pool
from tui import brain
from tui.brain import Brain
from tui.pictures import files
from tui.pictures.memory import draw_answer
from tui.shell.answer_lines import answer_lines
from tui.shell.output import Meter, batches, reading, write, write_json

_TURNS = 6
"""Answers that a follow-up may point back to."""


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.argument("question", required=False)
@click.option("--questions", "file", type=click.Path(path_type=Path), help="A question a line, or JSON lines.")
@click.option("--top", type=click.IntRange(1, 100), help="Show so many candidates; JSON has 3 without it.")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the hops through the memory: .svg or .png.")
@click.option("--follow-up", is_flag=True, help="Questions may point back: “and when did she die?”")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def ask(
    document: Path,
    question: str | None,
    file: Path | None,
    top: int | None,
    picture: Path | None,
    follow_up: bool,
    as_json: bool,
) -> None:
    """Answer QUESTION over DOCUMENT.

    With --questions FILE, or with questions on standard input, one JSON line for each, in order, its id kept. Each is
    read by itself unless --follow-up is given.
    """
    if question is not None and file is not None:
        raise click.UsageError("give a QUESTION or --questions FILE, not both")
    if question is None and file is None and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("give a QUESTION, --questions FILE, or questions on standard input")
    if question is not None and not question.strip():
        raise click.UsageError("the QUESTION is empty")
    if picture is not None:
        if question is None:
            raise click.UsageError("--picture draws one answer: give a QUESTION")
        files.check(picture)
    set_up_pool(spare=0)  # there is no screen to leave a core to
    assistant = brain.load_assistant()
    with Meter() as meter:
        for event in assistant.open(document):
            meter.show(event)
        if question is None:
            before: list[Answer] = []
            with reading(file) as (stream, name):
                for record, text in _questions(batches(stream, name), name):
                    answer = _answer(assistant, text, top or 3, meter, before)
                    write_json(record | answer.to_json())
                    if follow_up:
                        before = [*before, answer][-_TURNS:]
            return
        answer = _answer(assistant, question, top or 3, meter)
    if picture is not None:
        files.save(draw_answer(answer), picture)
    if as_json:
        write_json(answer.to_json())
    else:
        styled = sys.stdout.isatty()
        for line in answer_lines(answer, others=top is not None, styled=styled):
            write(line)


def _answer(assistant: Brain, question: str, top: int, meter: Meter, before: Sequence[Answer] = ()) -> Answer:
    found = None
    for event in assistant.ask(question, top=top, context=before):
        meter.show(event)
        if isinstance(event, Answer):
            found = event
    assert found is not None, "a stream without an answer"
    return found


def _questions(lines: Iterator[list[str]], name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The `id` of each question, where it has one, and its text. Blank lines are passed over."""
    number = 0
    for batch in lines:
        for line in batch:
            number += 1
            if not line.strip():
                continue
            if not line.lstrip().startswith("{"):
                yield {}, line.strip()
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                remedy = "give a question a line, or JSON lines with `id` and `question`"
                raise DragomanError(name, f"line {number} is not valid JSON", remedy) from error
            text = record.get("question")
            if not isinstance(text, str) or not text.strip():
                raise DragomanError(name, f"line {number} has no `question`", "each JSON line needs one")
            yield ({"id": record["id"]} if "id" in record else {}), text
