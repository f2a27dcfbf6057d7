"""Pictures as files: the same every time, safe whatever the text, and told plainly where they can't be written."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from neural.errors import DragomanError
from tests.tui.fakes import answer
from tests.tui.thinking.thoughtful import CHOICES, HOPS, SOURCE, TARGET, WEIGHTS, Thoughtful
from tui import brain
from tui.pictures.drawing import ACCENT, GROUND, clip, shade
from tui.pictures.files import save, svg
from tui.pictures.memory import draw_answer, draw_memory
from tui.pictures.translation import draw_alignments
from tui.shell.group import dragoman
from tui.thinking.alignment import Alignment, Choice
from tui.thinking.hops import memory_of

SENTENCE = Alignment(
    source=SOURCE,
    target=TARGET,
    weights=WEIGHTS,
    choices=tuple(Choice(text=text, score=score, back=back) for text, score, back in CHOICES),
)
MAP = draw_alignments([SENTENCE], title="Translation en → de")


def texts(picture: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]


def test_a_map_names_words_weights_and_choices() -> None:
    found = texts(svg(MAP))
    assert {
        "Translation en → de",
        "Two",
        "playing",
        "(end)",
        "Kinder",
        "91",
        "65",
        " -0.11  -0.58  Zwei Kinder spielen.",
        " -0.95      –  Die Kinder spielen.",
    } <= set(found)
    assert len(MAP.boxes) == 6 * 4


def test_hops_are_drawn_with_the_empty_slot() -> None:
    found = texts(svg(draw_memory(memory_of(HOPS), title="Who?", answer="Panagiotis Nikousios")))
    assert {"Who?", "Panagiotis Nikousios", "hop 1", "hop 2", "93", "not said", "porte.txt · sentence 1"} <= set(found)
    assert "The document does not say." not in found
    assert "Panagiotis Nikousios" in texts(svg(draw_answer(answer("Who?"))))


def test_all_lies_within_the_picture() -> None:
    for drawing in (MAP, draw_answer(answer("Who?"))):
        assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)
        assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)
        assert all(0 <= text.x <= drawing.width and 0 <= text.y <= drawing.height for text in drawing.texts)


def test_of_many_sentences_the_first_are_drawn_and_the_others_counted() -> None:
    assert "and 28 more sentences" in texts(svg(draw_alignments([SENTENCE] * 40, title="long")))


def test_text_can_not_break_out() -> None:
    nasty = Alignment(source=('</text><script x="1">', "\x1b[31m"), target=("<b>&",), weights=((0.5, 0.5),))
    picture = svg(draw_alignments([nasty], title="\x00<title>"))
    assert "<script" not in picture and "\x1b" not in picture and "\x00" not in picture
    assert ElementTree.fromstring(picture) is not None


@pytest.mark.parametrize("name", ["map.svg", "map.png"])
def test_the_same_drawing_is_the_same_file(tmp_path: Path, name: str) -> None:
    save(MAP, tmp_path / name)
    first = (tmp_path / name).read_bytes()
    save(MAP, tmp_path / name)
    assert (tmp_path / name).read_bytes() == first and not list(tmp_path.glob(".*.tmp"))
    assert first.startswith(b"\x89PNG" if name.endswith("png") else b"<svg")


def test_what_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match=r"neither \.svg nor \.png"):
        save(MAP, tmp_path / "map.pdf")
    with pytest.raises(DragomanError, match="could not be written"):
        save(MAP, tmp_path / "missing" / "map.svg")


def test_shades_go_from_paper_to_accent() -> None:
    assert shade(0) == GROUND and shade(1) == ACCENT == shade(7)
    assert clip("a long word", 6) == "a lon…" and clip("short", 6) == "short"


def test_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brain, "load_assistant", Thoughtful)
    path, run = tmp_path / "map.svg", CliRunner().invoke
    result = run(dragoman, ["translate", "--to", "de", "--picture", str(path)], input="Two children. Are playing.\n")
    assert result.exit_code == 0 and texts(path.read_text()).count("children") == 2
    result = run(dragoman, ["ask", "/docs/porte.txt", "Who?", "--picture", str(path)])
    assert result.exit_code == 0 and "hop 2" in texts(path.read_text())
    result = run(dragoman, ["ask", "/docs/porte.txt", "--picture", str(path)], input="Who?\n")
    assert result.exit_code == 2 and "--picture draws one answer" in result.output
    result = run(dragoman, ["translate", "--to", "de", "--picture", "map.pdf"], input="Two.\n")
    assert isinstance(result.exception, DragomanError)
