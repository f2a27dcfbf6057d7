"""Times of day, found and said again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.text.times import find_said, find_times


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "Let's meet at 8:15 pm.", "Let's meet at 20:15."),
        ("en", "before 11 PM, please", "before 23:00, please"),
        (
            "en",
            "We close at 12:30 am and open at 12 p.m. on Sundays.",
            "We close at 0:30 and open at 12:00 on Sundays.",
        ),
        ("en", "Dinner is at 5.30 p.m.", "Dinner is at 17:30."),
        ("en", "at 5 p.m. Then home.", "at 17:00. Then home."),
        ("en", "from 9 am to 5:30 pm", "from 9:00 to 17:30"),
        ("en", "between 9 and 11 pm", "between 9 and 11 pm"),
        ("en", "9-11pm", "9-11pm"),
        ("en", "I am 13 am", "I am 13 am"),
        ("en", "1.5 pm, 20:15, 7 pmol, 3 amps", "1.5 pm, 20:15, 7 pmol, 3 amps"),
        ("de", "um 15:30 Uhr, ab 19.30 Uhr und bis 20 Uhr", "um 15:30, ab 19:30 und bis 20:00"),
        ("de", "zwei Uhrmacher, 3 Uhren", "zwei Uhrmacher, 3 Uhren"),
        ("fr", "à 20 h, vers 15h30 ou avant 7 h 05", "à 20:00, vers 15:30 ou avant 7:05"),
        ("fr", "Il faut 2 h pour y aller.", "Il faut 2 h pour y aller."),
        ("es", "a las 20:15", "a las 20:15"),
    ],
)
def test_times_are_read_as_a_clock_of_24_hours_shows_them(language: str, text: str, read: str) -> None:
    for start, end, clock in reversed(find_times(text, language)):
        text = text[:start] + clock + text[end:]
    assert text == read


@pytest.mark.parametrize(
    ("clock", "text", "said"),
    [
        ("20:15", "Voyons à 20 h 15.", "20 h 15"),
        ("20:00", "Le magasin ferme à 20 heures.", "20 heures"),
        ("7:05", "um 07 Uhr 05", "07 Uhr 05"),
        ("20:15", "à 20 h", None),
        ("20:00", "à 20 h 30", None),
        ("20:00", "à 120 h", None),
        ("2024", "à 20 h 24", None),
    ],
)
def test_a_time_is_found_in_words(clock: str, text: str, said: str | None) -> None:
    found = find_said(clock, text)
    assert (found and found[0]) == said


@given(st.text(st.sampled_from("0123456789:. apmPM.hUhr,-à"), max_size=30), st.sampled_from(["en", "de", "fr", "es"]))
def test_times_lie_in_order_and_apart(text: str, language: str) -> None:
    places = [place for start, end, _ in find_times(text, language) for place in (start, end)]
    assert places == sorted(places) and all(0 <= place <= len(text) for place in places)
    for _, _, clock in find_times(text, language):
        hour, minutes = map(int, clock.split(":"))
        assert 0 <= hour <= 24 and 0 <= minutes < 60
