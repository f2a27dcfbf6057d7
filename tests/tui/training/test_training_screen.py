"""Training, watched, as a user does."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import Harness, send, until
from tests.tui.fakes import FakeAssistant
from tests.tui.training.runs import write_run
from tui.screens.training import TrainingScreen
from tui.settings import SettingsFile
from tui.training.chart import Chart
from tui.training.run_list import RunList

SIZE = (160, 48)


def shown(app: Harness, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).render())


def charts(app: Harness) -> dict[str, Chart]:
    return {chart.key: chart for chart in app.screen.query(Chart) if chart.display}


def drawn(chart: Chart) -> str:
    return "\n".join(chart.render_line(y).text for y in range(chart.size.height))


async def watching(pilot: Pilot[None], app: Harness, folder: Path) -> RunList:
    await send(pilot, f"/train {folder}")
    assert isinstance(app.screen, TrainingScreen)
    runs = app.screen.query_one(RunList)
    await until(lambda: runs.option_count)
    await pilot.pause()
    return runs


async def test_a_run_being_written_is_drawn_as_it_grows(app: Harness, tmp_path: Path) -> None:
    now = time.time()
    folder = write_run(tmp_path / "live", steps=50, most=200, start=now - 50)
    write_run(tmp_path / "done", start=now - 9000)
    async with app.run_test(size=SIZE) as pilot:
        runs = await watching(pilot, app, tmp_path)
        assert [run.name for run in runs.runs] == ["live", "done"]
        found = charts(app)
        assert list(found) == ["loss", "score", "learning_rate", "rate"]
        assert [curve.name for curve in found["loss"].curves] == ["live"]
        assert "step 50 of 200" in shown(app, "#facts") and "left" in shown(app, "#facts")
        assert "best BLEU" in shown(app, "#facts") and "1 running" in shown(app, ".headline")
        assert found["score"].border_title == "Validation BLEU"
        with (folder / "metrics.jsonl").open("a") as file:
            file.write(json.dumps({"step": 60, "time": now, "event": "train", "loss": 0.25, "rate": 1.0}) + "\nhalf")
        await until(lambda: "step 60 of 200" in shown(app, "#facts"))


async def test_runs_are_laid_over_each_other_and_left_out_again(app: Harness, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write_run(tmp_path / name)
    async with app.run_test(size=SIZE) as pilot:
        runs = await watching(pilot, app, tmp_path)
        await pilot.press("down", "space", "down", "space")
        loss = charts(app)["loss"]
        assert [curve.letter for curve in loss.curves] == ["a", "b", "c"]
        assert all(f"■ {letter} " in str(runs.get_option_at_index(n).prompt) for n, letter in enumerate("abc"))
        await pilot.press("space")
        assert [curve.letter for curve in charts(app)["loss"].curves] == ["a", "b"]
        await pilot.press("enter")
        assert [curve.name for curve in charts(app)["loss"].curves] == [runs.runs[2].name]
        await pilot.press("space")
        assert charts(app)["loss"].curves == [] and "nothing measured yet" in drawn(charts(app)["loss"])


async def test_smoothing_logarithm_and_time_are_switched(app: Harness, tmp_path: Path) -> None:
    write_run(tmp_path / "one")
    async with app.run_test(size=SIZE) as pilot:
        await watching(pilot, app, tmp_path)
        assert shown(app, ".which") == "smoothed, over steps" and charts(app)["loss"].curves[0].faint
        await pilot.press("s", "l", "t")
        assert shown(app, ".which") == "log, over time" and not charts(app)["loss"].curves[0].faint
        assert charts(app)["loss"].border_title == "Training loss (log)" and "1m 40s" in drawn(charts(app)["loss"])


async def test_values_are_read_by_key_and_by_mouse(app: Harness, tmp_path: Path) -> None:
    write_run(tmp_path / "one")
    async with app.run_test(size=SIZE) as pilot:
        await watching(pilot, app, tmp_path)
        await pilot.press("left")
        assert str(charts(app)["learning_rate"].border_subtitle) == "0.001 at 98" and "┊" in drawn(charts(app)["loss"])
        await pilot.press("escape")
        assert " at " not in str(charts(app)["loss"].border_subtitle)
        loss = charts(app)["loss"]
        await pilot.hover(loss, offset=(8, 5))
        await pilot.pause()
        assert str(loss.border_subtitle).endswith(" at 0")


async def test_one_chart_alone_by_key_and_by_mouse(app: Harness, tmp_path: Path) -> None:
    write_run(tmp_path / "one")
    async with app.run_test(size=SIZE) as pilot:
        await watching(pilot, app, tmp_path)
        await pilot.press("5")
        assert list(charts(app)) == ["gradient_norm"]
        await pilot.press("0")
        assert len(charts(app)) == 4
        await pilot.click(charts(app)["rate"])
        await pilot.pause()
        assert list(charts(app)) == ["rate"]
        await pilot.press("escape")
        assert len(charts(app)) == 4
        await pilot.press("escape")
        assert app.chat.is_current


async def test_no_runs_is_a_state_with_the_command_that_makes_one(app: Harness, tmp_path: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, f"/train {tmp_path / 'missing'}")
        await until(lambda: "dragoman train reader --preset tiny" in shown(app, "#no-runs"))
        assert "No such file" in shown(app, "#no-runs")
        write_run(tmp_path / "missing" / "first")
        await until(lambda: app.screen.query_one(RunList).option_count)


async def test_broken_lines_are_told(app: Harness, tmp_path: Path) -> None:
    with (write_run(tmp_path / "one") / "metrics.jsonl").open("a") as file:
        file.write("nonsense\n")
    async with app.run_test(size=SIZE) as pilot:
        await watching(pilot, app, tmp_path)
        assert "1 broken line passed over" in shown(app, "#facts")


@pytest.mark.parametrize("folder", ["runs", "~/elsewhere"])
async def test_f4_looks_in_the_folder_of_the_settings(
    fake: FakeAssistant, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_run(Path(folder).expanduser() / "one")
    settings_file = SettingsFile()
    settings_file.change(runs=folder)
    app = Harness(fake, settings_file=settings_file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(lambda: app.screen.query(RunList) and app.screen.query_one(RunList).option_count == 1)
        await pilot.pause()
        assert list(charts(app)) == ["loss", "score"]
