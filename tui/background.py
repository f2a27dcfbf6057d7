"""Whether the terminal is light or dark, asked of the terminal itself before anything is drawn on it."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

# "What is your background?", then "what are you?", which every terminal answers: after that nothing more will come.
_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_COLOUR = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_END = re.compile(rb"\x1b\[\?[0-9;]*c")


class Background:
    """Asks at once and reads the answer later: what is imported in between takes longer than the terminal needs.

    `typed` is what the user typed meanwhile.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.typed = ""
        self._environment = environment
        self._saved: list[Any] | None = None
        self._asked = time.monotonic()
        with suppress(ImportError, OSError, ValueError):  # no terminals of this kind here, as on Windows
            import termios
            import tty

            self._input, self._output = sys.stdin.fileno(), sys.stdout.fileno()
            if os.isatty(self._input) and os.isatty(self._output) and environment.get("TERM", "dumb") != "dumb":
                saved = termios.tcgetattr(self._input)
                tty.setcbreak(self._input, termios.TCSANOW)  # nothing of the answer is to be echoed
                self._saved = saved
                os.write(self._output, _QUESTION)

    def is_light(self) -> bool | None:
        """As the terminal tells; None where it does not. To be called once: it gives the terminal back."""
        if self._saved is None:
            return _from_environment(self._environment)
        import termios

        # Over a slow line the answer must be waited for too: coming later it would end up in the prompt.
        patience = 1.5 if "SSH_TTY" in self._environment or "SSH_CONNECTION" in self._environment else 0.25
        answer = b""
        try:
            while not _END.search(answer):
                left = max(0.0, self._asked + patience - time.monotonic())  # also what came long ago must be read
                if not select.select([self._input], [], [], left)[0]:
                    break
                answer += os.read(self._input, 1024)
        except OSError:
            pass
        finally:
            with suppress(termios.error):
                termios.tcsetattr(self._input, termios.TCSANOW, self._saved)
        found = _COLOUR.search(answer)
        rest = _END.sub(b"", _COLOUR.sub(b"", answer)).decode(errors="ignore")
        self.typed = "".join(character for character in rest if character.isprintable())
        return _from_environment(self._environment) if found is None else luminance(*found.groups()) > 0.5


def luminance(red: bytes, green: bytes, blue: bytes) -> float:
    """How bright a colour is, from 0 to 1; each part is 1 to 4 hexadecimal digits (Rec. 709 weights)."""
    parts: list[float] = [int(part, 16) / (16 ** len(part) - 1) for part in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _from_environment(environment: Mapping[str, str]) -> bool | None:
    """COLORFGBG, where a terminal sets it: the number of the background colour comes last; 7 and 15 are the whites."""
    last = environment.get("COLORFGBG", "").rpartition(";")[2]
    return int(last) in (7, 15) if last.isdecimal() else None
