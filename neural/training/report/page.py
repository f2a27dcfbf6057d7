"""A report as one HTML page that needs nothing else: pictures inside, no script, no request to anyone."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from neural.training.report.exhibits import Excerpt, Exhibit, HeatMap
from neural.training.report.runs import Grid
from neural.training.report.style import STYLE

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
NUMBERS_IN_CELLS = 6
"""Heat maps of up to so many columns show their weights as numbers too."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A plot in both colours, and what it shows in words."""

    light: Path
    dark: Path
    caption: str


def page(
    title: str, facts: Sequence[str], pictures: Sequence[Picture], grids: Sequence[Grid], exhibits: Sequence[Exhibit]
) -> str:
    """The whole page. Every text is escaped here and nowhere before."""
    body = [f"<h1>{text(title)}</h1>", *(f'<p class="fact">{text(fact)}</p>' for fact in facts)]
    if pictures:
        body.append('<div class="plots">' + "".join(_picture(p) for p in pictures) + "</div>")
    body += [_grid(grid) for grid in grids]
    body += [_exhibit(exhibit) for exhibit in exhibits]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>{STYLE}</style>
</head>
<body><main>
{chr(10).join(body)}
</main></body>
</html>
"""


def text(words: str) -> str:
    """Data as HTML text: nothing in it is markup, nor a character that only a terminal knows."""
    return escape(_CONTROLS.sub("\ufffd", words), quote=True)


def _picture(picture: Picture) -> str:
    light, dark = _data_uri(picture.light), _data_uri(picture.dark)
    return (
        f'<figure><picture><source srcset="{dark}" media="(prefers-color-scheme: dark)">'
        f'<img src="{light}" alt="{text(picture.caption)}" width="960" height="576"></picture></figure>'
    )


def _data_uri(path: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode("ascii")


def _grid(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in grid.head)
    rows = "".join(
        f'<tr><th scope="row">{text(first)}</th>' + "".join(f"<td>{text(cell)}</td>" for cell in rest) + "</tr>"
        for first, *rest in grid.rows
    )
    table = _scrolled(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>", grid.title)
    if grid.folded:
        return f"<details><summary>{text(grid.title)}</summary>{table}</details>"
    return f"<section><h2>{text(grid.title)}</h2>{table}</section>"


def _exhibit(exhibit: Exhibit) -> str:
    note = f"<p>{text(exhibit.note)}</p>" if exhibit.note else ""
    maps = "".join(map(_heat_map, exhibit.heat_maps))
    maps = f'<div class="maps">{maps}</div>' if maps else ""
    excerpts = "".join(map(_excerpt, exhibit.excerpts))
    return f"<section><h2>{text(exhibit.title)}</h2>{note}{maps}{excerpts}</section>"


def _heat_map(heat: HeatMap) -> str:
    """A table whose cells are tinted by their weights: it takes the page's colours, and any script's letters."""
    wide = len(heat.columns) > NUMBERS_IN_CELLS
    head = "".join(f'<th scope="col" dir="auto"><span>{text(name)}</span></th>' for name in heat.columns)
    rows = "".join(
        f'<tr{_marked(number in heat.marked)}><th scope="row" dir="auto">{text(name)}</th>'
        + "".join(_cell(weight, wide) for weight in weights)
        + "</tr>"
        for number, (name, weights) in enumerate(zip(heat.rows, heat.weights, strict=True))
    )
    note = f'<p class="note" dir="auto">{text(heat.note)}</p>' if heat.note else ""
    kind = "heat pieces" if wide else "heat hops"
    table = f'<table class="{kind}"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<article><h3 dir="auto">{text(heat.title)}</h3>{note}{_scrolled(table, heat.title)}</article>'


def _marked(marked: bool) -> str:
    return ' class="marked"' if marked else ""


def _cell(weight: float | None, wide: bool) -> str:
    if weight is None:
        return '<td class="none">·</td>'
    shade = min(1.0, max(0.0, weight))
    return f'<td style="--w:{shade:.2f}" title="{weight:.2f}">{"" if wide else f"{weight:.2f}"}</td>'


def _excerpt(excerpt: Excerpt) -> str:
    rows = "".join(f'<dt>{text(name)}</dt><dd dir="auto">{text(words)}</dd>' for name, words in excerpt.rows)
    return f"<dl>{rows}</dl>"


def _scrolled(table: str, name: str) -> str:
    """On a narrow screen a table moves sideways in its own frame, by finger and by arrow keys."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{text(name)}">{table}</div>'
