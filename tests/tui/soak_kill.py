"""`python -m tests.tui.soak_kill`: the app dies by `kill -9` at random moments of a scripted session; is anything lost?

A message counts as sent from the moment it stands in the transcript: then the app, last of all, notes its words in a
file of its own (`--child`). After each kill all noted messages must be in the database, in their order, and the
database must be sound. The kills share one database, so that each run also recovers from the one before. The script
types into a real pseudo-terminal: questions and translations in turn, while a scripted model takes its time.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import click

from scripts.app_terminal import Terminal

_PATIENCE = 60.0  # seconds for the first screen, on a busy computer


def messages(database: Path) -> list[str]:
    """What was said, as the database has it, oldest first. Raises where it is not sound."""
    if not database.exists():  # killed before anything was sent
        return []
    connection = sqlite3.connect(database)
    try:
        [(verdict,)] = connection.execute("PRAGMA integrity_check")
        assert verdict == "ok", verdict
        connection.execute("INSERT INTO needles (needles) VALUES ('integrity-check')")
        rows = connection.execute("SELECT data FROM entries WHERE kind != 'opening' ORDER BY id")
        return [json.loads(data)["typed"] for (data,) in rows]
    finally:
        connection.close()


def kill_once(home: Path, generator: random.Random, run: int) -> float:
    """One session, killed somewhere between its first message and its last; gives the moment in seconds."""
    noted = home / "noted"
    with _app(home) as terminal:
        terminal.until("Three things", seconds=_PATIENCE)
        before = noted.stat().st_size
        moment = generator.uniform(0.0, 2.5)
        begun, number = time.monotonic(), 0
        while time.monotonic() - begun < moment and terminal.process.poll() is None:
            text = f"question {run}.{number}?" if number % 2 else f"/translate en>de text {run}.{number}" + " word" * 30
            terminal.press(b"\x1b[200~" + text.encode() + b"\x1b[201~\r")  # pasted, then Enter
            number += 1
            if number == 1:  # the time runs from the first message on
                while noted.stat().st_size == before and time.monotonic() - begun < _PATIENCE:
                    time.sleep(0.01)
                begun = time.monotonic()
            time.sleep(min(generator.uniform(0.0, 0.3), max(0.0, moment - (time.monotonic() - begun))))
        assert terminal.process.poll() is None, terminal.drawn()[-2000:]
    return moment


def kill_while_writing(home: Path, text: str, seconds: float) -> None:
    """Types `text` and does not send it; the app is killed some seconds after."""
    with _app(home) as terminal:
        terminal.until("Three things", seconds=_PATIENCE)
        terminal.press(text.encode())
        time.sleep(seconds)


def _app(home: Path) -> Terminal:
    """The app in a terminal of its own, which is killed at the end of the block."""
    more = {"NOTED": str(home / "noted"), "TEXTUAL_ANIMATIONS": "none"}
    return Terminal([sys.executable, "-m", "tests.tui.soak_kill", "--child"], home, environment=more)


def lost(home: Path) -> tuple[list[str], int]:
    """The messages that were noted but are not kept, or not in their order; and how many were noted."""
    path = home / "noted"
    noted = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    kept = iter(messages(home / "data" / "dragoman" / "sessions.db"))
    return [text for text in noted if text not in kept], len(noted)  # `in` moves on through `kept`: order counts


def child() -> None:
    """The app over a scripted model, noting each message as it appears."""
    from tests.tui.fakes import FakeAssistant
    from tui.app import DragomanApp
    from tui.screens.chat import ChatScreen
    from tui.sessions import codec
    from tui.transcript import Entry

    descriptor = os.open(os.environ["NOTED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    shown = ChatScreen.entry_added

    def entry_added(screen: ChatScreen, entry: Entry) -> None:
        shown(screen, entry)
        if codec.keeps(entry):
            os.write(descriptor, json.dumps(entry.typed).encode() + b"\n")

    ChatScreen.entry_added = entry_added  # type: ignore[method-assign]
    fake = FakeAssistant()
    fake.on_step = lambda step: time.sleep(0.02)
    DragomanApp(make_brain=lambda: fake, models=list).run()


@click.command()
@click.option("--moments", default=50, show_default=True, type=click.IntRange(1), help="How often it is killed.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.option("--child", "is_child", is_flag=True, hidden=True)
def main(moments: int, seed: int, is_child: bool) -> None:
    """Kill the app at random moments of a scripted session and count the messages lost."""
    if is_child:
        child()
        return
    generator = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for run in range(moments):
            kill_once(home, generator, run)
            missing, sent = lost(home)
            click.echo(f"\rkilled {run + 1} of {moments}: {sent} sent, {len(missing)} lost", nl=False)
        click.echo()
    if not sent:
        raise click.ClickException("nothing was sent, so nothing is shown")
    if missing:
        raise click.ClickException(f"lost: {missing}")


if __name__ == "__main__":
    main()
