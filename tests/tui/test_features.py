"""The table of docs/app.md: each of its tests exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = [line for line in (TESTS.parent / "docs" / "app.md").read_text("utf-8").splitlines() if line.startswith("| ")]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@pytest.mark.parametrize("row", TABLE[1:], ids=lambda row: row.split("|")[1].strip()[:40])
def test_what_is_promised_is_tested(row: str) -> None:
    named = NAMED.findall(row)
    assert named
    for file, name in named:
        tree = ast.parse((TESTS / file).read_text("utf-8"))
        found = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        assert name in {node.name for node in found}, f"{file} has no {name}"
