from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.find_learning_rate import main as find
from tests.neural.training.report.made import png_size
from tests.scripts.corpora import make_data_dir


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data_dir(tmp_path_factory.mktemp("home") / "data")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _find(model: str, data: Path, *more: object) -> Result:
    arguments = [model, "--preset", "tiny", "--data-dir", data, "--threads", 1, "--steps", 25, "--lowest", 1e-5, *more]
    return CliRunner().invoke(find, [str(a) for a in arguments])


@pytest.mark.parametrize("model", ["translator", "reader"])
def test_it_suggests_a_rate_and_draws_the_search(data: Path, tmp_path: Path, model: str) -> None:
    result = _find(model, data, "--out", tmp_path / "plots" / "rates.png")
    assert result.exit_code == 0, result.output
    found = re.fullmatch(r"suggested learning rate: (\S+) \(of (\d+) tried\); plot: (.*)\n", result.stdout)
    assert found and 1e-5 <= float(found[1]) <= 1.0 and 2 <= int(found[2]) <= 25
    assert png_size(Path(found[3])) == (960, 576)


def test_the_same_search_draws_the_same_curve_and_other_seeds_and_optimisers_others(data: Path) -> None:
    searches: list[list[object]] = [["--seed", 1], ["--seed", 1], ["--seed", 2], ["--seed", 1, "--optimiser", "sgd"]]
    for number, search in enumerate(searches):
        assert _find("translator", data, *search, "--out", f"{number}.png").exit_code == 0
    first, same, *others = (Path(f"{number}.png").read_bytes() for number in range(len(searches)))
    assert first == same and first not in others


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lowest", "0.5", "--highest", "0.1"], "is not below"),
        (["--lowest", "50", "--highest", "60", "--steps", "5"], "falls at none"),
        (["--out", "/proc/none/rates.png"], "could not be written"),
        (["--corpora", "moon"], "corpus moon"),
    ],
)
def test_mistakes_are_one_plain_line(data: Path, arguments: list[str], said: str) -> None:
    result = _find("translator", data, *arguments)
    assert result.exit_code == 1, result.output
    assert said in result.stderr and len(result.stderr.splitlines()) == 1
