from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.training.report.exhibits import Excerpt, Exhibit, HeatMap
from neural.training.report.page import Picture, page, text
from neural.training.report.runs import Grid
from tests.neural.training.report.made import Parsed, assert_self_contained

HOSTILE = "<script>alert(1)</script> \"><img src='http://x.org/y'> & </style> {html}"


def _heat_map(words: str, columns: int) -> HeatMap:
    return HeatMap(
        title=words, note=words, rows=(words, "b"), columns=(words,) * columns,
        weights=((0.5,) * columns, (None,) * columns), marked=(0,),
    )  # fmt: skip


@pytest.fixture
def hostile_page(tmp_path: Path) -> str:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"\x89PNG")
    picture = Picture(light=tmp_path / "a.png", dark=tmp_path / "b.png", caption=HOSTILE)
    grid = Grid(title=HOSTILE, head=(HOSTILE, "b"), rows=[(HOSTILE, HOSTILE)])
    exhibit = Exhibit(
        title=HOSTILE, note=HOSTILE, heat_maps=(_heat_map(HOSTILE, 2), _heat_map(HOSTILE, 9)),
        excerpts=(Excerpt(rows=((HOSTILE, HOSTILE),)),),
    )  # fmt: skip
    return page(HOSTILE, [HOSTILE], [picture], [grid, Grid(**{**vars(grid), "folded": True})], [exhibit])


def test_text_stays_text_wherever_it_stands(hostile_page: str) -> None:
    assert_self_contained(hostile_page)
    parsed = Parsed(hostile_page)
    # title element, heading, fact; grid: title, head, two cells, twice; exhibit: title, note; heat maps: title, note,
    # row and columns; excerpt: label and text
    assert parsed.text.count(HOSTILE) == 3 + 2 * 4 + 2 + (3 + 2) + (3 + 9) + 2
    assert [attributes["alt"] for tag, attributes in parsed.elements if tag == "img"] == [HOSTILE]


def test_the_page_is_for_any_screen(hostile_page: str) -> None:
    elements = Parsed(hostile_page).elements
    metas = {attributes.get("name"): attributes.get("content") for tag, attributes in elements if tag == "meta"}
    assert metas["viewport"] == "width=device-width, initial-scale=1"
    assert metas["color-scheme"] == "light dark"
    assert "prefers-color-scheme: dark" in hostile_page
    sources = [attributes for tag, attributes in elements if tag == "source"]
    assert [source["media"] for source in sources] == ["(prefers-color-scheme: dark)"]


@given(st.text(st.characters()))
def test_any_text_can_be_written_and_read_back(words: str) -> None:
    shown = text(words)
    shown.encode("utf-8")
    back = Parsed(f"<p>{shown}</p>").text
    assert len(back) == len(words)
    assert all(b in (a, "\ufffd") for a, b in zip(words, back, strict=True))
    assert not set("<>\"'\x1b\x00") & set(shown)


def test_weights_become_tints_and_a_few_columns_numbers_too() -> None:
    few, many = (page("t", [], [], [], [Exhibit(title="e", heat_maps=(_heat_map("w", n),))]) for n in (2, 9))
    assert few.count("--w:0.50") == 2 and few.count(">0.50<") == 2 and few.count('class="none"') == 2
    assert many.count("--w:0.50") == 9 and many.count(">0.50<") == 0
    assert few.count('<tr class="marked">') == 1


def test_a_heat_map_whose_sides_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        HeatMap(title="t", rows=("a",), columns=("b", "c"), weights=((1.0,),))
