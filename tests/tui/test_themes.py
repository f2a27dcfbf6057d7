"""Colours: the user's own, light and dark by the terminal, none at all, and legible in each."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tests.tui.conftest import Harness, send
from tests.tui.fakes import FakeAssistant
from tui import themes
from tui.background import Background, luminance
from tui.widgets.completions import Completions

OURS = (themes.NIGHT, themes.DAY)
GOOD = 'primary = "#3aa0c8"\nbackground = "#0b1a24"\nforeground = "#d5e4ea"\n'


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_our_themes_are_legible(theme: themes.Theme) -> None:
    """Contrast as WCAG 2 defines it: 4.5 for text, also where it is quiet; 3 for marks and for labels on a bar."""
    for ground in (theme.background, theme.surface, theme.panel):
        assert contrast(theme.foreground, ground) >= 7
        quiet = Color.parse(ground or "").blend(Color.parse(theme.foreground or ""), 0.65).hex
        assert contrast(quiet, ground) >= (4.5 if ground == theme.background else 3)
        for mark in (theme.accent, theme.success, theme.warning, theme.error):
            assert contrast(mark, ground) >= 3


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_sixteen_colours_keep_text_apart_from_its_ground(theme: themes.Theme) -> None:
    for ground in (theme.background, theme.surface, theme.panel):
        for text in (theme.foreground, theme.accent, theme.success, theme.warning, theme.error):
            assert sixteen(text) != sixteen(ground)
        quiet = Color.parse(ground or "").blend(Color.parse(theme.foreground or ""), 0.65).hex
        assert sixteen(quiet) != sixteen(ground)


@pytest.mark.parametrize("name", sorted(BUILTIN_THEMES))
async def test_every_theme_can_be_chosen(fake: FakeAssistant, name: str) -> None:
    app = Harness(fake)
    async with app.run_test(size=(60, 15)) as pilot:
        await send(pilot, f"/theme {name}")
        assert app.theme == name and app.prompt.has_focus


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light", "night", "day"])
async def test_without_colours_nothing_is_black_on_black(
    fake: FakeAssistant, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Harness(fake)
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, f"/theme {name}")
        await send(pilot, "/docs")
        await pilot.pause()
        for y, strip in enumerate(app.screen._compositor.render_strips()):
            for segment in strip.apply_filter(app._filters[-1], Color.parse("black")):
                style = segment.style
                if segment.text.strip() and style is not None and style.color and style.bgcolor:
                    assert style.color.is_default or style.color != style.bgcolor, (y, segment.text)


def test_own_themes_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "sea.toml").write_text(GOOD + "dark = true\n")
    [sea], problems = themes.own(tmp_path)
    assert (sea.name, sea.primary, sea.dark, problems) == ("sea", "#3aa0c8", True, [])
    assert themes.own(tmp_path / "nowhere") == ([], [])


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("sea", 'primary = "#3aa0c8"', "it has no background; add a line like"),
        ("sea", GOOD + 'accent = "blueish"', 'accent = "blueish" is no colour'),
        ("sea", GOOD + 'shine = "#fff"', "there is no shine in a theme"),
        ("sea", GOOD + 'dark = "yes"', "dark must be true or false"),
        ("sea", "primary = = 3", "Invalid value (at line 1"),
        ("night", GOOD, "there is a theme called night already"),
    ],
)
def test_a_theme_that_is_wrong_is_left_out_in_words(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / f"{name}.toml").write_text(text)
    found, [problem] = themes.own(tmp_path)
    assert found == [] and problem.startswith(f"theme {name}.toml is left out: ") and told in problem


async def test_an_own_theme_is_one_of_the_list(fake: FakeAssistant, tmp_path: Path) -> None:
    (tmp_path / "sea.toml").write_text(GOOD)
    app = Harness(fake, own_themes=themes.own(tmp_path)[0])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"/theme se", "enter")
        await pilot.pause()
        assert app.theme == "sea"


@pytest.mark.parametrize(
    ("light", "chosen", "used"),
    [(True, "auto", "day"), (False, "auto", "night"), (None, "auto", "night"), (True, "night", "night")],
)
def test_auto_follows_the_terminal(light: bool | None, chosen: str, used: str) -> None:
    assert themes.resolve(chosen, light=light) == used


def test_how_bright_a_terminal_says_it_is() -> None:
    assert luminance(b"ffff", b"ffff", b"ffff") == pytest.approx(1)
    assert luminance(b"15", b"18", b"1d") < 0.1 < 0.9 < luminance(b"fa", b"f6", b"ee")


@pytest.mark.parametrize(("value", "light"), [("0;15", True), ("15;0", False), ("0;default;7", True), ("", None)])
def test_without_a_terminal_the_environment_may_tell(value: str, light: bool | None) -> None:
    assert Background({"COLORFGBG": value, "TERM": "dumb"}).is_light() is light


@pytest.mark.parametrize("size", [(60, 15), (300, 80)])
async def test_small_and_very_wide_screens_hold_together(fake: FakeAssistant, size: tuple[int, int]) -> None:
    app = Harness(fake)
    async with app.run_test(size=size) as pilot:
        for text in ("/open /docs/porte.txt", "Who?", "/translate en>de Good morning"):
            await send(pilot, text)
        for key in ("f1", "f9"):
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is not app.chat
            await pilot.press("escape")
            await pilot.pause()
        prompt = app.prompt.region
        assert prompt.right <= size[0] and prompt.bottom <= size[1] and prompt.width >= min(size[0] - 4, 100)


def contrast(one: str | None, other: str | None) -> float:
    lighter, darker = sorted((_relative(one or ""), _relative(other or "")), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _relative(colour: str) -> float:
    parts = [part / 255 for part in Color.parse(colour).rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def sixteen(colour: str | None) -> int | None:
    return Color.parse(colour or "").rich_color.downgrade(ColorSystem.STANDARD).number


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
@pytest.mark.parametrize("no_color", ["", "1"])
async def test_in_the_colours_of_the_terminal_a_marked_row_and_a_span_can_be_told(
    theme: str, no_color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    app = Harness(FakeAssistant(), theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("/")
        await pilot.pause()
        marked, other = (app.chat.query_one(Completions).render_line(y)._segments[0].style for y in (0, 1))
        assert marked is not None and other is not None
        assert marked.bold and marked.underline and not other.underline
        variables = app.get_css_variables()
        assert variables["lit"] != variables["lit-ground"]
