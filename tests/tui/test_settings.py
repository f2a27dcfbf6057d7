"""Settings: read whatever the file holds, written without losing what is in it, changed on a screen."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from textual.widgets import Input, Select

from neural.errors import DragomanError
from tests.tui.conftest import Harness, send, until
from tests.tui.fakes import FakeAssistant
from tui.screens.settings import KeyButton, PressKey, SettingsScreen, Toggle
from tui.settings import TABLE, Settings, SettingsFile, problem, template
from tui.widgets.bars import StatusBar

SIZE = (80, 24)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def written(path: Path, text: str) -> SettingsFile:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return SettingsFile(path).load()


def test_without_a_file_all_defaults_hold(path: Path) -> None:
    file = SettingsFile(path).load()
    assert file.settings == Settings() and file.problems == [] and not path.exists()


def test_the_first_file_explains_every_setting_and_means_the_defaults(path: Path) -> None:
    file = written(path, template())
    assert file.settings == Settings() and file.problems == []
    for entry in TABLE:
        assert f"# {entry.metadata['help']}" in template() and f"\n{entry.name} = " in template()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "width = 3",
            "settings.toml, line 1: width must be a whole number from 40 to 400; until it is mended, 104 holds",
        ),
        ("\nwidth = true", "settings.toml, line 2: width must be a whole number from 40 to 400"),
        ('mouse = "yes"', "settings.toml, line 1: mouse must be true or false"),
        ("theme = 7", "settings.toml, line 1: theme must be a text in quotes"),
        ('languages = "en"', "settings.toml, line 1: languages must be two languages like auto>de"),
        ('# first\n\nthem = "day"', "settings.toml, line 3: there is no setting called them; did you mean theme?"),
        ("width = = 3", "settings.toml is not valid TOML: Invalid value (at line 1, column 9); mend that line"),
        ("keys = 3", "settings.toml, line 1: keys must be a table"),
        ("[keys]\ncopy = 2", "settings.toml, line 2: the keys must be a text"),
        ('[keys]\nfly = "f3"', "settings.toml, line 2: there is no action called fly"),
        (
            '[keys]\ncopy = "a"',
            "settings.toml, line 2: A writes a character, so it can't be copy; add ctrl or alt to it",
        ),
        ('[keys]\ncopy = "hyperspace"', "settings.toml, line 2: there is no key called hyperspace"),
        ('[keys]\ncopy = "tab"', "settings.toml, line 2: Tab always is complete; give copy another key"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_default_holds(path: Path, text: str, told: str) -> None:
    file = written(path, text)
    assert file.settings == Settings()
    assert len(file.problems) == 1 and file.problems[0].startswith(told) and "\n" not in file.problems[0]


def test_a_bad_line_does_not_take_the_good_ones_with_it(path: Path) -> None:
    file = written(path, 'width = 1\ntheme = "day"\n[keys]\ncopy = "f7"\nfly = "f3"')
    assert file.settings == Settings(theme="day", keys={"copy": "f7"}) and len(file.problems) == 2


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode(errors="ignore")))
def test_reading_never_fails(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    file = SettingsFile(path).load()
    for entry in TABLE:
        assert problem(entry.name, getattr(file.settings, entry.name)) is None


def test_saving_keeps_comments_and_what_it_does_not_know(path: Path) -> None:
    file = written(path, '# mine\nfuture = "kept"  # why\n\ntheme = "night" # dark\n[keys]\n# copy it\ncopy = "f7"\n')
    file.change(theme="day", width=120, keys={"more": "f8"})
    file.save("theme", "width", "keys")
    text = path.read_text(encoding="utf-8")
    for kept in ("# mine", 'future = "kept"  # why', 'theme = "day" # dark', "# copy it"):
        assert kept in text
    data = tomllib.loads(text)
    assert data["width"] == 120 and data["keys"] == {"more": "f8"}
    again = SettingsFile(path).load()
    assert again.settings == file.settings and len(again.problems) == 1  # future


def test_saving_takes_up_what_another_window_saved(path: Path) -> None:
    one, other = SettingsFile(path).load(), SettingsFile(path).load()
    one.change(width=120)
    one.save("width")
    other.change(theme="day")
    other.save("theme")
    assert SettingsFile(path).load().settings == Settings(width=120, theme="day")


def test_a_broken_file_is_never_overwritten(path: Path) -> None:
    file = written(path, "width = = 3  # precious")
    file.change(width=50)
    with pytest.raises(DragomanError, match="not valid TOML"):
        file.save("width")
    assert path.read_text(encoding="utf-8") == "width = = 3  # precious"


def test_saving_leaves_nothing_half_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(path, 'theme = "night"\n')

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    file.change(theme="day")
    with pytest.raises(DragomanError, match="No space left on device"):
        file.save("theme")
    assert path.read_text(encoding="utf-8") == 'theme = "night"\n' and list(path.parent.iterdir()) == [path]


async def test_the_theme_is_remembered_whichever_way_it_is_chosen(fake: FakeAssistant, path: Path) -> None:
    app = Harness(fake, settings_file=SettingsFile(path).load(), theme="auto")
    async with app.run_test(size=SIZE) as pilot:
        assert app.theme == "night"
        await send(pilot, "/theme day")
        await until(lambda: path.exists() and SettingsFile(path).load().settings.theme == "day")
        app.theme = "nord"  # as Textual's own list does
        await until(lambda: SettingsFile(path).load().settings.theme == "nord")
    again = Harness(fake, settings_file=SettingsFile(path).load(), theme=None)
    assert again.theme == "nord"


async def test_a_theme_for_this_time_is_not_remembered(fake: FakeAssistant, path: Path) -> None:
    app = Harness(fake, settings_file=SettingsFile(path).load(), theme="day")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete([w for w in app.workers if w.group == "settings"])
    assert not path.exists()


async def test_what_was_wrong_is_told_on_the_screen(fake: FakeAssistant, path: Path) -> None:
    app = Harness(fake, settings_file=written(path, "width = 1"), theme="night")
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: [note.message for note in app._notifications])
        assert "width must be" in next(iter(app._notifications)).message
        await send(pilot, "/settings")
        await until(lambda: isinstance(app.screen, SettingsScreen))
        assert "width must be" in str(app.screen.query(".problem").first().render())  # type: ignore[attr-defined]


async def test_the_screen_changes_every_kind_of_setting_by_keyboard(fake: FakeAssistant, path: Path) -> None:
    app = Harness(fake, settings_file=SettingsFile(path).load(), theme=None)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen) and isinstance(app.focused, Select)
        await pilot.press("enter", "down", "down", "enter")
        await until(lambda: app.theme == "day")
        await pilot.press("down")  # to the next row, not into the list again
        assert app.theme == "day" and not app.screen.query_one(Select).expanded
        await pilot.press("end", *["backspace"] * 3, "8", "0", "enter")
        assert app.settings.width == 80
        await pilot.press("tab", "enter")
        assert app.settings.reduced_motion and not app.chat.query_one(StatusBar).animated
        languages, runs = list(app.screen.query(Input))[-2:]
        languages.focus()
        await pilot.press("end", *["backspace"] * 7, *"fr>en", "enter")
        assert app.settings.languages == "fr>en"
        runs.focus()
        await pilot.press("end", *"/mine", "enter")
        assert app.settings.runs == "runs/mine" == app.chat.controller.runs_folder
        await pilot.press("escape")
        assert app.screen is app.chat and app.chat.query_one("#prompt").region.width == 80
        await until(lambda: SettingsFile(path).load().settings == app.settings)


async def test_a_bad_value_is_refused_with_a_word_about_it(fake: FakeAssistant) -> None:
    app = Harness(fake)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("f9")
        await pilot.pause()
        field = app.screen.query(Input).first()
        field.focus()
        field.value = "9"
        await pilot.press("enter")
        assert app.settings.width == 104 and field.value == "104"
        assert any("width must be" in note.message for note in app._notifications)


async def test_the_screen_works_by_mouse(fake: FakeAssistant) -> None:
    app = Harness(fake)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("f9")
        await pilot.pause()
        assert app.settings.warm
        await pilot.click(next(toggle for toggle in app.screen.query(Toggle) if toggle.name == "warm"))
        await pilot.pause()
        assert not app.settings.warm
        await pilot.click(next(button for button in app.screen.query(KeyButton) if button.action_name == "copy"))
        await until(lambda: isinstance(app.screen, PressKey))
        await pilot.press("ctrl+y")
        await until(lambda: isinstance(app.screen, SettingsScreen))
        assert app.settings.keys == {"copy": "ctrl+y"}
