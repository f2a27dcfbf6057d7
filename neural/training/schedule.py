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
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    done = min(1.0, (step - warmup_steps) / max(1, max_steps - warmup_steps))
    match schedule:
        case "constant":
            return 1.0
        case "inverse_sqrt":  # Vaswani et al. 2017, equation 3, scaled to peak at 1
            return math.sqrt(max(1, warmup_steps) / max(1, step))
        case "cosine":  # Loshchilov & Hutter 2017, one cycle without restarts
            return 0.5 * (1 + math.cos(math.pi * done))
        case "trapezoid":  # warm up, stay, fall as 1 - sqrt (Haegele et al. 2024, arXiv:2405.18392)
            falling = max(0.0, (done - (1 - DECAY_SHARE)) / DECAY_SHARE)
            return 1.0 - math.sqrt(falling)
