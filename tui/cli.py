"""The `dragoman` command. Whatever happens, a user sees at most one plain line, and the exit code tells the rest.

0 success · 2 bad usage · 1 any other failure · 130 stopped with Ctrl-C · 141 whoever read our output went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

INTERRUPTED, PIPE_CLOSED = 130, 141


def main() -> NoReturn:
    """The entry point."""
    code = run(sys.argv[1:])
    _silence_late_flush()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Carries out one command line and gives its exit code."""
    command = "dragoman"
    try:
        import click

        from tui.shell.group import dragoman

        try:
            with dragoman.make_context("dragoman", list(arguments)) as context:
                dragoman.invoke(context)
            if sys.stdout is not None:
                sys.stdout.flush()
        except click.exceptions.Exit as end:
            return end.exit_code
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else command
            message = " ".join(error.format_message().split()).rstrip(".")
            return _fail(f"{command}: {message}; see {command} --help", 2)
        except click.Abort:
            return INTERRUPTED
        except click.ClickException as error:
            return _fail(f"{command}: {error.format_message()}", 1)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return PIPE_CLOSED
    except Exception as error:
        from tui.failures import explain

        return _fail(str(explain(error, doing=command)), 1)
    return 0


def _fail(message: str, code: int) -> int:
    from tui import safe

    with suppress(OSError, ValueError):  # where nobody is left to tell
        print(safe.line(message), file=sys.stderr, flush=True)
    return code


def _silence_late_flush() -> None:
    """What could not be written must not fail once more, loudly, when the interpreter flushes at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # AttributeError: a closed descriptor leaves None in its place
            with suppress(OSError, ValueError, AttributeError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
