from __future__ import annotations

import pytest

from neural.reading.question_form import fits, is_courtesy, is_yes_no, question_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who built it?", "who"),
        ("In what year was it built?", "when"),
        ("Which city has a mill?", "where"),
        ("How many arches has it?", "how many"),
        ("how did it burn", "how"),
        ("Name the miller.", "other"),
    ],
)
def test_kinds(question: str, kind: str) -> None:
    assert question_kind(question) == kind


def test_looks_of_answers() -> None:
    assert fits("When was it built?", "in 1712") == 1 and fits("When was it built?", "rye") == -1
    assert fits("Who built it?", "Greta Holm") == 1 and fits("How many arches?", "three") == 1
    assert fits("Why did it burn?", "dry straw") == 0


@pytest.mark.parametrize(
    "question", ["Is it old?", "and did she paint it?", "can cats swim", "Wasn't it built in 1712?"]
)
def test_yes_or_no(question: str) -> None:
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question", ["Is it red or green?", "Who is it?", "What does it do?", "Is who there?", "Island?", "", "Canada?"]
)
def test_not_yes_or_no(question: str) -> None:
    assert not is_yes_no(question)


@pytest.mark.parametrize(
    ("text", "nothing_asked"),
    [
        ("Thanks!", True),
        ("OK, thank you very much.", True),
        ("hello", True),
        ("Good morning!", True),
        ("Danke", True),
        ("", False),
        ("Thanks to whom?", False),
        ("OK, and when did he die?", False),
        ("Why is it good?", False),
    ],
)
def test_courtesies_ask_nothing(text: str, nothing_asked: bool) -> None:
    assert is_courtesy(text) is nothing_asked
