"""Lesson 3: a gradient by hand, by autograd, and by trying."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click
import torch
from matplotlib.axes import Axes
from torch import Tensor, nn

from neural.layers.recurrent import initialise_lstm, lstm_step
from neural.seq2seq.loss import smoothed_cross_entropy
from scripts.learn.byhand import CellSlopes, CellWeights, cell_slopes, smoothed_slope
from scripts.learn.lesson import lesson_command, one_thread
from scripts.learn.picture import MOSS, MUTED, SAFFRON, SLATE, TERRACOTTA, picture

SIZES = {"lesson": (32, 24, 48), "tiny": (4, 3, 5)}
"""Sentences in a batch, inputs and hidden units of the cell."""
WORDS = 8
SMOOTHING = 0.1
Curve = tuple[list[float], list[float]]


class Compared(NamedTuple):
    """One gradient found in two ways, flattened."""

    by_hand: Tensor
    by_torch: Tensor

    @property
    def difference(self) -> float:
        return float((self.by_hand - self.by_torch).abs().max())


@lesson_command("gradients")
def main(preset: str, out: Path, seed: int) -> None:
    """Compare gradients derived on paper with torch's, and both with finite differences."""
    one_thread(seed)
    batch, inputs, hidden = SIZES[preset]
    loss, cell = compare_loss(batch), compare_cell(batch, inputs, hidden)
    click.echo(f"cross entropy  by hand against autograd    largest difference {loss.difference:.1e}  (32 bits)")
    click.echo(f"project's loss against autograd            largest difference {project_loss(batch):.1e}  (32 bits)")
    click.echo(f"LSTM cell      by hand against autograd    largest difference {cell.difference:.1e}  (64 bits)")
    curves = {"32 bits": trying(torch.float32), "64 bits": trying(torch.float64)}
    for name, (steps, errors) in curves.items():
        best = min(range(len(errors)), key=errors.__getitem__)
        click.echo(f"trying, {name}: best relative error {errors[best]:.1e} at a step of {steps[best]:.0e}")
    path = out / "gradients.png"
    _draw(path, loss, cell, curves)
    click.echo(f"picture: {path}")


def compare_loss(batch: int) -> Compared:
    """The slope of the smoothed cross entropy by the logits: the formula, and torch's own loss differentiated."""
    z_BV = (2 * torch.randn(batch, WORDS)).requires_grad_()
    wanted_B = torch.randint(WORDS, (batch,))
    nn.functional.cross_entropy(z_BV, wanted_B, label_smoothing=SMOOTHING).backward()  # type: ignore[no-untyped-call]
    assert z_BV.grad is not None
    return Compared(smoothed_slope(z_BV.detach(), wanted_B, SMOOTHING), z_BV.grad)


def project_loss(batch: int) -> float:
    """Largest difference between the loss that trains the translator, whose backward pass is written by hand, and
    the same loss differentiated by torch; over features, table and bias."""
    found = []
    features_NE, table_VE, bias_V = torch.randn(batch, 6), torch.randn(WORDS, 6), torch.randn(WORDS)
    wanted_N = torch.randint(WORDS, (batch,))
    for ours in (True, False):
        x, w, b = (t.clone().requires_grad_() for t in (features_NE, table_VE, bias_V))
        if ours:
            loss = smoothed_cross_entropy(x, w, b, wanted_N, SMOOTHING).smoothed
        else:
            loss = nn.functional.cross_entropy(x @ w.T + b, wanted_N, label_smoothing=SMOOTHING)
        found.append(torch.cat([g.flatten() for g in torch.autograd.grad(loss, (x, w, b))]))
    return Compared(*found).difference


