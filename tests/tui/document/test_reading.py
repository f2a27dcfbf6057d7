"""What is found, lit and listed in a document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neural.documents.document import Document, Heading
from tests.tui.fakes import document
from tui.document.reading import MATCHES_MOST, Mark, Reading, match_after, search, section_at, sections


def headed() -> Document:
    text = "ONE\n\nFirst.\n\nTwo\n\nSecond."
    outline = (Heading(title="ONE", level=2, start=0), Heading(title="Two", level=3, start=13))
    return Document(name="a", path="/a", text=text, sentences=(), digest="", outline=outline)


def test_search_minds_neither_case_nor_line_breaks() -> None:
    assert search("The Grand\nDragoman, the grand  dragoman", "grand dragoman") == [(4, 18), (24, 39)]
    assert search("a.b axb", "a.b") == [(0, 3)]
    assert search("text", "  ") == [] == search("text", "nothing")


def test_a_search_for_everything_ends() -> None:
    assert len(search("e" * (MATCHES_MOST + 10), "e")) == MATCHES_MOST


@given(st.lists(st.integers(0, 100), min_size=1, unique=True).map(sorted), st.integers(0, 120))
def test_the_match_after_a_place_is_the_next_one_around_the_end(starts: list[int], offset: int) -> None:
    found = starts[match_after([(start, start + 1) for start in starts], offset)]
    later = [start for start in starts if start >= offset]
    assert found == (min(later) if later else starts[0])


def test_sections_are_headings_from_the_highest_level_down_else_pages() -> None:
    assert [(section.title, section.level) for section in sections(headed())] == [("ONE", 1), ("Two", 2)]
    found = sections(document())
    assert [section.page for section in found] == [1, 2] and found[1].title.startswith("Alexander Mavrocordatos")
    assert section_at(found, found[1].start) == 1 and section_at(found, 3) == 0
    assert section_at([], 3) is None


def test_headings_and_what_is_lit_are_marked() -> None:
    reading = Reading(document=headed(), sentence=(5, 11), span=(5, 10))
    assert list(reading.marks_within(0, 3)) == [Mark("heading", 0, 3)]
    assert list(reading.marks_within(5, 11)) == [Mark("sentence", 5, 11), Mark("span", 5, 10)]
    assert list(reading.marks_within(18, 25)) == []
