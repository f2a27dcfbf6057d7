"""The settings of a training run that have nothing to do with which model is trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ScheduleName = Literal["constant", "inverse_sqrt", "cosine", "trapezoid", "one_cycle", "plateau"]
OptimiserName = Literal["adamw", "sgd"]


@dataclass(frozen=True, kw_only=True)
class TrainingOptions:
    """One run of the loop. A step is one update of the weights."""

    max_steps: int
    learning_rate: float = 1e-3
    """The highest the schedule reaches."""
    optimiser: OptimiserName = "adamw"
    momentum: float = 0.9
    """Of SGD: the share of the last update that goes into the next."""
    schedule: ScheduleName = "cosine"
    warmup_steps: int = 200
    weight_decay: float = 0.01
    plateau_patience: int = 2
    """Validations without a new best after which the schedule "plateau" halves the rate."""
    early_stopping: int = 0
    """Validations without a new best after which the run ends; 0 never ends it early."""
    clip_norm: float = 1.0
    """Gradients longer than this are cut back to it."""
    ema_decay: float = 0.999
    """Of the running average of the weights, the one that is validated and kept; 0 turns it off."""
    accumulate: int = 1
    """Batches in one update, shared among the processes: a run has the same numbers in one process or in several."""
    scale_batch: bool = True
    """With more processes than `accumulate`: True lets an update grow to one batch for each process, as is usual under
    torchrun; False cuts each batch among them, so that the update stays what it is in one process."""
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    validate_every: int = 1000
    save_every: int = 500
    log_every: int = 20
    seed: int = 1
    resume: Literal["auto", "never"] = "auto"
    threads: int | None = None
    """Of this process; None leaves torch's own choice."""
