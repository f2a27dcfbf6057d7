"""An answer as lines of text: what, how sure, where, and the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from neural.events import Answer, Candidate
from tui import safe


def answer_lines(answer: Answer, *, others: bool, styled: bool) -> Iterator[str]:
    """The answer for people; `others`: with the other candidates, `styled`: with bold and underlined words."""
    if answer.asked is not None:
        yield f"(read as: {safe.line(answer.asked)})"
    yield from (f"({safe.line(note)})" for note in answer.notes)
    if answer.answer is None:
        yield from _silence(answer, styled)
    else:
        yield from _said(answer, answer.answer, styled)
    for found in answer.candidates if others else ():
        if (found.start, found.end) != (answer.start, answer.end):
            yield ""
            yield from _candidate(found, styled)


def _silence(answer: Answer, styled: bool) -> Iterator[str]:
    """What comes near, where there is no answer."""
    may = answer.kind == "yes_no"
    yield _style("The document may tell." if may else "The document does not say.", styled, bold=True)
    found = [(near.evidence, near.document, near.page) for near in answer.nearest]
    if not found and answer.evidence is not None:
        found = [(answer.evidence, answer.document or "", answer.page)]
    label = ", the nearest sentence:" if len(found) == 1 else ", the nearest sentences:"
    for number, (evidence, document, page) in enumerate(found):
        yield _place(None, document, page) + ("" if number else label)
        yield f"  {safe.line(evidence)}"


def _said(answer: Answer, words: str, styled: bool) -> Iterator[str]:
    translated = answer.kind == "span" and answer.original is not None
    original = f" ({safe.line(answer.original)})" if translated and answer.original else ""
    yield _style(safe.line(words), styled, bold=True) + original
    yield _place(answer.confidence, answer.document, answer.page)
    offset, start, end = answer.evidence_start or 0, answer.start or 0, answer.end or 0
    lit = (start - offset, end - offset) if answer.kind == "span" else (0, 0)
    yield f"  {_sentence(answer.evidence or '', *lit, styled)}"


def _candidate(found: Candidate, styled: bool) -> Iterator[str]:
    yield _style(safe.line(found.answer), styled, bold=True)
    yield _place(found.confidence, found.document, found.page)
    start, end = found.start - found.evidence_start, found.end - found.evidence_start
    yield f"  {_sentence(found.evidence, start, end, styled)}"


def _style(text: str, styled: bool, **how: Any) -> str:
    return click.style(text, **how) if styled and text else text


def _sentence(evidence: str, start: int, end: int, styled: bool) -> str:
    shown = safe.line(evidence)
    return shown[:start] + _style(shown[start:end], styled, bold=True, underline=True) + shown[end:]


def _place(confidence: float | None, document: str | None, page: int | None) -> str:
    sure = [f"{confidence * 100:.0f} %"] if confidence is not None else []
    where = [safe.line(document)] if document else []
    return "  " + ", ".join([*sure, *where, *([f"page {page}"] if page else [])])
