"""Lesson 6: a memory network that looks things up, hop by hop.

Shapes: Q questions, S slots (sentences of all stories of a batch), L words, E word vector, H both directions of the
encoder, D slot, V vocabulary.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import torch
from matplotlib.axes import Axes
from torch import Tensor, nn

from neural.layers.recurrent import BiLSTM
from neural.reading.lexical import FEATURES
from neural.reading.memory import Memory, Reading, SlotWriter
from scripts.learn.lesson import fit, lesson_command, lesson_run, one_thread
from scripts.learn.picture import MUTED, SLATE, TERRACOTTA, heat_map, picture
from scripts.learn.stories import ROOMS, WORDS, Story, StoryBatch, make_story, story_batch

HOPS = (1, 2, 3)
STEPS = {"lesson": 500, "tiny": 4}
SIZE = {"lesson": 32, "tiny": 8}
"""Of a word vector and of one direction of the encoder."""
BATCH = 32


class StoryReader(nn.Module):
    """The reader's memory by itself: encoder, slots, hops, and a word as answer. StoryBatch -> logits_QV, Reading."""

    def __init__(self, size: int, hops: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(WORDS), size)
        self.encoder = BiLSTM(size, size)
        self.writer = SlotWriter(2 * size, 2 * size)
        self.memory = Memory(2 * size, 2 * size, hops, dropout=0.0)
        self.output = nn.Linear(2 * size, len(WORDS))

    def forward(self, batch: StoryBatch) -> tuple[Tensor, Reading]:
        tokens_SLH = self._encode(batch.sentences_SL)
        count, words, _ = tokens_SLH.shape
        slots = self.writer(tokens_SLH.flatten(0, 1), torch.arange(count).repeat_interleave(words), count)
        questions = torch.arange(len(batch.questions_QL))
        shown_QS = batch.owner_S[None] == questions[:, None]  # a question sees the sentences of its own story
        # No lexical help: all features nought. It is for real documents, where a rare word gives a sentence away.
        features_QSF = torch.zeros(*shown_QS.shape, FEATURES)
        reading = self.memory(self._encode(batch.questions_QL).mean(1), slots, features_QSF, shown_QS)
        return self.output(reading.state_QD), reading

    def _encode(self, ids_BL: Tensor) -> Tensor:
        tokens_BLH: Tensor = self.encoder(self.embedding(ids_BL), torch.full((len(ids_BL),), ids_BL.size(1)))
        return tokens_BLH


@dataclass(frozen=True)
class StoryExercise:
    """Half of the questions need one fact, half two. With `hints`, each hop is told which sentence to find."""

    size: int
    hops: int
    hints: bool

    def model(self) -> StoryReader:
        return StoryReader(self.size, self.hops)

    def batches(self, epoch: int, seed: int) -> Iterator[StoryBatch]:
        draw = random.Random(1000 * seed + epoch)
        for _ in range(100):
            yield story_batch([make_story(draw, 1 + i % 2) for i in range(BATCH)])

    def loss(self, model: nn.Module, batch: StoryBatch) -> tuple[Tensor, int, dict[str, float]]:
        logits_QV, reading = model(batch)
        loss = nn.functional.cross_entropy(logits_QV, batch.answer_Q)
        if self.hints:
            loss = loss + hop_loss(reading, batch.facts_QF)
        return loss, len(batch.answer_Q), {}


def hop_loss(reading: Reading, facts_QF: Tensor) -> Tensor:
    """Cross entropy of each hop against the sentence it should find; the null slot where all has been found."""
    null = reading.scores_hops[0].size(1) - 1
    total = torch.zeros(())
    for hop, scores_QS in enumerate(reading.scores_hops):
        column_Q = facts_QF[:, hop] if hop < facts_QF.size(1) else torch.full_like(facts_QF[:, 0], -1)
        total = total + nn.functional.cross_entropy(scores_QS, column_Q.masked_fill(column_Q < 0, null))
    return total


@lesson_command("memory", STEPS["lesson"])
@click.option("--hints/--no-hints", default=True, help="Tell each hop in training which sentence to find.")
def main(preset: str, out: Path, seed: int, steps: int | None, hints: bool) -> None:
    """Train memory networks of one, two and three hops on questions that need one fact or two."""
    one_thread(seed)
    models: dict[int, StoryReader] = {}
    shares: dict[int, tuple[float, float]] = {}
    for hops in HOPS:
        exercise = StoryExercise(SIZE[preset], hops, hints)
        options = lesson_run(max_steps=steps or STEPS[preset], learning_rate=5e-3, schedule="cosine", seed=seed)
        fitted = fit(exercise, f"{hops} hops", options)
        assert isinstance(fitted.model, StoryReader)
        models[hops] = fitted.model
        shares[hops] = (share_right(fitted.model, 1, seed), share_right(fitted.model, 2, seed))
        one, two = shares[hops]
        click.echo(f"hops {hops}: loss {fitted.losses[-1]:.3f}, right {one:.2f} with one fact, {two:.2f} with two")
    path = out / "memory.png"
    _draw(path, models[2], shares, make_story(random.Random(seed), 2))
    click.echo(f"picture: {path}")


def share_right(model: StoryReader, needed: int, seed: int) -> float:
    """The share of right answers on stories that were not trained on."""
    draw = random.Random(-1 - seed)
    batch = story_batch([make_story(draw, needed) for _ in range(300)])
    with torch.no_grad():
        answers_Q = model(batch)[0].argmax(1)
    return float((answers_Q == batch.answer_Q).float().mean())


def _draw(path: Path, model: StoryReader, shares: dict[int, tuple[float, float]], story: Story) -> None:
    with picture(path, 12, 4.8) as figure:
        bars, table = figure.subplots(1, 2, width_ratios=(1, 1.15))
        _draw_bars(bars, shares)
        with torch.no_grad():
            logits_1V, reading = model(story_batch([story]))
        weights = torch.stack([scores_QS[0].softmax(0) for scores_QS in reading.scores_hops], dim=1)
        columns = [f"hop {hop + 1}" for hop in range(weights.size(1))]
        heat_map(table, weights.tolist(), columns, [*story.sentences, "nothing (null slot)"])
        table.set_xticks(range(len(columns)), columns, rotation=0, ha="center")
        for (row, column), weight in [((r, c), float(weights[r, c])) for r in range(len(weights)) for c in range(2)]:
            if weight >= 0.1:
                table.text(
                    column, row, f"{weight:.2f}", ha="center", va="center", color="white" if weight > 0.5 else None
                )
        table.set_title(f"{story.question}   →   {WORDS[int(logits_1V.argmax())]}")


def _draw_bars(axes: Axes, shares: dict[int, tuple[float, float]]) -> None:
    for shift, needed, colour in ((-0.19, 0, SLATE), (0.19, 1, TERRACOTTA)):
        label = ("question needs one fact", "question needs two facts")[needed]
        heights = [share[needed] for share in shares.values()]
        drawn = axes.bar([hops + shift for hops in shares], heights, 0.34, color=colour, label=label)
        axes.bar_label(drawn, fmt="%.2f", fontsize=9, padding=2)
    axes.axhline(1 / len(ROOMS), color=MUTED, linewidth=0.8, linestyle=":")
    axes.set_xticks(list(shares), [f"{hops} hop" + "s" * (hops > 1) for hops in shares])
    axes.set(title="Share of right answers", ylim=(0, 1.3), yticks=(0, 0.25, 0.5, 0.75, 1))
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left", ncols=2)


if __name__ == "__main__":
    main()
