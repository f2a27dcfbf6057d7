"""Learning-rate schedules: the share of the highest rate to use at a step."""

from __future__ import annotations

import math

from neural.training.options import ScheduleName

DECAY_SHARE = 0.3
"""Of all steps: the last part of a trapezoid, in which the rate falls."""


def rate_at(step: int, schedule: ScheduleName, warmup_steps: int, max_steps: int) -> float:
    """The factor, in [0, 1], for update number `step` (from 0) of `max_steps`.

    Pure in its arguments: resuming needs no state, and a run may be lengthened while its rate is still flat.
    """
    if step < warmup_steps and schedule != "one_cycle":  # which brings a warm-up of its own
        return (step + 1) / warmup_steps
    done = min(1.0, (step - warmup_steps) / max(1, max_steps - warmup_steps))
    match schedule:
        case "constant":
            return 1.0
        case "inverse_sqrt":  # Vaswani et al. 2017, equation 3, scaled to peak at 1
            return math.sqrt(max(1, warmup_steps) / max(1, step))
        case "cosine":  # Loshchilov & Hutter 2017, one cycle without restarts
            return 0.5 * (1 + math.cos(math.pi * done))
        case "one_cycle":  # Smith & Topin 2018, arXiv:1708.07120: up for a third of the run, then down, both as cosines
            return _one_cycle(step / max(1, max_steps - 1))
        case "plateau":  # flat here; the loop halves it when validation stands still
            return 1.0
        case "trapezoid":  # warm up, stay, fall as 1 - sqrt (Haegele et al. 2024, arXiv:2405.18392)
            falling = max(0.0, (done - (1 - DECAY_SHARE)) / DECAY_SHARE)
            return 1.0 - math.sqrt(falling)


RISE_SHARE, LOWEST = 0.3, 0.04


def _one_cycle(done: float) -> float:
    if done < RISE_SHARE:
        return 1 - (1 - LOWEST) * 0.5 * (1 + math.cos(math.pi * done / RISE_SHARE))
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - RISE_SHARE) / (1 - RISE_SHARE))))
