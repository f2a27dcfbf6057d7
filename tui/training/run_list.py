"""The runs, one row each: whether it is drawn, in which colour, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import safe
from tui.training.chart import DAY, NIGHT
from tui.training.figures import name_of
from tui.training.follow import FINISHED, RUNNING, Run
from tui.training.scale import clock
from tui.widgets import drawing

_SIGNS = {RUNNING: "●", FINISHED: "✓"}
_WIDEST = 22  # columns of a name; of a longer one the middle is left out, as names tell apart by their ends


class RunList(OptionList):
    """Keeps the row that is marked while rows come, go and change."""

    def __init__(self) -> None:
        super().__init__(id="runs", markup=False)
        self.runs: Sequence[Run] = ()

    @property
    def marked(self) -> Run | None:
        """The run whose row is marked."""
        if self.highlighted is None or self.highlighted >= len(self.runs):
            return None
        return self.runs[self.highlighted]

    def show(self, runs: Sequence[Run], numbers: Mapping[str, int], now: float) -> None:
        """`numbers` holds the runs that are drawn, with the number of their colour."""
        before = self.marked.name if self.marked is not None else None
        same = [run.name for run in runs] == [run.name for run in self.runs]
        self.runs = runs
        wide = max((cell_len(run.name) for run in runs), default=0)
        rows = [self._row(run, numbers.get(run.name), min(wide, _WIDEST), now) for run in runs]
        if same:
            for index, row in enumerate(rows):
                self.replace_option_prompt_at_index(index, row)
            return
        self.clear_options()
        self.add_options([Option(row) for row in rows])
        names = [run.name for run in runs]
        self.highlighted = names.index(before) if before in names else (0 if runs else None)

    def _row(self, run: Run, number: int | None, wide: int, now: float) -> Content:
        palette = NIGHT if self.app.current_theme.dark else DAY
        box = Content.styled("□   ", drawing.QUIET)
        if number is not None:
            box = Content.styled(f"■ {chr(ord('a') + number % 26)} ", f"bold {palette[number % len(palette)]}")
        name = set_cell_size(_short(safe.line(run.name), wide), wide)
        state = run.state(now)
        done = f"{run.step / run.steps:.0%}" if run.steps else f"{run.step:,}"
        best = run.best()
        score = f"  {name_of(best[0])} {best[2]:.1f}" if best else ""
        left = run.seconds_left() if state == RUNNING else None
        rest = f"  {clock(left)} left" if left is not None else ""
        sign = (f"  {_SIGNS.get(state, '○')}", "$text-success" if state == RUNNING else drawing.QUIET)
        return Content.assemble(box, (name, "bold"), sign, (f"{done:>6}{score:<11}{rest}", drawing.QUIET))


def _short(name: str, width: int) -> str:
    if cell_len(name) <= width:
        return name
    head = width // 4
    return f"{name[:head]}…{name[head + 1 - width :]}"


def facts(run: Run, now: float) -> Content:
    """All that is known of one run, on two lines."""
    state = run.state(now)
    of = f" of {run.steps:,}" if run.steps else ""
    first = [f"{run.settings.kind}, {state}", f"step {run.step:,}{of}"]
    if run.elapsed:
        first.append(f"{clock(run.elapsed[-1])} of training")
    if state == RUNNING:
        left = run.seconds_left()
        first.append(f"{clock(left)} left" if left is not None else "time left unknown")
    second = []
    if (best := run.best()) is not None:
        second.append(f"best {name_of(best[0])} {best[2]:.4g} at step {best[1]:,}")
    for figure, label in (("loss", "loss"), ("learning_rate", "rate")):
        if (value := run.latest(figure)) is not None:
            second.append(f"{label} {value:.3g}")
    if (rate := run.latest("rate")) is not None:
        second.append(f"{rate:,.0f} {run.settings.unit} a second")
    if run.unreadable:
        second.insert(0, f"{run.unreadable} broken line{'s' * (run.unreadable != 1)} passed over")
    head = Content.styled(f"{safe.line(run.name)}  ", "bold")
    return Content.assemble(head, (" · ".join(first), drawing.QUIET), "\n", (" · ".join(second), drawing.QUIET))
