"""The pictures of the docs."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tui.fakes import FakeAssistant
from tui import screenshots


@pytest.mark.parametrize("scene", screenshots.SCENES)
async def test_each_scene_can_be_taken(scene: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.brain.find_models", list)
    svg = await screenshots.take(scene, size=(100, 30), theme="day", make_brain=FakeAssistant)
    shows = {"answer": "87&#160;%", "candidates": "31&#160;%", "translation": "&lt;de&gt;&#160;Two", "help": "Commands"}
    assert shows.get(scene, "dragoman") in svg
    assert "https://" not in svg.replace("https://www.w3.org", "").replace("https://www.textualize.io", "")


def test_no_pictures_of_an_app_without_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tui.brain.find_models", list)
    result = CliRunner().invoke(screenshots.main, ["--out", str(tmp_path / "img")])
    assert result.exit_code == 1 and "dragoman models" in result.output and not (tmp_path / "img").exists()
