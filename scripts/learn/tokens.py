"""Lesson 1: from text to subwords, and from sentences to batches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from neural.corpora.translation import Pair
from neural.seq2seq.batches import EncodedPair, encode_pairs, length_batches
from neural.text.tokenizer import SubwordTokenizer
from scripts.learn.lesson import data_option, lesson_command
from scripts.learn.picture import GRID, INK, SERIES, TERRACOTTA, bare, picture
from scripts.learn.toy import lesson_pairs
from scripts.options import plain_errors

VOCABULARIES = (263, 300, 350, 450)
"""263 is the seven special ids and the 256 bytes: nothing learnt yet."""
PAIRS = {"lesson": 3000, "tiny": 200}
BATCH_TOKENS = 600
LONGEST = 80
SHOWN = 5
SENTENCE = "Der König hat das Bilderbuch gefunden."
STRANGE = "Zwölf Dampfschiffe 🚢"


@lesson_command("tokens")
@data_option
@plain_errors
def main(preset: str, out: Path, seed: int, data_dir: Path | None) -> None:
    """Train tokenisers of several sizes, then gather sentences in batches in two ways."""
    pairs = lesson_pairs(data_dir, PAIRS[preset], seed)
    tokenizers = {size: train_tokenizer(pairs, size) for size in VOCABULARIES}
    words = sum(len(p.target.split()) for p in pairs)
    for size, tokenizer in tokenizers.items():
        pieces = sum(map(len, tokenizer.encode_batch([p.target for p in pairs])))
        click.echo(f"vocabulary {size:4}: {pieces / words:.2f} pieces a word")
    tokenizer = tokenizers[VOCABULARIES[-1]]
    ids = tokenizer.encode(STRANGE)
    click.echo(f"'{STRANGE}' is {len(ids)} pieces, and back again: {tokenizer.decode(ids) == STRANGE}")
    encoded = [pair for pair in encode_pairs(tokenizer, pairs, LONGEST) if pair is not None]
    ways = {"as they come": as_they_come(encoded), "by length": by_length(encoded, seed)}
    for way, batches in ways.items():
        share = padding_share(encoded, batches)
        click.echo(f"batches {way}: {len(batches)} batches, {100 * share:.1f} % of them padding")
    path = out / "tokens.png"
    _draw(path, tokenizers, encoded, ways)
    click.echo(f"picture: {path}")


def train_tokenizer(pairs: Sequence[Pair], size: int) -> SubwordTokenizer:
    """One vocabulary for both languages, as the translator has."""
    return SubwordTokenizer.train([text for p in pairs for text in (p.source, p.target)], size)


def by_length(encoded: Sequence[EncodedPair], seed: int) -> list[list[int]]:
    """The project's batches: sentences of about the same length together."""
    return length_batches([(len(s) + 1, len(t) + 1) for s, t in encoded], BATCH_TOKENS, seed)


def as_they_come(encoded: Sequence[EncodedPair]) -> list[list[int]]:
    """The same budget of padded ids a batch, filled in the order of the corpus."""
    batches: list[list[int]] = [[]]
    longest = 0
    for i, (source, target) in enumerate(encoded):
        longest = max(longest, len(source) + 1, len(target) + 1)
        if batches[-1] and longest * (len(batches[-1]) + 1) > BATCH_TOKENS:
            batches.append([])
            longest = max(len(source), len(target)) + 1
        batches[-1].append(i)
    return batches


def padding_share(encoded: Sequence[EncodedPair], batches: Sequence[Sequence[int]]) -> float:
    """The share of target ids that are there only to make each batch a rectangle."""
    lengths = [[len(encoded[i][1]) + 1 for i in batch] for batch in batches]
    cells = sum(max(batch) * len(batch) for batch in lengths)
    return 1 - sum(map(sum, lengths)) / cells


def _draw(
    path: Path,
    tokenizers: dict[int, SubwordTokenizer],
    encoded: Sequence[EncodedPair],
    ways: dict[str, list[list[int]]],
) -> None:
    with picture(path, 11, 7) as figure:
        grid = figure.add_gridspec(2, 2, height_ratios=(2, 3))
        _draw_pieces(figure.add_subplot(grid[0, :]), tokenizers)
        axes = None
        for column, (way, batches) in enumerate(ways.items()):
            axes = figure.add_subplot(grid[1, column], sharex=axes)
            share = 100 * padding_share(encoded, batches)
            axes.set_title(f"Batches of sentences {way}: {share:.0f} % padding")
            _draw_batches(axes, encoded, batches[:SHOWN])


def _draw_pieces(axes: Axes, tokenizers: dict[int, SubwordTokenizer]) -> None:
    """One row a vocabulary: the sentence as boxes, a box a piece, as wide as its letters."""
    axes.set_title("One sentence in pieces, by the size of the vocabulary")
    for row, tokenizer in enumerate(tokenizers.values()):
        place = 0.0
        ids = tokenizer.encode(SENTENCE)
        for number, piece in enumerate(tokenizer.pieces(ids)):
            shown = piece.replace(" ", "·").replace("\ufffd", "▯")  # a box: half of a letter
            width = len(shown) + 0.5
            box = FancyBboxPatch(
                (place + 0.12, -row - 0.3), width - 0.24, 0.6, boxstyle="round,pad=0,rounding_size=0.15",
                facecolor=SERIES[number % 2], alpha=0.25, linewidth=0,
            )  # fmt: skip
            axes.add_patch(box)
            axes.text(place + width / 2, -row, shown, ha="center", va="center", family="DejaVu Sans Mono", color=INK)
            place += width
        axes.text(place + 0.5, -row, f"{len(ids)} pieces", va="center", color=TERRACOTTA)
    axes.set_xlim(0, 1.62 * len(SENTENCE) + 5)
    axes.set_ylim(-len(tokenizers) + 0.4, 0.6)
    axes.set_yticks([-row for row in range(len(tokenizers))], [str(size) for size in tokenizers])
    axes.set_xticks([])
    bare(axes)


def _draw_batches(axes: Axes, encoded: Sequence[EncodedPair], batches: Sequence[Sequence[int]]) -> None:
    """A line a sentence: its ids dark, its padding light; a gap between two batches."""
    y = 0
    for batch in batches:
        lengths = [len(encoded[i][1]) + 1 for i in batch]
        rows = [y + k for k in range(len(lengths))]
        axes.barh(rows, [max(lengths)] * len(rows), height=1.0, color=GRID, linewidth=0)
        axes.barh(rows, lengths, height=0.75, color=TERRACOTTA, linewidth=0)
        y += len(lengths) + 6
    axes.set_ylim(y, -2)
    axes.set_yticks([])
    axes.set_xlabel("ids of the German side")
    bare(axes)


if __name__ == "__main__":
    main()
