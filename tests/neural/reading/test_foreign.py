from __future__ import annotations

import pytest

from neural.reading.foreign import carry_over, needs_translation, question_language, survived


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When did he die?", "en"),
        ("capital of France", "en"),
        ("Who was Köprülü Fazıl Ahmed Pasha?", "en"),
        ("who wrote Les Misérables?", "en"),
        ("What did Die Zeit write?", "en"),
        ("when was die hard released", "en"),
        ("Los Angeles population", "en"),
        ("Nikousios?", "en"),
        ("1712?", "en"),
        ("Wann starb Nikousios?", "de"),
        ("Was ist das?", "de"),
        ("warum?", "de"),
        ("wie alt ist die Mühle", "de"),
        ("Quand est mort Nikousios ?", "fr"),
        ("Où est Vienne?", "fr"),
        ("combien d'arches a le pont", "fr"),
        ("¿Quién fundó la academia?", "es"),
        ("Cuando murio Nikousios", "es"),
    ],
)
def test_languages_of_questions(question: str, language: str) -> None:
    assert question_language(question) == language


def test_names_and_numbers_that_were_lost_are_carried_over() -> None:
    known = {"Nikousios", "1673"}.__contains__
    assert carry_over("Starb Nikousios 1673 in Padua?", "Did he die in Padua?", known) == (
        "Did he die in Padua (Nikousios, 1673)?"
    )
    assert carry_over("Wann starb Nikousios?", "When did Nikousios die?", known) == "When did Nikousios die?"


def test_only_common_words_are_translated() -> None:
    assert not any(
        needs_translation(answer) for answer in ("1754", "Maria Theresa", "9 km", "Joachim Strasz of Poland")
    )
    assert needs_translation("a physician") and needs_translation("green and white")


def test_a_translation_that_harms_is_refused() -> None:
    assert survived("nine metres", "neun Meter") and survived("The king", "Der König")
    assert survived("a mill from Varnby", "eine Mühle aus Varnby")
    assert not survived("a mill from Varnby", "eine Mühle aus Warnbach")
    assert not survived("in 1754", "im Jahr 1745") and not survived("rye", "  ")
