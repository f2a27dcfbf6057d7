"""One table of commands, one of keys; everything that lists them reads them."""

from __future__ import annotations

from tests.tui.conftest import Harness
from tui.commands import COMMANDS, find, split
from tui.keys import KEYS
from tui.screens.help import HelpScreen


async def test_help_lists_every_command_and_every_key(app: Harness) -> None:
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert type(app.screen) is HelpScreen
        shown = "\n".join(str(static.render()) for static in app.screen.query("Static"))
        for command in COMMANDS:
            assert command.usage in shown and command.help in shown
        for key in KEYS:
            assert app.keymap.shown(key.name) in shown and key.help in shown
        await pilot.press("f1")
        assert app.screen.id == app.chat.id and app.chat.is_current


async def test_every_key_with_an_action_is_bound_to_one_that_exists(app: Harness) -> None:
    async with app.run_test():
        for key in KEYS:
            if key.action:
                owner = app if key.action.startswith("app.") else app.chat
                assert set(key.keys.split(",")) <= set(owner._bindings.key_to_bindings)
                assert hasattr(owner, f"action_{key.action.removeprefix('app.').partition('(')[0]}")


def test_commands_are_found_in_any_case_and_split_from_their_arguments() -> None:
    assert find("OPEN") is COMMANDS[0] and find("nothing") is None
    assert split("/open  a b ") == ("open", "a b")
    assert split("/translate\nline one\nline two") == ("translate", "line one\nline two")
    assert split("/") == ("", "") and split("/ x") == ("", "")
    assert split("What is a/b?") is None


def test_names_and_help_are_fit_for_a_list() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        assert command.name.isalpha() and command.name.islower()
        assert command.help[0].isupper() and not command.help.endswith(".")
