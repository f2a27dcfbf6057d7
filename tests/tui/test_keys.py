"""Keys that users choose themselves."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.conftest import Harness, send, settled
from tests.tui.fakes import FakeAssistant
from tui.keys import KEYS, Keymap, check, show, split
from tui.screens.help import HelpScreen
from tui.settings import Settings, SettingsFile
from tui.widgets.bars import StatusBar

NAMES = [key.name for key in KEYS if not key.fixed]


def with_keys(fake: FakeAssistant, **keys: str) -> Harness:
    file = SettingsFile()
    file.settings = Settings(keys=keys)
    return Harness(fake, settings_file=file)


def test_no_key_has_two_meanings_and_no_name_two_entries() -> None:
    assert not [key for key, times in Counter(k for key in KEYS for k in split(key.keys)).items() if times > 1]
    assert len({key.name for key in KEYS}) == len(KEYS)
    assert all(check(key.name, key.keys) is None for key in KEYS if not key.fixed)


def test_keys_are_shown_as_they_are_printed_on_keyboards() -> None:
    assert [show(key) for key in ("f2", "ctrl+o", "escape", "shift+pageup", "question_mark", "N", "n")] == [
        "F2",
        "Ctrl+O",
        "Esc",
        "Shift+Page Up",
        "?",
        "Shift+N",
        "N",
    ]


@given(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", "f5", "f6, f7", "ctrl+o", "ctrl+t", "f1", "enter"]))
)
def test_whatever_is_chosen_a_key_does_one_thing_and_every_loss_is_told(chosen: dict[str, str]) -> None:
    keymap = Keymap(chosen)
    held = Counter(key for name in {key.name for key in KEYS} for key in keymap.keys(name))
    assert all(times == 1 for times in held.values())
    told = " ".join(keymap.problems)
    for name in NAMES:
        if not keymap.keys(name) and chosen.get(name) != "":
            assert name in told


async def test_a_chosen_key_does_it_and_the_old_one_no_longer(fake: FakeAssistant) -> None:
    app = with_keys(fake, help="ctrl+g", more="f1")
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "Who?")
        await settled(pilot)
        assert "F1" in app.shown  # the hint at the candidates
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen is app.chat and "Alexander" in app.shown
        hints = " ".join(str(static.render()) for static in app.chat.query_one(StatusBar).query("Static"))
        assert "Ctrl+G help" in hints
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        shown = "\n".join(str(static.render()) for static in app.screen.query("Static"))
        assert "Ctrl+G" in shown


async def test_enter_may_begin_a_new_line(fake: FakeAssistant) -> None:
    app = with_keys(fake, send="ctrl+s", newline="enter")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"/translate a", "enter", "b")
        assert app.prompt.text == "/translate a\nb"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert app.fake.calls == [("translate", "a\nb")]


async def test_an_action_without_a_key_is_still_there_as_a_command(fake: FakeAssistant) -> None:
    app = with_keys(fake, help="", quit="")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1", "ctrl+q")
        await pilot.pause()
        assert app.screen is app.chat and app.return_code is None
        await send(pilot, "/help")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize(
    ("name", "keys", "told"),
    [
        ("copy", "ctrl+t,f12", None),
        ("copy", "", None),
        ("copy", "alt+c", None),
        ("copy", "x", "X writes a character"),
        ("copy", "space", "writes a character"),
        ("copy", "nokey", "there is no key called nokey"),
        ("copy", "fast+c", "there is no key called fast+c"),
        ("recall", "f5", "can't be changed"),
        ("nothing", "f5", "there is no action called nothing"),
    ],
)
def test_keys_that_can_not_be_are_refused_in_words(name: str, keys: str, told: str | None) -> None:
    found = check(name, keys)
    assert found is None if told is None else found is not None and told in found
