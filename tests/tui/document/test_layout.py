"""Where lines break: nothing lost, nothing too wide, every offset found again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.document.layout import Layout, lay_out

TEXTS = st.text(alphabet="ab d\n é—語🙂", max_size=300)
WIDTHS = st.integers(min_value=4, max_value=40)


def rows(layout: Layout) -> list[str]:
    return [layout.text[slice(*layout.span(row))] for row in range(len(layout))]


@given(TEXTS, WIDTHS)
def test_nothing_but_white_space_is_lost_and_no_row_is_too_wide(text: str, width: int) -> None:
    layout = lay_out(text, width)
    assert layout is not None
    found = rows(layout)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(cell_len(row) <= width for row in found)
    assert list(layout.starts) == sorted(layout.starts)


@given(TEXTS, WIDTHS, st.data())
def test_the_row_of_an_offset_holds_its_character(text: str, width: int, data: st.DataObject) -> None:
    layout = lay_out(text, width)
    offset = data.draw(st.integers(min_value=0, max_value=len(text)))
    assert layout is not None
    start, end = layout.span(layout.row_at(offset))
    assert start <= offset
    if offset < len(text) and not text[offset].isspace():
        assert offset < end


def test_lines_break_between_words_and_at_line_breaks() -> None:
    layout = lay_out("one two three\n\nfour", 8)
    assert layout is not None and rows(layout) == ["one two", "three", "", "four"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    layout = lay_out("abcdefghij kl", 4)
    assert layout is not None and rows(layout) == ["abcd", "efgh", "ij", "kl"]


def test_a_new_page_begins_with_a_rule_also_within_a_line() -> None:
    text = "first page\nsecond page and third"
    layout = lay_out(text, 40, (0, 11, text.index("third")))
    assert layout is not None
    assert layout.rules == {1: 2, 3: 3}
    assert rows(layout) == ["first page", "", "second page and", "", "third"]
    assert layout.row_at(11) == 2 and layout.row_at(text.index("third")) == 4


def test_characters_of_two_cells_are_counted_as_such() -> None:
    layout = lay_out("語" * 6, 5)
    assert layout is not None and rows(layout) == ["語語"] * 3


def test_it_can_be_cut_short() -> None:
    assert lay_out("line\n" * 5000, 10, stopped=lambda: True) is None
