"""Lines are joined where the width of the page broke them, and only there."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.documents.lines import CUT, Joiner

STORY = (
    "The bridge was built in 1990 by the people of the town, who had waited for it a long time. It crosses the "
    "river near the old mill and is three hundred metres long, which is more than any other bridge in the land."
)
WRAPPED = textwrap.wrap(STORY, 50)


def test_a_wrapped_paragraph_is_one_line() -> None:
    assert Joiner(WRAPPED).join(WRAPPED) == [STORY]


@given(st.integers(35, 120))
def test_at_any_width(width: int) -> None:
    lines = textwrap.wrap(STORY + " " + STORY, width)
    assert Joiner(lines).join(lines) == [STORY + " " + STORY]


def test_short_lines_keep_their_breaks() -> None:
    address = ["Ann Smith", "12 Mill Lane", "Oldtown"]
    assert Joiner([*WRAPPED, *address]).join(address) == address


def test_items_of_a_list_stay_apart_and_keep_their_tails() -> None:
    lines = ["* the first item, which goes on and on until it", "  wraps", "* the second", "2) the third"]
    assert Joiner(WRAPPED).join(lines) == [
        "* the first item, which goes on and on until it wraps", "* the second", "2) the third",
    ]  # fmt: skip


def test_a_first_line_set_in_begins_a_paragraph() -> None:
    lines = [*WRAPPED, "    " + WRAPPED[0], *WRAPPED[1:]]
    assert Joiner(lines).join(lines) == [STORY, STORY]


def test_one_line_a_paragraph_is_no_wrapped_text() -> None:
    lines = [STORY, STORY, STORY]
    assert Joiner(lines).join(lines) == lines


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("it was inter-", "national law", "it was international law"),
        ("it was an Anglo-", "Saxon law", "it was an Anglo-Saxon law"),
        ("a well-", "known law", "a well-known law"),
        ("die Vor-", "und Nachteile", "die Vor- und Nachteile"),
        ("the years 1990-", "1995 were", "the years 1990- 1995 were"),
        ("it was inter\u00ad", "national", "it was international"),
        ("he said -", "and left", "he said - and left"),
        ("it rained", "all day", "it rained all day"),
    ],
)
def test_leading_from_line_to_line(before: str, after: str, joined: str) -> None:
    assert Joiner([]).lead(before, after) + after == joined


def test_the_text_itself_tells_how_a_word_is_spelt() -> None:
    apart = Joiner(["we co-operate in the co-operative", "they reform"])
    assert apart.lead("they co-", "operate") == "they co-"
    assert apart.lead("they re-", "form") == "they re"
    assert apart.mend(f"they co{CUT}operate and re{CUT}form") == "they co-operate and reform"
    assert apart.mend(f"Vor{CUT}und Nachteile, Anglo{CUT}Saxon") == "Vor- und Nachteile, Anglo-Saxon"


@given(st.lists(st.text(st.sampled_from("ab-1 .\u00ad"), max_size=30), max_size=12))
def test_nothing_but_hyphens_and_spaces_changes(lines: list[str]) -> None:
    joined = Joiner([*lines, *WRAPPED]).join(lines)

    def letters(texts: list[str]) -> str:
        return "".join(character for text in texts for character in text if character not in "- \u00ad")

    assert letters(joined) == letters(lines)
