"""Running heads and page numbers go; what only looks like them stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from neural.documents.furniture import without_furniture


def never(page: int, line: str) -> bool:
    return False


def cleaned(make: Callable[[int], list[str]], count: int = 6) -> dict[int, list[str]]:
    return without_furniture({number: make(number) for number in range(1, count + 1)}, never)


@pytest.mark.parametrize("number", ["{}", "- {} -", "Page {}", "{} / 9", "Seite {} von 9", "[{}]"])
@pytest.mark.parametrize("ahead", [0, 11])
def test_page_numbers(number: str, ahead: int) -> None:
    kept = cleaned(lambda page: ["a" * page, "b" * page, number.format(page + ahead)])
    assert kept == {page: ["a" * page, "b" * page] for page in range(1, 7)}


def test_roman_numbers_go_with_the_others() -> None:
    pages = {1: ["Preface", "iv"], 2: ["One", "1"], 3: ["Two", "2"]}
    assert without_furniture(pages, never) == {1: ["Preface"], 2: ["One"], 3: ["Two"]}


def test_numbers_that_do_not_count_pages_stay() -> None:
    years = ["1914", "1939", "1945", "1989", "1990", "2001"]
    assert cleaned(lambda page: ["a" * page, years[page - 1]]) == {
        page: ["a" * page, years[page - 1]] for page in range(1, 7)
    }


def test_a_running_head_stays_once() -> None:
    kept = cleaned(lambda page: ["The  History", f"text {'abcdef'[page - 1]}", "more", "words"])
    assert kept[1][0] == "The  History"
    assert all("The  History" not in kept[page] for page in range(2, 7))
    assert all(f"text {'abcdef'[page - 1]}" in kept[page] for page in kept)


def test_repeated_lines_inside_pages_and_on_few_pages_stay() -> None:
    def make(page: int) -> list[str]:
        return [
            f"top {'abcdef'[page - 1]}",
            "second " + "abcdef"[page - 1],
            "Refrain.",
            *"wxyz"[: page - 1],
            "e" * page,
            "f" * page,
        ]

    assert cleaned(make) == {page: make(page) for page in range(1, 7)}
    assert cleaned(lambda page: ["Same."], count=2) == {1: ["Same."], 2: ["Same."]}


def test_numbered_questions_stay_and_headings_always_do() -> None:
    assert cleaned(lambda page: [f"Question {page}", "a" * page, "b" * page, "c" * page]) == {
        page: [f"Question {page}", "a" * page, "b" * page, "c" * page] for page in range(1, 7)
    }
    pages = {page: ["Results", "x" * page] for page in range(1, 6)}
    assert without_furniture(pages, lambda page, line: line == "Results") == pages
