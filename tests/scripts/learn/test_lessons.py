"""Each lesson at its tiny size: it runs, draws its pictures, and its numbers say what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.learn.lesson import fit, lesson_run
from scripts.learn.memory import StoryExercise
from tests.scripts.learn.running import line_with, numbers_of, picture_size, run_lesson


def _run(lesson: str, out: Path, *arguments: str) -> str:
    output = run_lesson(lesson, "--preset", "tiny", "--out", str(out), *arguments)
    for line in output.splitlines():
        if line.startswith("picture: "):
            path = Path(line.removeprefix("picture: "))
            width, height = picture_size(path)
            assert 800 < width < 2000 and 300 < height < 1200
            assert path.parent == out and 5_000 < path.stat().st_size < 150_000
    assert "picture: " in output
    return output


def test_a_larger_vocabulary_needs_fewer_pieces_and_length_batches_less_padding(tmp_path: Path) -> None:
    output = _run("tokens", tmp_path)
    pieces = [numbers_of(line)[1] for line in output.splitlines() if line.startswith("vocabulary")]
    assert pieces == sorted(pieces, reverse=True) and pieces[-1] > 1
    assert "and back again: True" in output
    loose, tight = (numbers_of(line_with(output, way))[-1] for way in ("as they come", "by length"))
    assert tight < 0.7 * loose


def test_real_pairs_may_take_the_place_of_the_grammar(tmp_path: Path) -> None:
    (tmp_path / "translation").mkdir()
    lines = [f"own\tThe moon is {n} miles away.\tDer Mond ist {n} Meilen entfernt.\n" for n in range(200)]
    (tmp_path / "translation" / "train.en-de.tsv").write_text("".join(lines), encoding="utf-8")
    assert "back again: True" in _run("tokens", tmp_path, "--data-dir", str(tmp_path))


def test_gradients_by_hand_are_those_of_torch(tmp_path: Path) -> None:
    output = _run("gradients", tmp_path)
    for words, limit in (("cross entropy", 1e-6), ("project's loss", 1e-6), ("LSTM cell", 1e-12)):
        found = float(line_with(output, words).split("difference ")[1].split()[0])
        assert 0 <= found < limit
    assert numbers_of(line_with(output, "trying, 64 bits"))[1] < 1e-6


def test_too_high_a_rate_diverges_and_a_fair_one_learns(tmp_path: Path) -> None:
    output = _run("learning_rates", tmp_path, "--steps", "15")
    ends = {line.split()[1]: line.split()[-1] for line in output.splitlines() if line.startswith("rate")}
    assert float(ends["0.2"]) < float(ends["0.02"]) < float(ends["0.002"])
    assert not float(ends["1"]) < float(ends["0.2"])
    assert 1e-3 < numbers_of(line_with(output, "suggests"))[0] < 10


def test_an_open_forget_gate_lets_the_gradient_through(tmp_path: Path) -> None:
    output = _run("recurrent", tmp_path)
    left = {line.split(":")[0]: line.split(": ")[1] for line in output.splitlines() if "is left after" in line}
    shares = {name: float(rest.split()[0]) for name, rest in left.items()}
    assert shares["plain RNN"] < shares["LSTM, forget bias 1"] < shares["LSTM, forget bias 4"]
    assert float(line_with(output, "largest difference").split("difference ")[1].split(",")[0]) < 1e-5


def test_attention_is_drawn_at_three_moments_and_the_search_with_its_candidates(tmp_path: Path) -> None:
    output = _run("attention", tmp_path)
    first, last = numbers_of(line_with(output, "loss at the beginning"))
    assert last < first
    sharpness = [numbers_of(line)[1] for line in output.splitlines() if "strongest weight" in line]
    assert len(sharpness) == 3 and all(0 < weight <= 1 for weight in sharpness)
    assert {path.name for path in tmp_path.iterdir()} == {"attention.png", "beam.png"}
    assert "beam 1:" in output and "beam 3:" in output and "candidate 3:" in output


def test_memory_is_tried_with_one_two_and_three_hops(tmp_path: Path) -> None:
    output = _run("memory", tmp_path)
    rows = [numbers_of(line) for line in output.splitlines() if line.startswith("hops")]
    assert [row[0] for row in rows] == [1, 2, 3]
    assert all(0 <= share <= 1 for row in rows for share in row[2:])


def test_a_lesson_says_the_same_twice() -> None:
    exercise = StoryExercise(8, 2, hints=True)
    first, again, other = (fit(exercise, "story", lesson_run(max_steps=3, seed=seed)).losses for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("arguments", [["--steps", "0"], ["--preset", "huge"]])
def test_wrong_options_are_refused(arguments: list[str]) -> None:
    with pytest.raises(AssertionError, match="Usage"):
        run_lesson("memory", *arguments)
