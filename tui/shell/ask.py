"""`dragoman ask`: questions over a document, one or many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from neural.errors import DragomanError
from neural.events import Answer, Candidate
from tui import brain, safe
from tui.brain import Brain
from tui.shell.output import Meter, batches, reading, write, write_json


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.argument("question", required=False)
@click.option("--questions", "file", type=click.Path(path_type=Path), help="A question a line, or JSON lines.")
@click.option("--top", type=click.IntRange(1, 100), help="How many candidates.  [default: 3]")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def ask(document: Path, question: str | None, file: Path | None, top: int | None, as_json: bool) -> None:
    """Answer QUESTION over DOCUMENT.

    With --questions FILE, or with questions on standard input, one JSON line for each, in order, its id kept.
    """
    if question is not None and file is not None:
        raise click.UsageError("give a QUESTION or --questions FILE, not both")
    if question is None and file is None and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("give a QUESTION, --questions FILE, or questions on standard input")
    if question is not None and not question.strip():
        raise click.UsageError("the QUESTION is empty")
    assistant = brain.load_assistant()
    with Meter() as meter:
        for event in assistant.open(document):
            meter.show(event)
        if question is None:
            with reading(file) as (stream, name):
                for record, text in _questions(batches(stream, name), name):
                    write_json(record | _answer(assistant, text, top or 3, meter).to_json())
            return
        answer = _answer(assistant, question, top or 3, meter)
    if as_json:
        write_json(answer.to_json())
    else:
        styled = sys.stdout.isatty()
        for line in _lines(answer, others=top is not None, styled=styled):
            write(line)


def _answer(assistant: Brain, question: str, top: int, meter: Meter) -> Answer:
    found = None
    for event in assistant.ask(question, top=top):
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


def _lines(answer: Answer, *, others: bool, styled: bool) -> Iterator[str]:
    """The answer for people: what, how sure, where, and the sentence."""

    def style(text: str, **how: Any) -> str:
        return click.style(text, **how) if styled else text

    def sentence(evidence: str, start: int, end: int) -> str:
        shown = safe.line(evidence)
        return shown[:start] + style(shown[start:end], bold=True, underline=True) + shown[end:]

    def place(confidence: float | None, document: str | None, page: int | None) -> str:
        sure = f"{confidence * 100:.0f} %" if confidence is not None else None
        where = [safe.line(document)] if document else []
        return "  " + ", ".join([*([sure] if sure else []), *where, *([f"page {page}"] if page else [])])

    def candidate(found: Candidate) -> Iterator[str]:
        start, end = found.start - found.evidence_start, found.end - found.evidence_start
        yield style(safe.line(found.answer), bold=True)
        yield place(found.confidence, found.document, found.page)
        yield f"  {sentence(found.evidence, start, end)}"

    if answer.answer is None:
        yield style("The document does not say.", bold=True)
        if answer.evidence:
            yield place(None, answer.document, answer.page) + ", the nearest sentence:"
            yield f"  {safe.line(answer.evidence)}"
    else:
        start, end = answer.start or 0, answer.end or 0
        offset = answer.evidence_start or 0
        yield style(safe.line(answer.answer), bold=True)
        yield place(answer.confidence, answer.document, answer.page)
        yield f"  {sentence(answer.evidence or '', start - offset, end - offset)}"
    for found in answer.candidates if others else ():
        if (found.start, found.end) != (answer.start, answer.end):
            yield ""
            yield from candidate(found)
