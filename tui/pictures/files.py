"""A drawing as a file: SVG, written here, or PNG, drawn by matplotlib, which is loaded only then."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from neural.errors import DragomanError
from neural.files import replacing
from tui.pictures.drawing import GROUND, SIZE, Drawing, Text

_DOTS = 100  # of a PNG, to the inch; drawn at twice the size for screens with small pixels
_FONTS = "DejaVu Sans Mono, Menlo, Consolas, monospace"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters XML has no place for


def save(drawing: Drawing, path: Path) -> None:
    """Writes `drawing` to `path`, whose ending tells the format. Raises DragomanError where it can't be written."""
    kind = check(path)
    with replacing(path, f"picture '{path}'", "name another place") as beside:
        if kind == ".svg":
            beside.write_text(svg(drawing), encoding="utf-8")
        else:
            _save_png(drawing, beside)


def check(path: Path) -> str:
    """The ending of `path`. Raises DragomanError where it names no format of pictures."""
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise DragomanError(f"picture '{path}'", "its ending is neither .svg nor .png", "give it one of these")
    return kind


def svg(drawing: Drawing) -> str:
    """The drawing as an SVG document that needs nothing from elsewhere."""
    width, height, title = _number(drawing.width), _number(drawing.height), _escape(drawing.title)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{_FONTS}" font-size="{_number(SIZE)}">',
        f"<title>{title}</title>",
        f'<rect width="{width}" height="{height}" fill="{GROUND}"/>',
    ]
    for box in drawing.boxes:
        place = f'x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}" height="{_number(box.height)}"'
        lines.append(f'<rect {place} fill="{box.colour}"/>')
    lines += map(_svg_text, drawing.texts)
    return "\n".join([*lines, "</svg>", ""])


def _svg_text(text: Text) -> str:
    x, y = _number(text.x), _number(text.y)
    more = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    more += ' font-weight="bold"' if text.bold else ""
    more += f' font-size="{_number(text.size)}"' if text.size != SIZE else ""
    more += f' transform="rotate(-90 {x} {y})"' if text.turned else ""
    return f'<text x="{x}" y="{y}" fill="{text.colour}"{more} xml:space="preserve">{_escape(text.text)}</text>'


def _save_png(drawing: Drawing, path: Path) -> None:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    with rc_context({"font.family": ["DejaVu Sans Mono"], "text.parse_math": False}):
        figure = Figure(figsize=(drawing.width / _DOTS, drawing.height / _DOTS), dpi=2 * _DOTS, facecolor=GROUND)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1), frame_on=False, xlim=(0, drawing.width), ylim=(drawing.height, 0))
        axes.set_axis_off()
        for box in drawing.boxes:
            axes.add_patch(Rectangle((box.x, box.y), box.width, box.height, color=box.colour, linewidth=0))
        for text in drawing.texts:
            axes.text(
                text.x, text.y, _FORBIDDEN.sub("\ufffd", text.text), color=text.colour, fontsize=text.size * 72 / _DOTS,
                ha={"start": "left", "middle": "center", "end": "right"}[text.anchor], va="baseline",
                rotation=90 if text.turned else 0, rotation_mode="anchor", fontweight="bold" if text.bold else "normal",
            )  # fmt: skip
        figure.savefig(path, format="png", metadata={"Software": None})


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _escape(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))
