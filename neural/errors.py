"""The one exception that users see: what went wrong, why, and the way out, in a single line."""

from __future__ import annotations


class DragomanError(Exception):
    """A failure that a user can understand and mend.

    `what` names the thing, `why` the cause, `remedy` what to do. Screens and the command line print `str(error)` as
    it is; anything that is not a DragomanError is a bug.
    """

    def __init__(self, what: str, why: str, remedy: str = "") -> None:
        self.what, self.why, self.remedy = what, why, remedy
        super().__init__(what, why, remedy)

    def __str__(self) -> str:
        line = f"{self.what}: {self.why}"
        if self.remedy:
            line += f"; {self.remedy}"
        return " ".join(line.split())  # one line, whatever came in (a file name may hold a newline)
