from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from torch import nn

from neural.errors import DragomanError
from neural.training.loop import train
from neural.training.report.exhibits import Excerpt, Exhibit, HeatMap
from neural.training.report.writing import distinct_names, report_softly, write_report
from tests.neural.training.report.made import (
    RECORDS,
    Parsed,
    assert_self_contained,
    make_run,
    png_size,
    train_record,
    validate_record,
)
from tests.neural.training.test_loop import OPTIONS, LineTask

PLOTS = {"validation", "loss", "both_cross_entropy", "gradient_norm", "learning_rate", "throughput"}
EXHIBIT = Exhibit(
    title="Looks", note="Here.", excerpts=(Excerpt(rows=(("source", "<b>bold</b>"),)),),
    heat_maps=(HeatMap(title="m", rows=("r",), columns=("c",), weights=((None,),), marked=(0,)),),
)  # fmt: skip


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_report_holds_a_page_and_every_plot_on_light_and_dark_paper(tmp_path: Path) -> None:
    path = write_report(make_run(tmp_path / "run"), exhibits=[EXHIBIT])
    assert path == tmp_path / "run" / "report" / "report.html"
    files = {f"{name}{end}" for name in PLOTS for end in (".png", ".dark.png")}
    assert _names(path.parent) == files | {"report.html", "exhibits.json"}
    assert {png_size(path.parent / name) for name in files} == {(960, 576)}
    page = path.read_text(encoding="utf-8")
    assert_self_contained(page)
    said = Parsed(page).text
    assert "Model, 20 steps in 21 s." in said
    assert "Best BLEU on validation: 12.5, at step 10." in said and "<b>bold</b>" in said


def test_light_and_dark_are_different_pictures(tmp_path: Path) -> None:
    folder = write_report(make_run(tmp_path / "run")).parent
    assert (folder / "loss.png").read_bytes() != (folder / "loss.dark.png").read_bytes()


def test_the_same_run_has_the_same_report(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    first, second = (write_report(run, out=tmp_path / name) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_two_runs_lie_over_each_other(tmp_path: Path) -> None:
    one, two = make_run(tmp_path / "a" / "run"), make_run(tmp_path / "b" / "run", RECORDS[:5])
    for run, rate in ((one, 0.1), (two, 0.2)):
        training = {"seed": 3, "learning_rate": rate}
        entry = {"kind": "translator", "unit": "tokens", "score": "bleu", "training": training}
        (run / "settings.json").write_text(json.dumps(entry))
    page = Parsed(write_report(one, two, out=tmp_path / "both").read_text(encoding="utf-8"))
    assert "a/run: Translator, 20 steps" in page.text and "b/run: Translator, 4 steps" in page.text
    alone = write_report(one).parent
    for plot in ("loss", "learning_rate"):
        assert (alone / f"{plot}.png").read_bytes() != (tmp_path / "both" / f"{plot}.png").read_bytes()
    captions = [str(attributes["alt"]) for tag, attributes in page.elements if tag == "img"]
    assert sum("a/run" in caption and "b/run" in caption for caption in captions) == 5
    assert page.text.index("learning rate0.10.2") < page.text.index("seed33"), "what differs comes first"


def test_several_runs_need_a_folder_for_their_report(tmp_path: Path) -> None:
    one, two = make_run(tmp_path / "one"), make_run(tmp_path / "two")
    with pytest.raises(DragomanError, match="--out"):
        write_report(one, two)
    with pytest.raises(DragomanError, match="named twice"):
        write_report(one, tmp_path / "two" / ".." / "one", out=tmp_path / "out")


def test_names_take_as_many_parents_as_they_need(tmp_path: Path) -> None:
    assert distinct_names([tmp_path / "a" / "x", tmp_path / "b"]) == ["x", "b"]
    assert distinct_names([tmp_path / "a" / "x", tmp_path / "b" / "x"]) == ["a/x", "b/x"]


def test_examples_outlive_the_model(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    first = write_report(run, exhibits=[EXHIBIT]).read_bytes()
    assert write_report(run).read_bytes() == first
    (run / "report" / "exhibits.json").write_text('[{"title": 3')
    with pytest.raises(DragomanError, match=r"exhibits\.json.*delete it"):
        write_report(run)


@pytest.mark.parametrize(
    "records",
    [
        [train_record(0)],
        [train_record(0, gradient_norm=0.0, loss=float("nan")), train_record(1, gradient_norm=0.0, loss=float("nan"))],
        [validate_record(5, f1=50.0)],
        [{"step": 0, "time": 0, "event": "other", "x": 1}],
        [train_record(step, loss=1e-9) for step in range(3)],
    ],
    ids=["one step", "nothing to draw", "validation only", "unknown event", "flat"],
)
def test_odd_runs_have_a_report_too(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    assert_self_contained(write_report(make_run(tmp_path / "run", records)).read_text(encoding="utf-8"))


def test_run_names_are_neither_formulas_nor_hidden(tmp_path: Path) -> None:
    runs = [make_run(tmp_path / name) for name in ("_cost $x^{$", "$y_$ <i>")]
    page = write_report(*runs, out=tmp_path / "out")
    assert "$y_$ <i>" in Parsed(page.read_text(encoding="utf-8")).text


def test_a_report_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    (run / "report").write_text("a file where the folder should be")
    with pytest.raises(DragomanError, match="could not be written"):
        write_report(run)


class ShowingTask(LineTask):
    """Shows one example; `error` is raised instead."""

    error: BaseException | None = None

    def exhibits(self, model: nn.Module) -> list[Exhibit]:
        assert not model.training
        if self.error:
            raise self.error
        return [EXHIBIT]


def test_a_run_ends_with_its_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(ShowingTask(), OPTIONS, tmp_path)
    page = Parsed((tmp_path / "report" / "report.html").read_text(encoding="utf-8")).text
    assert "Line, 11 steps" in page or "Line, 12 steps" in page
    assert ("seed 1" in page and "Points a second" in page) or "seed 1" in page
    assert "<b>bold</b>" in page and "warmup steps2" in page
    assert f"Report: {tmp_path / 'report' / 'report.html'}" in capsys.readouterr().err


def test_a_stopped_run_has_a_report_and_the_resumed_one_a_newer(tmp_path: Path) -> None:
    train(ShowingTask(3), OPTIONS, tmp_path)
    assert "Line, 2 steps" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    train(ShowingTask(), OPTIONS, tmp_path)
    assert "Line, 12 steps" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [OSError(28, "No space"), RuntimeError("bad\nnews"), KeyboardInterrupt()])
def test_a_report_that_fails_does_not_lose_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    task = ShowingTask()
    task.error = error
    report = train(task, OPTIONS, tmp_path)
    assert report.steps == 12 and report.best is not None
    said = [line for line in capsys.readouterr().err.splitlines() if "report was not written" in line]
    assert len(said) == 1
    assert not (tmp_path / "report").exists()


def test_matplotlib_trouble_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ImportError("no fonts here")

    monkeypatch.setattr("neural.training.report.plots.draw", broken)
    said: list[str] = []
    report_softly(make_run(tmp_path / "run"), LineTask(), nn.Linear(1, 1), said.append)
    assert said == ["The report was not written (no fonts here); the run itself is saved."]


def test_the_loop_loads_matplotlib_only_to_draw() -> None:
    program = "import sys, neural.training.loop; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
