"""Lesson 4: how far back a recurrent network remembers, and why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import click
import torch
from torch import Tensor, nn

from neural.layers.recurrent import BiLSTM, initialise_lstm
from scripts.learn.lesson import fit, lesson_command, lesson_run, one_thread
from scripts.learn.picture import MUTED, SERIES, picture

SYMBOLS, HIDDEN, BATCH = 8, 48, 64
CHANCE = 1 / SYMBOLS
STEPS = 300
DELAYS = {"lesson": (5, 10, 20, 40, 80), "tiny": (3, 6)}


@dataclass(frozen=True)
class Kind:
    """A recurrent layer to compare. `forget_bias` None leaves an LSTM as torch makes it."""

    name: str
    layer: type[nn.RNN] | type[nn.LSTM]
    forget_bias: float | None = None


KINDS = (
    Kind("plain RNN", nn.RNN),
    Kind("LSTM as torch makes it", nn.LSTM),
    Kind("LSTM, forget bias 1", nn.LSTM, 1.0),
    Kind("LSTM, forget bias 4", nn.LSTM, 4.0),
)


class Recalling(nn.Module):
    """Reads symbols one by one and tells from its last state which one came first. ids_BT -> logits_BS."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.embedding = nn.Embedding(2 * SYMBOLS, 16)
        self.recurrent = kind.layer(16, HIDDEN, batch_first=True)
        self.output = nn.Linear(HIDDEN, SYMBOLS)
        if isinstance(self.recurrent, nn.LSTM) and kind.forget_bias is not None:
            initialise_lstm(self.recurrent)  # bias 1
            bias: Tensor = self.recurrent.get_parameter("bias_ih_l0").data
            bias[HIDDEN : 2 * HIDDEN] = kind.forget_bias

    def forward(self, ids_BT: Tensor) -> Tensor:
        return self.read(self.embedding(ids_BT))

    def read(self, x_BTI: Tensor) -> Tensor:
        h_BTH, _ = self.recurrent(x_BTI)
        logits_BS: Tensor = self.output(h_BTH[:, -1])
        return logits_BS


class Remembered(NamedTuple):
    """ids_BT begins with one of SYMBOLS symbols and goes on with others that mean nothing; first_B is that symbol."""

    ids_BT: Tensor
    first_B: Tensor


def recall_batch(delay: int, count: int, draw: torch.Generator) -> Remembered:
    first_B = torch.randint(SYMBOLS, (count,), generator=draw)
    noise_BT = torch.randint(SYMBOLS, 2 * SYMBOLS, (count, delay), generator=draw)
    return Remembered(torch.cat([first_B[:, None], noise_BT], dim=1), first_B)


@dataclass(frozen=True)
class RecallExercise:
    """Which symbol came `delay` steps ago?"""

    kind: Kind
    delay: int

    def model(self) -> Recalling:
        return Recalling(self.kind)

    def batches(self, epoch: int, seed: int) -> Iterator[Remembered]:
        draw = torch.Generator().manual_seed(1000 * seed + epoch)
        for _ in range(100):
            yield recall_batch(self.delay, BATCH, draw)

    def loss(self, model: nn.Module, batch: Remembered) -> tuple[Tensor, int, dict[str, float]]:
        return nn.functional.cross_entropy(model(batch.ids_BT), batch.first_B), len(batch.first_B), {}


@lesson_command("recurrent", STEPS)
def main(preset: str, out: Path, seed: int, steps: int | None) -> None:
    """Train four recurrent layers to remember one symbol, over longer and longer waits."""
    one_thread(seed)
    delays = DELAYS[preset]
    steps = steps or {"lesson": STEPS, "tiny": 25}[preset]
    reach = {kind.name: gradient_norms(kind, delays[-1], seed) for kind in KINDS}
    for name, norms in reach.items():
        click.echo(f"{name}: {norms[0] / norms[-1]:.0e} of the gradient is left after {delays[-1]} steps")
    shares: dict[str, list[float]] = {}
    for kind in KINDS:
        shares[kind.name] = [remembered(kind, delay, steps, seed) for delay in delays]
        told = "  ".join(f"{delay}: {share:.2f}" for delay, share in zip(delays, shares[kind.name], strict=True))
        click.echo(f"{kind.name}, share right after a wait of  {told}")
    difference, ratio = packed_against_gather(64 if preset == "lesson" else 8)
    click.echo(f"gather against PackedSequence: largest difference {difference:.1e}, {ratio:.1f} times as fast")
    path = out / "recurrent.png"
    _draw(path, reach, delays, shares)
    click.echo(f"picture: {path}")


