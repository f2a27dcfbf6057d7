"""Training, watched: the runs of a folder as curves, while they are being written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from tui import folders, safe
from tui.screens.closing import ClosingScreen
from tui.screens.help import HelpScreen
from tui.training.chart import Chart
from tui.training.figures import Manner, curves_of, title_of
from tui.training.follow import RUNNING, Run, Watch, now
from tui.training.run_list import RunList, facts
from tui.view_keys import FIGURES, TRAINING, bindings
from tui.widgets import drawing
from tui.widgets.key_line import KeyLine
from tui.widgets.notes import columns

_EVERY = 1.0  # seconds
_TOGETHER = ("loss", "score", "learning_rate", "rate")  # what is drawn where all charts are
_DRAWN_MOST = 6
_KEYS = (
    ("Space", "draw", "draw"),
    ("s", "smooth", "manner('smooth')"),
    ("l", "log", "manner('log')"),
    ("t", "time", "manner('time')"),
    ("1–5", "chart", "chart(5)"),
    ("←→", "read", ""),
    ("Esc", "back", "leave"),
)


class TrainingScreen(ClosingScreen[None]):
    """Reads the runs in a thread, once a second; the screen only ever draws what is there."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TRAINING), ("f1", "help", "Help")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as in Textual
    AUTO_FOCUS = "#runs"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._watch = Watch(folder)
        self._runs: list[Run] = []
        self._numbers: dict[str, int] = {}  # the runs that are drawn, and the numbers of their colours
        self._manner = Manner()
        self._cursor: float | None = None
        self._alone: str | None = None
        self._looked = False

    def compose(self) -> ComposeResult:
        with Horizontal(classes="bar"):
            yield Static(Content.styled("training", "bold $text-accent"), classes="brand", markup=False)
            yield Static("", classes="headline", markup=False)
            yield Static("", classes="which", markup=False)
        with Container(id="training"):
            yield RunList()
            with Container(id="charts"):
                for key in FIGURES:
                    yield Chart(key)
        yield Static("", id="no-runs", markup=False)
        yield Static("", id="facts", markup=False)
        yield KeyLine(lambda: self)

    def on_mount(self) -> None:
        self._draw()
        self._look()
        self.set_interval(_EVERY, self._look)

    @work(thread=True, exclusive=True, group="training")
    def _look(self) -> None:
        runs = self._watch.look()
        self.app.call_from_thread(self._take, runs)

    def _take(self, runs: list[Run]) -> None:
        first, self._looked, self._runs = not self._looked, True, runs
        names = {run.name for run in runs}
        self._numbers = {name: number for name, number in self._numbers.items() if name in names}
        if first and runs:
            running = [run for run in runs if run.state(now()) == RUNNING]
            self._draw_only(*(running or runs[:1])[:_DRAWN_MOST])
        self._draw()

    # What the user does.

    def action_draw(self) -> None:
        run = self.query_one(RunList).marked
        if run is not None:
            if run.name in self._numbers:
                del self._numbers[run.name]
            elif len(self._numbers) < _DRAWN_MOST:
                free = (number for number in range(_DRAWN_MOST) if number not in self._numbers.values())
                self._numbers[run.name] = next(free)
            else:
                self.notify(f"{_DRAWN_MOST} curves in a chart are as many as one can tell apart", severity="warning")
            self._draw()

    @on(OptionList.OptionSelected, "#runs")
    def _only(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if (run := self.query_one(RunList).marked) is not None:
            self._draw_only(run)
            self._draw()

    @on(OptionList.OptionHighlighted, "#runs")
    def _marked(self, message: OptionList.OptionHighlighted) -> None:
        message.stop()
        self._draw_facts()

    def action_manner(self, name: str) -> None:
        self._manner = replace(self._manner, **{name: not getattr(self._manner, name)})
        self._cursor = None if name == "time" else self._cursor
        self._draw()

    def action_chart(self, number: int) -> None:
        """One chart alone, by its number; all of them with 0."""
        self._alone = list(FIGURES)[number - 1] if number else None
        self._draw()

    def action_read(self, by: int) -> None:
        """Moves the place where values are read, by a fiftieth of the chart."""
        curves = [curve for chart in self.query(Chart) if chart.display for curve in chart.curves if curve.x]
        if curves:
            low, high = min(curve.x[0] for curve in curves), max(curve.x[-1] for curve in curves)
            here = self._cursor if self._cursor is not None else high
            self._cursor = min(max(here + by * (high - low) / 50, low), high)
            self._draw()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        """First what was chosen goes, then the screen."""
        if self._cursor is not None or self._alone is not None:
            self._cursor = self._alone = None
            self._draw()
        else:
            self.dismiss()

    @on(Chart.Read)
    def _read(self, message: Chart.Read) -> None:
        message.stop()
        if message.x != self._cursor:
            self._cursor = message.x
            self._draw_charts()

    @on(Chart.Chosen)
    def _chosen(self, message: Chart.Chosen) -> None:
        message.stop()
        self._alone = None if self._alone == message.chart.key else message.chart.key
        self._draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    # Drawing.

    def _draw_only(self, *runs: Run) -> None:
        self._numbers = {run.name: number for number, run in enumerate(runs)}

    def _draw(self) -> None:
        self.query_one("#training").display = self.query_one("#facts").display = bool(self._runs)
        self.query_one("#no-runs").display = not self._runs
        self.query_one(KeyLine).show(_KEYS if self._runs else _KEYS[-1:])
        self.query_one(".headline", Static).update(Content.styled(self._headline(), drawing.QUIET))
        manner = [word for word, on in (("smoothed", self._manner.smooth), ("log", self._manner.log)) if on]
        axis = "over time" if self._manner.time else "over steps"
        self.query_one(".which", Static).update(Content.styled(", ".join([*manner, axis]), drawing.QUIET))
        if self._runs:
            self.query_one(RunList).show(self._runs, self._numbers, now())
            self._draw_facts()
            self._draw_charts()
        else:
            self.query_one("#no-runs", Static).update(self._nothing())

    def _draw_charts(self) -> None:
        drawn = [(self._numbers[run.name], run) for run in self._runs if run.name in self._numbers]
        few = self.has_class("-narrow")
        shown = (self._alone,) if self._alone else _TOGETHER[:2] if few else _TOGETHER
        self.query_one("#charts").set_class(self._alone is not None, "-alone")
        for chart in self.query(Chart):
            chart.display = chart.key in shown
            if chart.display:
                curves = curves_of(chart.key, drawn, self._manner)
                title = title_of(chart.key, [run for _, run in drawn])
                chart.show(title, curves, log=self._manner.log, time=self._manner.time, cursor=self._cursor)

    def _draw_facts(self) -> None:
        if (run := self.query_one(RunList).marked) is not None:
            self.query_one("#facts", Static).update(facts(run, now()))

    def _headline(self) -> str:
        folder = safe.line(folders.shorten(self._watch.folder))
        if not self._runs:
            return folder
        running = sum(run.state(now()) == RUNNING for run in self._runs)
        return f"{folder} · {len(self._runs)} run{'s' * (len(self._runs) != 1)}" + (
            f", {running} running" if running else ""
        )

    def _nothing(self) -> Content:
        if not self._looked:
            return Content.styled("Looking for runs …", drawing.QUIET)
        why = f" ({self._watch.problem})" if self._watch.problem else ""
        rows = (
            ("dragoman train reader --preset tiny", "makes one in seconds"),
            ("/train FOLDER", "looks elsewhere; /settings, for good"),
            ("docs/training.md", "tells how to train and watch"),
        )
        folder = safe.line(folders.shorten(self._watch.folder.absolute()))
        looked = (f"\nLooked in {folder}{why}\n\n", drawing.QUIET)
        return Content.assemble(("No training runs here yet.", "bold"), looked, columns(rows))