def compare_cell(batch: int, inputs: int, hidden: int) -> Compared:
    """All slopes of one LSTM step: the chain rule by hand, and autograd through the project's `lstm_step`."""
    lstm = nn.LSTM(inputs, hidden, batch_first=True).double()
    initialise_lstm(lstm)
    x, h, c = (torch.randn(batch, n, dtype=torch.float64).requires_grad_() for n in (inputs, hidden, hidden))
    d_h, d_c = torch.randn(2, batch, hidden, dtype=torch.float64)
    new_h, new_c = lstm_step(lstm, x, h, c)
    input_GI, recurrent_GH, bias_G, second_bias_G = lstm.parameters()  # torch adds two biases; their slopes are alike
    sources = (x, h, c, input_GI, recurrent_GH, bias_G)
    slopes = torch.autograd.grad((new_h, new_c), sources, (d_h, d_c))
    with torch.no_grad():
        weights = CellWeights(input_GI, recurrent_GH, bias_G + second_bias_G)
        by_hand = cell_slopes(x, h, c, weights, d_h, d_c)
    return Compared(_flat(by_hand), _flat(CellSlopes(*slopes)))


def _flat(slopes: CellSlopes) -> Tensor:
    return torch.cat([s.flatten() for s in slopes])


def trying(dtype: torch.dtype) -> Curve:
    """The slope of a loss along one weight as (f(w + h) - f(w - h)) / 2h, for ever smaller steps h.

    Returns the steps and the relative error at each, against the formula in 64 bits.
    """
    draw = torch.Generator().manual_seed(7)
    z_BV = 2 * torch.randn(4, WORDS, generator=draw, dtype=torch.float64)
    wanted_B = torch.randint(WORDS, (4,), generator=draw)
    right = float(smoothed_slope(z_BV, wanted_B, SMOOTHING)[0, 0])
    z_BV = z_BV.to(dtype)
    steps, errors = [10.0 ** (-k / 4) for k in range(49)], []
    for step in steps:
        ends = []
        for sign in (1, -1):
            moved_BV = z_BV.clone()
            moved_BV[0, 0] += sign * step
            ends.append(float(nn.functional.cross_entropy(moved_BV, wanted_B, label_smoothing=SMOOTHING)))
        errors.append(abs((ends[0] - ends[1]) / (2 * step) / right - 1))
    return steps, errors


def _draw(path: Path, loss: Compared, cell: Compared, curves: dict[str, Curve]) -> None:
    with picture(path, 12, 4.2) as figure:
        bars, cloud, valley = figure.subplots(1, 3)
        _draw_bars(bars, loss)
        cloud.axline((0, 0), slope=1, color=MUTED, linewidth=0.8, zorder=1)
        thin = slice(None, None, max(1, len(cell.by_hand) // 1500))
        cloud.scatter(cell.by_torch[thin], cell.by_hand[thin], s=7, color=SLATE, alpha=0.6, linewidth=0, zorder=2)
        cloud.set(title="An LSTM cell, all its slopes", xlabel="by autograd", ylabel="by hand")
        for (name, (steps, errors)), colour in zip(curves.items(), (SAFFRON, MOSS), strict=True):
            valley.loglog(steps, [max(e, 1e-12) for e in errors], color=colour, label=name)
        valley.invert_xaxis()
        valley.set(title="Trying: never as good", xlabel="step h, smaller and smaller", ylabel="relative error")
        valley.set_ylim(1e-10, 1e2)
        valley.legend()


def _draw_bars(axes: Axes, loss: Compared) -> None:
    """The slope by the logits of the first sentence: one bar is pulled up, the others are pushed down."""
    by_hand, by_torch = loss.by_hand[0], loss.by_torch[0]
    axes.bar(range(WORDS), by_hand.tolist(), width=0.62, color=TERRACOTTA, alpha=0.75, label="by hand")
    axes.scatter(range(WORDS), by_torch.tolist(), color="black", s=22, zorder=3, label="by autograd")
    axes.axhline(0, color=MUTED, linewidth=0.8)
    axes.set(title="Softmax cross entropy", xlabel="word of the vocabulary", ylabel="slope by its logit")
    axes.set_xticks(range(WORDS))
    axes.grid(axis="x", visible=False)
    axes.annotate("the word wanted", (int(by_hand.argmin()), float(by_hand.min())), (14, 2), color=TERRACOTTA,
                  textcoords="offset points")  # fmt: skip
    axes.legend(loc="lower right")


if __name__ == "__main__":
    main()
