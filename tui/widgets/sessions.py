"""How a kept conversation looks in the list, and what it says beside it."""

from __future__ import annotations

import time

from textual import events
from textual.content import Content
from textual.widgets import OptionList

from tui import safe
from tui.sessions import details, folding
from tui.sessions.rows import EntryRow, Found
from tui.sessions.store import SessionStore
from tui.widgets import drawing

UNREAD = "untitled"
_SHOWN, _AROUND = 12, 120  # messages in a preview; characters of each side of a hit


class SessionList(OptionList, can_focus=False):
    """A click marks a row; a click on the marked row chooses it. The focus stays in the search."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)

    async def _on_click(self, event: events.Click) -> None:
        clicked = event.style.meta.get("option")
        if clicked is not None and clicked != self.highlighted:
            event.prevent_default()
            event.stop()
            self.highlighted = clicked


def row(found: Found, wanted: list[str], now: float, current: int | None) -> Content:
    """Two lines: the title, and number, size and day."""
    session = found.session
    title = lit(session.title or UNREAD, wanted)
    sign = ("● ", drawing.ACCENT) if session.id == current else ""
    noun = "message" if session.messages == 1 else "messages"
    details = [f"#{session.id}", f"{session.messages:,} {noun}", day(session.updated, now)]
    if wanted and found.entries:
        details.append(f"found in {found.entries:,}")
    return Content.assemble(sign, title, "\n", (" · ".join(details), drawing.QUIET))


def preview(store: SessionStore, found: Found, wanted: list[str]) -> Content:
    """The newest messages; in a search, those that hold all its words, with the words marked."""
    rows = store.entries(
        found.session.id, newest=None if wanted else _SHOWN, without=details.HEAVY, cut=details.IN_ANSWER
    )
    spoken = [(_said(row), _replied(row), row.state) for row in rows]
    if wanted:
        spoken = [
            (said, replied, state)
            for said, replied, state in spoken
            if all(term in folding.fold(f"{said}\n{replied}") for term in wanted)
        ] or spoken
        spoken = spoken[-_SHOWN:]
    parts = []
    for said, replied, state in spoken:
        reply = lit(_cut(replied, wanted), wanted) if replied else Content.styled(_state(state), drawing.QUIET)
        said_line = Content.assemble(("› ", drawing.ACCENT), lit(_cut(said, wanted), wanted))
        parts.append(Content("\n").join([said_line, reply]) if reply else said_line)
    return Content("\n\n").join(parts)


def lit(text: str, wanted: list[str]) -> Content:
    """One line of `text` with the words that were looked for marked."""
    shown = safe.line(folding.composed(text))
    content = Content(shown)
    for start, end in folding.spans(shown, wanted):
        content = content.stylize(drawing.SPAN, start, end)
    return content


def day(then: float, now: float) -> str:
    """`today 18:40`, `yesterday 9:05`, `12 Nov`, `12 Nov 2025`."""
    at, today = time.localtime(then), time.localtime(now)
    clock = f"{at.tm_hour}:{at.tm_min:02}"
    if at[:3] == today[:3]:
        return f"today {clock}"
    if at[:3] == time.localtime(now - 86400)[:3]:
        return f"yesterday {clock}"
    date = f"{at.tm_mday} {time.strftime('%b', at)}"
    return date if at.tm_year == today.tm_year else f"{date} {at.tm_year}"


def _said(row: EntryRow) -> str:
    data = row.data
    return str(data.get("text") or data.get("question") or data.get("typed") or _opened(data))


def _opened(data: dict[str, str]) -> str:
    return f"/open {data['path'].rpartition('/')[2]}" if "path" in data else f"/close {data.get('name', '')}"


def _replied(row: EntryRow) -> str:
    if output := row.result.get("output"):
        return str(output)
    answers = [event.data for event in row.events if event.kind == "Answer"]
    if answers:
        return str(answers[-1]["answer"] or "The document does not say.")
    failure = row.result.get("failure")
    return f"{failure['what']}: {failure['why']}" if failure else ""


def _state(state: str) -> str:
    return "" if state == "done" else state if state in ("stopped", "failed") else "not finished"


def _cut(text: str, wanted: list[str]) -> str:
    """The beginning of a long text, or what stands around the first hit."""
    spans = folding.spans(text, wanted)
    start = max(0, spans[0][0] - _AROUND) if spans else 0
    end = start + 2 * _AROUND
    text = folding.composed(text)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
