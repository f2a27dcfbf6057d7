"""The command palette, fed from the one table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.commands import COMMANDS, Command

if TYPE_CHECKING:
    from tui.screens.chat import ChatScreen


class Commands(Provider):
    """Runs a command; one that needs an argument is put into the prompt instead."""

    async def discover(self) -> Hits:
        for command in COMMANDS:
            yield DiscoveryHit(Content(command.usage), self._run(command), text=command.usage, help=command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in COMMANDS:
            text = f"{command.usage}  {command.help}"
            if (score := matcher.match(text)) > 0:
                yield Hit(score, matcher.highlight(text), self._run(command), text=command.usage)

    def _run(self, command: Command) -> Callable[[], None]:
        chat: ChatScreen = self.screen  # type: ignore[assignment]  # the only screen with a palette
        return partial(chat.run_command, command)
