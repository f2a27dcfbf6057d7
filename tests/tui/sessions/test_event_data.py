"""Events as plain data for the store."""

from __future__ import annotations

import json

import pytest

from neural.block_diagonal import BlockDiagonal
from neural.events import Event
from tests.neural.test_events import translation
from tests.tui.fakes import FOUND, HOP, answer, silence
from tui.sessions.event_data import from_data, to_data


@pytest.mark.parametrize("event", [translation(), HOP, answer("Who?"), silence("Who?"), FOUND[0]], ids=repr)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert from_data(type(event).__name__, json.loads(json.dumps(to_data(event)))) == event


def test_a_long_line_takes_no_more_room_than_its_sentences() -> None:
    blocks = BlockDiagonal([((0.123457, 0.5),)] * 100, [2] * 100)
    kept = to_data(translation().__class__(**vars(translation()) | {"attention": blocks}))["attention"]
    assert kept["blocks"][0] == [(0.123457, 0.5)] and len(json.dumps(kept)) < 100 * 40


def test_whole_matrices_that_older_versions_kept_are_read() -> None:
    assert from_data("Translation", json.loads(json.dumps(translation().to_json()))) == translation()


@pytest.mark.parametrize("data", [{}, {"attention": {"blocks": "?"}}, {"attention": {"blocks": "?", "widths": 1}}])
def test_what_another_version_wrote_is_passed_over(data: dict[str, object]) -> None:
    assert from_data("Translation", data) is None
    assert from_data("Surprise", data) is None and from_data("Any", data) is None
