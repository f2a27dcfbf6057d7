from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from neural.errors import DragomanError
from neural.seq2seq import prepare
from neural.seq2seq.prepare import prepare_pairs
from neural.seq2seq.presets import PRESETS
from tests.toy import PAIRS


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "data", copies=1)


def write_corpus(folder: Path, copies: int) -> Path:
    (folder / "translation").mkdir(parents=True)
    with gzip.open(folder / "translation" / "train.en-de.tsv.gz", "wt", encoding="utf-8", compresslevel=1) as file:
        for copy in range(copies):
            more = f" {copy}" if copies > 1 else ""
            file.writelines(f"{p.corpus}\t{p.source}{more}\t{p.target}{more}\n" for p in PAIRS)
    return folder


def test_training_and_validation_share_no_sentence_and_lose_none(data_dir: Path, tmp_path: Path) -> None:
    prepared = prepare_pairs(PRESETS["tiny"], data_dir, tmp_path / "cache")
    trained = {prepared.tokenizer.decode(source) for source, _ in prepared.store.pairs(range(len(prepared.store)))}
    held_out = {pair.source for pair in prepared.validation}
    assert trained | held_out == {pair.source for pair in PAIRS} and not trained & held_out
    assert len(prepared.validation) == PRESETS["tiny"].validation_size


def test_more_pairs_are_trained_on_and_never_validated_on(data_dir: Path, tmp_path: Path) -> None:
    """Even those of a sentence that is held out are passed over."""
    preset, cache = PRESETS["tiny"], tmp_path / "cache"
    before = prepare_pairs(preset, data_dir, cache)
    path = tmp_path / "more.en-de.tsv"
    spare = ["back\tThe sun is late.\tDie Sonne kommt.", f"back\t{before.validation[0].source}\tDas ist gehalten."]
    path.write_text("\n".join(spare) + "\n")
    after = prepare_pairs(replace(preset, more=(path,)), data_dir, cache, before.tokenizer)
    assert after.validation == before.validation
    assert after.store.corpora == before.store.corpora | {"back": 1}
    targets = [after.tokenizer.decode(target) for _, target in after.store.pairs(range(len(after.store)))]
    assert "Die Sonne kommt." in targets and "Das ist gehalten." not in targets


def test_of_a_corpus_a_share_of_the_sentences_is_read(data_dir: Path, tmp_path: Path) -> None:
    (corpus,) = {pair.corpus for pair in PAIRS}
    whole, half = (
        prepare_pairs(replace(PRESETS["tiny"], shares=((corpus, share),)), data_dir, tmp_path / "cache")
        for share in (1.0, 0.5)
    )
    held_out = {pair.source for pair in half.validation}
    sources = {half.tokenizer.decode(source) for source, _ in half.store.pairs(range(len(half.store)))} | held_out
    assert 0.3 * len(PAIRS) < len(sources) < 0.7 * len(PAIRS)
    assert sources < {pair.source for pair in PAIRS}
    assert len(whole.store) + len(whole.validation) == len(PAIRS)


def test_the_second_time_nothing_is_read_again(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prepare_pairs(PRESETS["tiny"], data_dir, tmp_path / "cache")

    def never(*_: object) -> None:
        raise AssertionError("the corpus was read again")

    monkeypatch.setattr(prepare, "training_pairs", never)
    second = prepare_pairs(PRESETS["tiny"], data_dir, tmp_path / "cache")
    assert second.tokenizer.to_json() == first.tokenizer.to_json()
    assert second.validation == first.validation
    assert second.store.pairs(range(5)) == first.store.pairs(range(5))
    third = prepare_pairs(PRESETS["tiny"], data_dir, tmp_path / "cache", first.tokenizer)
    assert len(third.store) == len(first.store)


def test_a_corpus_that_changed_is_read_again(data_dir: Path, tmp_path: Path) -> None:
    before = prepare_pairs(PRESETS["tiny"], data_dir, tmp_path / "cache")
    with gzip.open(data_dir / "translation" / "train.en-de.tsv.gz", "at", encoding="utf-8") as file:
        file.write("toy\tThe queen laughs.\tDie Königin lacht.\n")
    after = prepare_pairs(PRESETS["tiny"], data_dir, tmp_path / "cache")
    assert len(after.store) + len(after.validation) == len(before.store) + len(before.validation) + 1


def test_too_little_to_train_on_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "translation").mkdir(parents=True)
    (folder / "translation" / "train.en-de.tsv").write_text("toy\tYes.\tJa.\n", encoding="utf-8")
    with pytest.raises(DragomanError, match="only 0 pairs to train on"):
        prepare_pairs(PRESETS["tiny"], folder, tmp_path / "cache")


PROGRAM = """
import resource, sys
from pathlib import Path
from neural.seq2seq.batches import epoch_batches
from neural.seq2seq.prepare import prepare_pairs
from neural.seq2seq.presets import PRESETS
prepared = prepare_pairs(PRESETS["tiny"], Path(sys.argv[1]), Path(sys.argv[2]))
batches = sum(1 for _ in epoch_batches(prepared.store, 500, seed=1))
print(len(prepared.store), batches, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(data: Path, cache: Path) -> tuple[int, int]:
    """(pairs, peak memory in units of the system) of preparing and reading one epoch in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(data), str(cache)], capture_output=True, text=True, check=True
    )
    pairs, _, memory = map(int, done.stdout.split())
    return pairs, memory


def test_a_corpus_ten_times_larger_takes_hardly_more_memory(tmp_path: Path) -> None:
    small = peak(write_corpus(tmp_path / "a", copies=40), tmp_path / "cache-a")
    large = peak(write_corpus(tmp_path / "b", copies=400), tmp_path / "cache-b")
    assert large[0] > 9 * small[0]
    assert large[1] < 1.2 * small[1]


def test_a_benchmark_is_tuned_on_its_own_validation_pairs(tmp_path: Path) -> None:
    folder = tmp_path / "translation"
    folder.mkdir()
    for name, pairs in (("multi30k-train", PAIRS[:30]), ("multi30k-val", PAIRS[30:35])):
        with gzip.open(folder / f"{name}.en-de.tsv.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{pair.source}\t{pair.target}\n" for pair in pairs)
    small = replace(PRESETS["multi30k"], model=PRESETS["tiny"].model)
    prepared = prepare_pairs(small, tmp_path, tmp_path / "cache")
    assert [pair.source for pair in prepared.validation] == [pair.source for pair in PAIRS[30:35]]
    assert len(prepared.store) == 30
