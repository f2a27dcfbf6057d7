"""The pages of docs/learn: every command in them works, and every link and picture is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.scripts.learn.running import LESSONS, picture_size, run_lesson

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "docs" / "learn").glob("*.md"))
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _commands() -> list[str]:
    found = [line for page in PAGES for block in _SHELL.findall(page.read_text(encoding="utf-8"))
             for line in block.splitlines()]  # fmt: skip
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("command", _commands())
def test_every_command_works(command: str, tmp_path: Path) -> None:
    """The command as it stands, with settings so small that it is over at once."""
    program, flag, module, *arguments = shlex.split(command)
    assert (program, flag) == (".venv/bin/python", "-m") and module.startswith("scripts.learn.")
    lesson = module.removeprefix("scripts.learn.")
    small = ["--preset", "tiny", "--out", str(tmp_path)]
    if lesson not in ("tokens", "gradients"):
        small += ["--steps", "3"]
    assert "picture: " in run_lesson(lesson, *arguments, *small)


def test_every_lesson_has_a_command_and_every_page_a_picture() -> None:
    commands = " ".join(_commands())
    assert all(f"scripts.learn.{lesson}" in commands for lesson in LESSONS)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert page.name == "README.md" or ("](img/" in text and _SHELL.search(text)), page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in _LINK.findall(text) if not link.startswith("https://")]
    assert links
    for link in links:
        assert (page.parent / link.partition("#")[0]).exists(), f"{page.name}: {link}"
    for name in re.findall(r"\[`(\w+)`\]\(([^)]+\.py)\)", text):
        code = (page.parent / name[1]).read_text(encoding="utf-8")
        assert re.search(rf"^\s*(def|class) {name[0]}\b", code, re.MULTILINE), f"{page.name}: no {name[0]} in {name[1]}"


def test_pictures_are_small_and_all_in_use() -> None:
    used = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = sorted((ROOT / "docs" / "learn" / "img").iterdir())
    assert pictures
    for path in pictures:
        width, height = picture_size(path)
        assert 800 < width < 2000 and 300 < height < 1200
        assert path.stat().st_size < 150_000 and f"img/{path.name}" in used
