"""Lesson 5: attention before and after training, and the tree that beam search grows."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click
import torch
from torch import nn

from neural.seq2seq.batches import source_batch
from neural.seq2seq.lstm_decoder import LSTMDecoder
from neural.seq2seq.model import Seq2Seq
from neural.seq2seq.search import SearchOptions, search
from neural.text.tokenizer import BOS, EOS, SubwordTokenizer
from scripts.learn.beam import Tree, beam_tree
from scripts.learn.lesson import data_option, fit, lesson_command, lesson_run, one_thread, smoothed
from scripts.learn.picture import heat_map, picture
from scripts.learn.translation import little_translator
from scripts.learn.tree import draw_tree
from scripts.options import plain_errors

PAIRS = 15000  # so many that none comes twice: what is learnt is how often, not which
STEPS = {"lesson": 450, "tiny": 8}
SOURCE = "The old king has painted the garden gate."
TARGET = "Der alte König hat die Gartentür gemalt."
AMBIGUOUS = "The queen finds the small book today."


class Look(NamedTuple):
    """Where the network looked: weights_TS with a row for each target piece and a column for each source piece."""

    step: int
    weights_TS: list[list[float]]


@lesson_command("attention", STEPS["lesson"])
@click.option("--beam", type=click.IntRange(min=1), default=3, help="Hypotheses kept at each step.")
@data_option
@plain_errors
def main(preset: str, out: Path, seed: int, steps: int | None, beam: int, data_dir: Path | None) -> None:
    """Train a little translator, watch its attention, then watch it search."""
    one_thread(seed)
    task = little_translator(data_dir, preset, PAIRS, seed)
    steps = steps or STEPS[preset]
    moments = (0, steps // 3, steps)
    looks: list[Look] = []

    def watch(step: int, model: nn.Module) -> None:
        if step in moments:
            assert isinstance(model, Seq2Seq)
            looks.append(Look(step, attention_over(model, task.tokenizer, SOURCE, TARGET)))

    options = lesson_run(max_steps=steps, learning_rate=4e-3, schedule="cosine", warmup_steps=steps // 20, seed=seed)
    fitted = fit(task, "attention", options, watch)
    model = fitted.model
    assert isinstance(model, Seq2Seq)
    click.echo(f"loss at the beginning {fitted.losses[0]:.2f}, at the end {smoothed(fitted.losses)[-1]:.2f}")
    for look in looks:
        click.echo(f"after {look.step:3} steps a word's strongest weight is {sharpness(look):.2f} on average")
    _draw_looks(out / "attention.png", looks, task.tokenizer)
    _search(model, task.tokenizer, beam, out / "beam.png")


def attention_over(model: Seq2Seq, tokenizer: SubwordTokenizer, source: str, target: str) -> list[list[float]]:
    """The weights with which each piece of `target` is written, when it is given the right pieces before it."""
    with torch.inference_mode():
        memory, state = model.encode(source_batch([tokenizer.encode(source)]))
        rows = []
        for word in [BOS, *tokenizer.encode(target)]:
            _, state, weights_1S = model.step(torch.tensor([word]), state, memory)
            rows.append(weights_1S[0].tolist())
    return rows


def sharpness(look: Look) -> float:
    """The mean over target pieces of the largest weight: 1 where each looks at one source piece alone."""
    return sum(max(row) for row in look.weights_TS) / len(look.weights_TS)


def _search(model: Seq2Seq, tokenizer: SubwordTokenizer, beam: int, path: Path) -> None:
    """Greedy search and beam search on a sentence with several right translations; the tree of the second."""
    with torch.inference_mode():
        encoded = model.encode(source_batch([tokenizer.encode(AMBIGUOUS)]))
    decoder = LSTMDecoder(model)
    for width in dict.fromkeys((1, beam)):
        best = search(decoder, decoder.ready(encoded), SearchOptions(beam=width))[0][0]
        click.echo(f"beam {width}: {tokenizer.decode(best.ids)}  score {best.score:.4f}")
    tree = beam_tree(model, encoded, SearchOptions(beam=beam))
    for place, end in enumerate(tree.finished[:3], 1):
        share = float(torch.tensor(end.total).exp())
        click.echo(f"candidate {place}: {tokenizer.decode(tree.ids(end))}  probability {share:.3f}")
    draw(path, tree, tokenizer)


def draw(path: Path, tree: Tree, tokenizer: SubwordTokenizer) -> None:
    with picture(path, 12.5, 3.8) as figure:
        axes = figure.subplots()
        draw_tree(axes, tree, tokenizer)
        axes.set_title(f"Beam search for “{AMBIGUOUS}”")
    click.echo(f"picture: {path}")


def _draw_looks(path: Path, looks: list[Look], tokenizer: SubwordTokenizer) -> None:
    source, target = ([*tokenizer.pieces([*tokenizer.encode(text), EOS])] for text in (SOURCE, TARGET))
    with picture(path, 13, 5) as figure:
        for axes, look in zip(figure.subplots(1, len(looks)), looks, strict=True):
            heat_map(axes, look.weights_TS, source, target)
            axes.set_title(f"after {look.step} steps" if look.step else "before training")
    click.echo(f"picture: {path}")


if __name__ == "__main__":
    main()
