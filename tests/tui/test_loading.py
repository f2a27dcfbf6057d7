"""Models load beside the screen, and files come in however a terminal hands them over."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.tui.conftest import MODELS, Memory, send, settled, until
from tests.tui.fakes import FakeAssistant
from tui import paths
from tui.app import DragomanApp
from tui.loading import uncollected
from tui.settings import SettingsFile


async def test_models_load_after_the_first_paint_and_typing_goes_on() -> None:
    fake = FakeAssistant()
    gate = fake.gate("warm")
    app = DragomanApp(make_brain=lambda: fake, models=lambda: MODELS, history=Memory(), theme="night", warm=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(gate.reached.is_set)
        await pilot.press("h", "i")
        assert app.chat.query_one("#prompt").text == "hi"  # type: ignore[attr-defined]
        assert not app.chat.controller.session.entries  # nobody is told of it
        app.chat.controller.send("/translate en>de one")
        gate.opened.set()
        await until(lambda: not app.chat.controller.session.pending())
        assert fake.warmed == (None, "de") and fake.calls == [("translate", "one")]


async def test_the_translator_of_the_pair_in_use_is_the_one_made_ready(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('languages = "fr>en"\n', encoding="utf-8")
    fake, settings = FakeAssistant(), SettingsFile(tmp_path / "settings.toml").load()
    app = DragomanApp(
        make_brain=lambda: fake, models=lambda: MODELS, history=Memory(), settings_file=settings, warm=True
    )
    async with app.run_test(size=(80, 24)):
        await until(lambda: fake.warmed)
        assert fake.warmed == ("fr", "en")


async def test_without_the_setting_nothing_loads(app: DragomanApp, fake: FakeAssistant) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        assert not fake.warmed


def test_the_collector_rests_while_models_load_and_is_on_again_after_it() -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), uncollected():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()
    gc.unfreeze()


def test_files_as_terminals_and_desktops_hand_them_over(tmp_path: Path) -> None:
    plain, spaced = tmp_path / "a.txt", tmp_path / "two words (1) é.pdf"
    for path in (plain, spaced):
        path.touch()
    escaped = str(spaced).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    for pasted in (
        str(spaced),
        f"'{spaced}'",
        f'"{spaced}"',
        escaped,
        spaced.as_uri(),
        f"'{spaced.as_uri()}'",
        f"{escaped} ",
    ):
        assert paths.dropped(pasted) == [spaced], pasted
    for pasted in (f"{plain} '{spaced}'", f"{plain}\n{spaced}\n", f"{plain.as_uri()}\r\n{spaced.as_uri()}\r\n"):
        assert paths.dropped(pasted) == [plain, spaced], pasted
    for pasted in ("a.txt", f"see {plain}", f"{plain} and more", "C:\\nowhere\\a.txt", "/", "file://", "'"):
        assert paths.dropped(pasted) == [], pasted
