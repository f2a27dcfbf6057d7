from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neural.errors import DragomanError


@given(st.text(), st.text(), st.text())
def test_an_error_is_always_one_line(what: str, why: str, remedy: str) -> None:
    assert len(str(DragomanError(what, why, remedy)).splitlines()) <= 1


def test_it_names_the_thing_the_cause_and_the_way_out() -> None:
    assert str(DragomanError("a.pdf", "it is empty", "choose another")) == "a.pdf: it is empty; choose another"
    assert str(DragomanError("a.pdf", "it is empty")) == "a.pdf: it is empty"
