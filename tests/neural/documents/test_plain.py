"""Plain text: paragraphs, headings, lists and code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.documents.plain import plain_blocks

PROSE = "The bridge was built in 1990 by the people\nof the town, who had waited for it so long.\n"


def kinds(text: str, *, verbatim: bool = False) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in plain_blocks(text, verbatim=verbatim)]


def test_paragraphs_are_parted_by_blank_lines_and_unwrapped() -> None:
    flat = " ".join(PROSE.split())
    assert kinds(f"{PROSE}\n \t\n\r\n{PROSE}") == [("prose", flat), ("prose", flat)]


@pytest.mark.parametrize(
    "heading",
    [
        "THE OLD BRIDGE",
        "Chapter 3: The Siege",
        "KAPITEL 1",
        "2.1 Of the town",
        "1. Introduction",
        "Introduction\n============",
    ],
)
def test_headings(heading: str) -> None:
    assert kinds(f"{heading}\n\n{PROSE}")[0] == ("heading", heading.split("\n")[0])


@pytest.mark.parametrize(
    "line",
    ["Dear Ann,", "It was late.", "OK.", "1990 was a good year for the town.", "3 of them left",
     "Part of the town fell", "WE REGRET TO SAY THAT NOTHING AT ALL CAN BE DONE ABOUT IT NOW"],
)  # fmt: skip
def test_short_lines_that_are_no_headings(line: str) -> None:
    assert kinds(f"{line}\n\n{PROSE}")[0] == ("prose", line)


def test_items_of_a_list_lose_their_marks() -> None:
    blocks = list(plain_blocks(f"{PROSE}\nBring these:\n- bread\n* wine\n"))
    assert [(block.kind, block.prefix, block.text) for block in blocks[1:]] == [
        ("prose", "", "Bring these:"),
        ("item", "• ", "bread"),
        ("item", "• ", "wine"),
    ]


def test_code_keeps_its_lines() -> None:
    code = "def f(x):\n    return x;\nimport os"
    assert kinds(f"{PROSE}\n{code}\n")[1] == ("verbatim", code)
    table = "name,age\nAnn,30\n\nBob,31"
    assert kinds(table, verbatim=True) == [("verbatim", "name,age\nAnn,30"), ("verbatim", "Bob,31")]


@given(st.text(st.sampled_from("aB1. \n\t=-")))
def test_no_word_is_lost(text: str) -> None:
    def letters(texts: list[str]) -> str:
        return "".join(character for each in texts for character in each if character.isalnum())

    assert letters([block.text for block in plain_blocks(text)]) == letters([text])