def gradient_norms(kind: Kind, delay: int, seed: int) -> list[float]:
    """How strongly the loss pulls at each input of a fresh network: the norm of its slope, first step first."""
    torch.manual_seed(seed)
    model = Recalling(kind)
    batch = recall_batch(delay, BATCH, torch.Generator().manual_seed(seed))
    x_BTI = model.embedding(batch.ids_BT).detach().requires_grad_()
    (slope_BTI,) = torch.autograd.grad(nn.functional.cross_entropy(model.read(x_BTI), batch.first_B), x_BTI)
    return [float(norm) for norm in slope_BTI.double().norm(dim=(0, 2))]  # 32 bits could not square so little


def remembered(kind: Kind, delay: int, steps: int, seed: int) -> float:
    """Trains for one delay and returns the share of right answers on sequences that were not trained on."""
    exercise = RecallExercise(kind, delay)
    options = lesson_run(max_steps=steps, learning_rate=5e-3, seed=seed)
    fitted = fit(exercise, f"{kind.name}, wait of {delay}", options)
    batch = recall_batch(delay, 1000, torch.Generator().manual_seed(-seed))
    with torch.no_grad():
        answers_B = fitted.model(batch.ids_BT).argmax(1)
    return float((answers_B == batch.first_B).float().mean())


def packed_against_gather(hidden: int) -> tuple[float, float]:
    """The project's BiLSTM and torch's own on a PackedSequence, with the same weights and sentences of many lengths.

    Returns the largest difference at real tokens, and how many times as fast ours reads and learns.
    """
    lengths_B = torch.arange(9, 41)
    x_BTI = torch.randn(len(lengths_B), int(lengths_B.max()), hidden)
    ours, torchs = BiLSTM(hidden, hidden), nn.LSTM(hidden, hidden, batch_first=True, bidirectional=True)
    with torch.no_grad():
        for own, same in zip(
            [*ours.forwards.parameters(), *ours.backwards.parameters()], torchs.parameters(), strict=True
        ):
            same.copy_(own)

    def packed() -> Tensor:
        rows = nn.utils.rnn.pack_padded_sequence(x_BTI, lengths_B, batch_first=True, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(torchs(rows)[0], batch_first=True)[0]

    def gathered() -> Tensor:
        real_BT1 = (torch.arange(x_BTI.size(1)) < lengths_B[:, None])[:, :, None]
        h_BTH: Tensor = ours(x_BTI, lengths_B) * real_BT1
        return h_BTH

    difference = float((packed() - gathered()).detach().abs().max())
    return difference, _seconds(packed) / _seconds(gathered)


def _seconds(forward: Callable[[], Tensor]) -> float:
    """Of forward and backward pass, the quickest of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        forward().sum().backward()  # type: ignore[no-untyped-call]
        times.append(time.perf_counter() - start)
    return min(times)


def _draw(path: Path, reach: dict[str, list[float]], delays: tuple[int, ...], shares: dict[str, list[float]]) -> None:
    with picture(path, 11.5, 4.6) as figure:
        before, after = figure.subplots(1, 2)
        for (name, norms), colour in zip(reach.items(), SERIES, strict=False):
            back = range(len(norms))
            before.semilogy(back, [n / norms[-1] for n in reversed(norms)], color=colour, label=name)
            after.plot(delays, shares[name], color=colour, marker="o", label=name)
        before.set(title="Before training: what is left of the gradient", xlabel="steps back from the answer")
        before.set_ylabel("pull at that step / pull at the last")
        before.set_ylim(1e-24, 1e3)
        before.legend(loc="lower left")
        after.axhline(CHANCE, color=MUTED, linewidth=0.8, linestyle=":")
        after.text(delays[0], CHANCE - 0.015, "chance", color=MUTED, va="top", fontsize=9)
        after.set(
            title="After training: how long it remembers", xlabel="steps to wait", ylabel="share of right answers"
        )
        after.set_xscale("log")
        after.set_xticks(delays, [str(d) for d in delays])
        after.minorticks_off()
        after.set_ylim(0, 1.05)


if __name__ == "__main__":
    main()
