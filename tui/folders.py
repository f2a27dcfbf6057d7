"""Where things live on this computer."""

from __future__ import annotations

from pathlib import Path

import platformdirs

SAMPLE = Path(__file__).parent / "samples" / "dragomans.txt"


def history_file() -> Path:
    """Everything the user sent, one JSON line each."""
    return platformdirs.user_data_path("dragoman") / "history.jsonl"


def sessions_file() -> Path:
    """The conversations: what was sent and what came of it."""
    return platformdirs.user_data_path("dragoman") / "sessions.db"


def settings_file() -> Path:
    """What the user has set."""
    return platformdirs.user_config_path("dragoman") / "settings.toml"


def themes_folder() -> Path:
    """The user's own themes, a TOML file each."""
    return platformdirs.user_config_path("dragoman") / "themes"


def log_file() -> Path:
    """Where unexpected failures are written down."""
    return platformdirs.user_state_path("dragoman") / "dragoman.log"


def shorten(path: str | Path) -> str:
    """The path with the home folder written as ~."""
    home, shown = str(Path.home()), str(path)
    return "~" + shown[len(home) :] if shown == home or shown.startswith(home + "/") else shown
