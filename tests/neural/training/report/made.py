"""Runs made up for the tests: a folder with metrics as the loop writes them."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any


def train_record(step: int, **changes: Any) -> dict[str, Any]:
    figures = {"loss": 9.0 / (1 + step), "learning_rate": 1e-3, "gradient_norm": 1.5, "rate": 300.0, "epoch": 0.0}
    return {"step": step, "time": 1000.0 + step, "event": "train", **figures, **changes}


def validate_record(step: int, **figures: float) -> dict[str, Any]:
    return {"step": step, "time": 1000.5 + step, "event": "validate", **figures}


RECORDS = [
    *(train_record(step, cross_entropy=8.0 / (1 + step)) for step in range(10)),
    validate_record(10, bleu=12.5, cross_entropy=2.5),
    *(train_record(step, cross_entropy=8.0 / (1 + step)) for step in range(10, 20)),
    validate_record(20, bleu=11.0, cross_entropy=2.6),
]


def make_run(folder: Path, records: Sequence[dict[str, Any]] = RECORDS, end: str = "") -> Path:
    """`end` is what stands after the last whole line."""
    folder.mkdir(parents=True)
    text = "".join(json.dumps(record) + "\n" for record in records) + end
    (folder / "metrics.jsonl").write_text(text, encoding="utf-8")
    return folder


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82"), path
    width, height = struct.unpack(">II", data[16:24])
    return width, height


class Parsed(HTMLParser):
    """A page as a browser sees it: its elements with their attributes, and the text outside styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def links(self) -> list[str]:
        """All that a browser would fetch or offer to follow."""
        names = ("src", "srcset", "href", "action", "data", "poster", "background")
        return [value or "" for _, attributes in self.elements for name, value in attributes.items() if name in names]


def assert_self_contained(page: str) -> None:
    parsed = Parsed(page)
    assert parsed.open == [], "an element is not closed"
    assert all(link.startswith("data:image/png;base64,") for link in parsed.links())
    tags = {tag for tag, _ in parsed.elements}
    assert not tags & {"script", "iframe", "object", "embed", "link", "base", "form"}
    assert not [name for _, attributes in parsed.elements for name in attributes if name.startswith("on")]
    assert "url(" not in page and "@import" not in page
