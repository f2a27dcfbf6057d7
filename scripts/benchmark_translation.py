"""Measures the translator side by side with what one would install instead, in one run, as ratios.

- training: target tokens a second against JoeyNMT's recurrent model of the same size, data and batches;
- decoding: sentences a second, beam 5, a batch of 1,000 sentences, against the same;
- en-es: BLEU and sentences a second against Apertium;
- one sentence: latency of greedy search, warm.

The two sides take turns. What a run needs and does not find it leaves out, and says so.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scripts.options import FOLDER, plain_errors, quiet_libraries
from scripts.own_training import OwnTraining
from scripts.peers import (
    Clock,
    JoeyNMT,
    Sizes,
    Work,
    apertium,
    compare,
    make_joeynmt,
    write_corpus,
)
from scripts.translation_report import Report, lines

if TYPE_CHECKING:
    from neural.seq2seq.translator import Translator

SENTENCE = "The old man walked slowly through the park with his small dog."
"""Twelve words."""


@click.command(context_settings={"show_default": True})
@click.option("--data-dir", type=FOLDER, required=True, help="Local data laid out as docs/data.md says.")
@click.option("--joeynmt-env", type=FOLDER, help="JoeyNMT's environment; made there if need be. Left out: no JoeyNMT.")
@click.option("--checkpoint", type=FOLDER, help="Multi30k translator to decode with; else one trained a few steps.")
@click.option("--everyday", type=FOLDER, help="Translator for the latency; found among the checkpoints if left out.")
@click.option("--en-es", type=FOLDER, help="Translator against Apertium; found among the checkpoints if left out.")
@click.option("--rounds", default=3, type=click.IntRange(min=1), help="Alternating runs, of which medians are taken.")
@click.option("--steps", default=20, type=click.IntRange(min=1), help="Training steps a run.")
@click.option("--sentences", default=1000, type=click.IntRange(min=1), help="In the batch that is decoded.")
@click.option(
    "--length", default=14, type=click.IntRange(min=1), help="Subwords of every output, without --checkpoint."
)
@click.option("--threads", default=2, type=click.IntRange(min=1), help="Of each side.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@plain_errors
def main(
    data_dir: Path,
    joeynmt_env: Path | None,
    checkpoint: Path | None,
    everyday: Path | None,
    en_es: Path | None,
    rounds: int,
    steps: int,
    sentences: int,
    length: int,
    threads: int,
    as_json: bool,
) -> None:
    """Measure training, decoding and latency of the translator against JoeyNMT and Apertium."""
    quiet_libraries()
    import torch

    torch.set_num_threads(threads)
    report: Report = {"load": round(os.getloadavg()[0], 1), "cores": os.cpu_count(), "threads": threads}
    if joeynmt_env is None:
        report["joeynmt"] = "left out: no --joeynmt-env was given"
    else:
        report |= against_joeynmt(data_dir, joeynmt_env, Sizes(), checkpoint, rounds, steps, sentences, length, threads)
    report["en-es"] = against_apertium(data_dir, _found(en_es, "en", "es"), rounds)
    report["latency"] = latency(_found(everyday, "en", "de") or _found(everyday, "en", "es"))
    report["load_after"] = round(os.getloadavg()[0], 1)
    click.echo(json.dumps(report) if as_json else "\n".join(lines(report)))


def against_joeynmt(
    data_dir: Path,
    environment: Path,
    sizes: Sizes,
    checkpoint: Path | None,
    rounds: int,
    steps: int,
    sentences: int,
    length: int,
    threads: int,
) -> Report:
    """Training and decoding on Multi30k, en-de. Both sides train in one process of so many threads.

    Both sides write outputs of the same length. With a `checkpoint` ours are as long as they come, and JoeyNMT's all as
    long as ours in the mean; without, both models are barely trained and every output has `length` subwords.
    """
    from neural.corpora.translation import file_pairs
    from neural.seq2seq.translator import Translator

    folder = data_dir / "translation"
    training = list(file_pairs(folder / "multi30k-train.en-de.tsv.gz", "en", "de"))
    test = list(file_pairs(folder / "test" / "multi30k-2016-flickr.en-de.tsv.gz", "en", "de"))[:sentences]
    python = make_joeynmt(environment)
    work = environment / "multi30k-en-de"
    work.mkdir(exist_ok=True)
    write_corpus(work, training, test, ("en", "de"))
    with (
        OwnTraining(work, ("en", "de"), sizes, 1, threads) as own,
        JoeyNMT(python, work, ("en", "de"), asdict(sizes), threads) as peer,
        tempfile.TemporaryDirectory() as name,
    ):
        own.train(1), peer.train(1)  # first steps are slower on both sides
        trained = compare("target tokens/s", rounds, lambda: own.train(steps), lambda: peer.train(steps))
        if checkpoint is None:
            own.save(Path(name) / "model")
        translator = Translator.load(checkpoint or Path(name) / "model")
        sources = [pair.source for pair in test]
        if checkpoint is None:
            forbid_ends(translator)
        length = mean_length(translator, sources, None if checkpoint else length)
        decoded = compare(
            "sentences/s",
            rounds,
            lambda: decode(translator, sources, 5, None if checkpoint else length),
            lambda: peer.decode(5, length),
        )
        parameters = {"ours": own.parameters, "joeynmt": peer.parameters}
    return {"parameters": parameters, "training": asdict(trained), "decoding": asdict(decoded), "length": length}


def forbid_ends(translator: Translator) -> None:
    """Makes the end mark so improbable that every output grows to the length it is given."""
    import torch

    from neural.seq2seq.kinds import make_decoder
    from neural.text.tokenizer import EOS

    with torch.no_grad():
        translator.model.output_bias[EOS] = -1e4
    translator.decoder = make_decoder(translator.model, translator.decoder.precision)


def decode(translator: Translator, sources: Sequence[str], beam: int, length: int | None) -> Work:
    """Sentences translated, from text to text; with `length`, into so many subwords each at the most."""
    from neural.seq2seq.search import SearchOptions

    options = SearchOptions(beam=beam)
    if length is not None:
        options = SearchOptions(beam=beam, max_ratio=0.0, max_extra=length + 1)
    clock = Clock()
    return clock.work(len(translator.translate(sources, options)))


def mean_length(translator: Translator, sources: Sequence[str], length: int | None) -> int:
    """Subwords of a translation in the mean, or the `length` that is forced."""
    if length is not None:
        return length
    return max(1, round(statistics.mean(len(result.pieces) for result in translator.translate(sources))))


def against_apertium(data_dir: Path, checkpoint: Path | None, rounds: int) -> Report | str:
    """BLEU and speed on tatoeba-heldout, en-es, or why there is none."""
    from neural.corpora.translation import file_pairs
    from neural.evaluation.translation import corpus_scores
    from neural.seq2seq.translator import Translator

    if checkpoint is None:
        return "left out: there is no translator from English to Spanish"
    pairs = list(file_pairs(data_dir / "translation" / "test" / "tatoeba-heldout.en-es.tsv.gz", "en", "es"))
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    theirs = apertium("eng-spa", sources)
    if theirs is None:
        return "left out: Apertium is not installed (apt-get install apertium-eng-spa)"
    translator = Translator.load_judged(checkpoint, ("en", "es"))
    ours = [result.text for result in translator.translate(sources)]

    def again() -> Work:
        found = apertium("eng-spa", sources)
        assert found is not None
        return found[1]

    speed = compare("sentences/s", rounds, lambda: decode(translator, sources, 5, None), again)
    bleu = {
        "ours": corpus_scores(ours, references, "es").bleu,
        "apertium": corpus_scores(theirs[0], references, "es").bleu,
    }
    return {"checkpoint": checkpoint.name, "bleu": bleu, "speed": asdict(speed)}


def latency(checkpoint: Path | None, runs: int = 21) -> Report | str:
    """Milliseconds from text to text of one sentence of twelve words, greedy and with judged beams, warm."""
    from neural.seq2seq.translator import Translator
    from neural.seq2seq.widths import JUDGED_BEAM

    if checkpoint is None:
        return "left out: there is no translator"
    translator = Translator.load_judged(checkpoint)
    report: Report = {"checkpoint": checkpoint.name, "runs": runs}
    for name, beam in (("greedy", 1), ("beam 5", 5), (f"beam {JUDGED_BEAM}", JUDGED_BEAM)):
        decode(translator, [SENTENCE], beam, None)
        work = [decode(translator, [SENTENCE], beam, None) for _ in range(runs)]
        report[name] = {
            "milliseconds": 1000 * statistics.median(w.seconds for w in work),
            "cpu_milliseconds": 1000 * statistics.median(w.cpu for w in work),
        }
    return report


def _found(checkpoint: Path | None, source: str, target: str) -> Path | None:
    from neural.training.catalogue import checkpoints_folder, find_model

    return checkpoint or find_model(checkpoints_folder(), "translator", (source, target))


if __name__ == "__main__":
    main()
