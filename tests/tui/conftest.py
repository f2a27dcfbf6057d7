"""An app over a scripted assistant, and the patience to wait for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.theme import Theme
from textual.widgets import Static

from neural.training.catalogue import ModelInfo
from tests.tui.fakes import FakeAssistant
from tui.app import DragomanApp
from tui.history import JsonLinesHistory
from tui.settings import SettingsFile
from tui.transcript import Entry
from tui.widgets.entry import EntryView
from tui.widgets.prompt import Prompt

MODELS = [
    ModelInfo(name="reader", kind="reader", path=Path("reader")),
    ModelInfo(name="de-en", kind="translator", languages=("de", "en"), path=Path("de-en")),
    ModelInfo(name="en-de", kind="translator", languages=("en", "de"), path=Path("en-de")),
]


class Memory:
    """A history that writes nothing to disk; `error` makes each append fail."""

    def __init__(self, entries: list[str] | None = None) -> None:
        self.kept = list(entries or [])
        self.error: OSError | None = None

    def entries(self) -> list[str]:
        return list(self.kept)

    def append(self, text: str) -> None:
        if self.error is not None:
            raise self.error
        self.kept.append(text)


class Harness(DragomanApp):
    """The app, still and with nothing of this computer in it."""

    def __init__(
        self,
        fake: FakeAssistant,
        *,
        history: Memory | JsonLinesHistory | None = None,
        models: list[ModelInfo] | None = None,
        theme: str | None = "night",
        document: Path | None = None,
        resume: int | None = None,
        make_brain: Callable[[], FakeAssistant] | None = None,
        settings_file: SettingsFile | None = None,
        own_themes: Sequence[Theme] = (),
    ) -> None:
        found = MODELS if models is None else models
        super().__init__(
            make_brain=make_brain or (lambda: fake),
            models=lambda: found,
            history=history or Memory(),
            theme=theme,
            document=document,
            resume=resume,
            settings_file=settings_file,
            own_themes=own_themes,
        )
        self.animation_level = "none"
        self.fake = fake

    @property
    def prompt(self) -> Prompt:
        return self.chat.query_one(Prompt)

    @property
    def transcript(self) -> list[Entry]:
        return self.chat.controller.session.entries

    @property
    def shown(self) -> str:
        """All that the transcript shows, as plain text."""
        statics = [static for view in self.chat.query(EntryView) for static in view.query(Static)]
        return "\n".join(str(static.render()) for static in statics if static.display)


async def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    """Waits until `condition` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.005)


async def settled(pilot: Pilot[None]) -> None:
    """Waits until all work is over and drawn."""
    app = pilot.app
    assert isinstance(app, Harness)
    await pilot.pause()
    await until(lambda: not app.chat.controller.session.pending())
    await pilot.pause()


async def send(pilot: Pilot[None], text: str) -> None:
    """Types and sends, as a user who pastes would."""
    app = pilot.app
    assert isinstance(app, Harness)
    app.prompt.put(text)
    await pilot.press("enter")
    await pilot.pause()


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def app(fake: FakeAssistant) -> Harness:
    return Harness(fake)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test writes into the real home."""
    home = tmp_path / "home"
    home.mkdir()
    folders = {"HOME": "", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config"}
    for name, value in folders.items():
        monkeypatch.setenv(name, str(home / value))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return home
