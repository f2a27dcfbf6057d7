from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from neural.corpora.translation import Pair
from neural.errors import DragomanError
from neural.seq2seq import back_translation
from neural.seq2seq.back_translation import back_translated, spare_sentences
from neural.seq2seq.presets import PRESETS
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation

PRESET = PRESETS["one_way"]


def corpus(folder: Path, **files: str) -> Path:
    (folder / "translation").mkdir()
    for language, text in files.items():
        (folder / "translation" / f"train.en-{language}.tsv").write_text(text, encoding="utf-8")
    return folder


def test_sentences_that_lack_a_translation_are_found_once(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path,
        fr="tatoeba\tI have seen it all.\tJ'ai tout vu.\n",
        de="tatoeba\tI  have SEEN it all.\tDas alles.\ntatoeba\tThe mill stands still today.\tSie steht.\n"
        "tatoeba\tFar too short.\tKurz.\nmlqepe\tThis one is mere noise.\tLärm.\n",
        es="tatoeba\tthe mill stands still today.\tEl molino.\nmsctd\tWho are you, old friend?\t¿Quién?\n",
    )
    found = list(spare_sentences(PRESET, folder, ("fr", "en"), ["de", "es"]))
    assert found == [("tatoeba", "The mill stands still today."), ("msctd", "Who are you, old friend?")]
    assert list(spare_sentences(replace(PRESET, shares=(("msctd", 0.0),)), folder, ("fr", "en"), ["es"])) == [
        ("tatoeba", "the mill stands still today.")
    ]
    (tmp_path / "translation" / "test").mkdir()
    asked = tmp_path / "translation" / "test" / "asked.en-de.tsv"  # what is asked of another pair is asked too
    asked.write_text("The mill stands still, today!\tJa.\n", encoding="utf-8")
    assert list(spare_sentences(PRESET, tmp_path, ("fr", "en"), ["de", "es"])) == found[1:]
    with pytest.raises(DragomanError, match="nor"):
        list(spare_sentences(PRESET, folder, ("fr", "en"), ["it"]))


class Backwards:
    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []

    def translate(self, sentences: Sequence[str], options: SearchOptions | None = None) -> list[SentenceTranslation]:
        assert options is not None
        self.calls.append((len(sentences), options.beam))
        texts = [sentence[::-1].strip() for sentence in sentences]
        return [
            SentenceTranslation(text=text, score=0.0, source_pieces=(), pieces=(), attention_TS=()) for text in texts
        ]


def test_what_people_wrote_is_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_translation, "AT_ONCE", 2)
    back = Backwards()
    sentences = [("a", "no way"), ("b", "level"), ("b", " "), ("c", "go on")]
    pairs = list(back_translated(back, iter(sentences), 3))
    assert pairs == [Pair("yaw on", "no way", "back-a"), Pair("no og", "go on", "back-c")]
    assert back.calls == [(2, 3), (2, 3)]
