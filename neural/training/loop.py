"""The training loop of every model, on `accelerate`: one process or many, resumable to the bit."""

from __future__ import annotations

import itertools
import math
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any, Generic

import torch
from accelerate.utils import (
    broadcast,
    gather_object,
    reduce,
    send_to_device,
    set_seed,
)

from neural.errors import DragomanError
from neural.training.average import ExponentialAverage
from neural.training.group import check_parent, company, join_group
from neural.training.lock import run_folder_locked
from neural.training.memory import keep_freed_memory
from neural.training.monitor import Monitor, writable
from neural.training.optimiser import make_optimiser
from neural.training.options import TrainingOptions
from neural.training.position import Position, Speed
from neural.training.precision import agreed_precision, make_accelerator
from neural.training.report.settings import record_settings
from neural.training.report.writing import report_softly
from neural.training.schedule import rate_at
from neural.training.sharing import Piece, Shares
from neural.training.state import load_state, random_state, restore_random_state, save_state
from neural.training.task import Batch, Task

BEST = "best"
BEST_BEFORE = "best.previous"
"""What was the best before: two good states of a run averaged are often better than either."""


@dataclass(frozen=True, kw_only=True)
class TrainingReport:
    """How a run ended. `best` is the checkpoint folder of the best validation, None where there was none."""

    steps: int
    seconds: float
    stopped: bool
    metrics: dict[str, float]
    best: Path | None


def train(task: Task[Batch], options: TrainingOptions, run_dir: Path) -> TrainingReport:
    """Trains until `options.max_steps`, SIGTERM or Ctrl-C; leaves state, curves and best checkpoint in `run_dir`."""
    if options.threads:
        torch.set_num_threads(options.threads)
    keep_freed_memory()
    join_group()
    with company(), run_folder_locked(run_dir):
        return _Run(task, options, run_dir).go()


class _Run(Generic[Batch]):
    def __init__(self, task: Task[Batch], options: TrainingOptions, run_dir: Path) -> None:
        self.task, self.options, self.run_dir = task, options, run_dir
        state = load_state(run_dir) if options.resume == "auto" else None
        self.precision = agreed_precision(options.precision, state)
        self.accelerator = make_accelerator(self.precision)
        processes, rank = self.accelerator.num_processes, self.accelerator.process_index
        self.shares = Shares.of(task, options.accumulate, processes, rank, scale_batch=options.scale_batch)
        set_seed(options.seed)
        self.model = task.model()
        self.wrapped, self.optimizer = self.accelerator.prepare(self.model, make_optimiser(self.model, options))
        self.average = ExponentialAverage(self.model, options.ema_decay) if options.ema_decay else None
        set_seed(options.seed, device_specific=True)  # from here on each process draws its own dropout masks
        self.at, self.speed = Position(), Speed()
        if state is not None:
            self._restore(state)
        if len(set(gather_object([self.at.step]))) > 1:
            raise DragomanError(str(run_dir), "not all processes find the same state there", "put it on a shared disk")
        self.stopping = False
        self.monitor = Monitor(
            run_dir,
            kind=task.kind,
            unit=task.unit,
            score=task.score,
            max_steps=options.max_steps,
            first_step=self.at.step,
            active=self.accelerator.is_main_process,
        )

    def go(self) -> TrainingReport:
        previous = {s: signal.signal(s, self._stop) for s in (signal.SIGTERM, signal.SIGINT)}
        started, before = time.monotonic(), self.at.seconds
        try:
            if self.accelerator.is_main_process:
                record_settings(self.run_dir, self.task, self.options)
            self.speed.begin()
            for pieces in self._updates():
                self._step(pieces)
                self.at = replace(self.at, seconds=before + time.monotonic() - started)
                if self.at.step % self.options.validate_every == 0 or self.at.step == self.options.max_steps:
                    self._validate()
                finished = self._all_stop() or self.at.step >= self.options.max_steps
                if finished or self.at.step % self.options.save_every == 0:
                    self._save()
                if finished:
                    break
                self.speed.begin()
            if self.accelerator.is_main_process:
                with self._evaluating():
                    report_softly(self.run_dir, self.task, self.model, self.monitor.say)
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            self.monitor.close()
        best = self.run_dir / BEST
        return TrainingReport(
            steps=self.at.step,
            seconds=self.at.seconds,
            stopped=self.at.step < self.options.max_steps,
            metrics=self.at.best_metrics or {},
            best=best if best.exists() else None,
        )

    def _updates(self) -> Iterator[list[Piece[Batch]]]:
        """What this process computes for each update, over and over the data, from where the run stands."""
        width = self.shares.width
        while self.at.step < self.options.max_steps:
            epoch = itertools.islice(self.task.batches(self.at.epoch, self.options.seed), self.at.batch, None)
            for pieces in self.shares.updates(self.task, epoch):
                self.at = replace(self.at, batch=self.at.batch + width)
                yield pieces
            if self.at.batch == 0:
                why = f"it makes fewer than {width} batches, and an update takes so many"
                raise DragomanError("training data", why, "use more data, smaller batches or fewer processes")
            self.at = replace(self.at, epoch=self.at.epoch + 1, batch=0)

    def _step(self, pieces: list[Piece[Batch]]) -> None:
        options, step, world = self.options, self.at.step, self.accelerator.num_processes
        share = rate_at(step, options.schedule, options.warmup_steps, options.max_steps)
        rate = options.learning_rate * share * 0.5**self.at.halvings
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate
        if not self.wrapped.training:
            self.wrapped.train()
        extra: dict[str, float] = {}
        total = torch.zeros((), device=self.accelerator.device)
        for i, piece in enumerate(pieces):
            batch = send_to_device(piece.batch, self.accelerator.device)
            with nullcontext() if i == len(pieces) - 1 else self.accelerator.no_sync(self.wrapped):
                with self.accelerator.autocast():
                    loss, count, extra = self.task.loss(self.wrapped, batch)
                # Gradients of the processes are averaged: times their number, it is their sum.
                self.accelerator.backward(loss * (piece.weight * world))
            self.speed.units += count
            total += loss.detach() * piece.weight
        norm = self.accelerator.clip_grad_norm_(self.wrapped.parameters(), options.clip_norm)
        self.optimizer.step()
        self.optimizer.zero_grad()
        if self.average:
            self.average.update(step)
        self.at = replace(self.at, step=step + 1)
        self.monitor.step(step + 1)
        self.speed.end()
        if step % options.log_every == 0:
            loss_sum, units = self._sum([float(total), float(self.speed.units)])
            figures = {"loss": loss_sum, "learning_rate": rate, "gradient_norm": float(norm or 0.0)}
            figures["rate"] = self.speed.take(units)
            self.monitor.log(step, "train", figures | {"epoch": float(self.at.epoch)} | extra)

    def _sum(self, figures: list[float]) -> list[float]:
        """Each figure, added up over the processes."""
        if self.accelerator.num_processes == 1:
            return figures
        # Single precision, as some devices have no other.
        together: list[float] = reduce(torch.tensor(figures, device=self.accelerator.device), "sum").tolist()
        return together

    def _validate(self) -> None:
        """Measures in the first process; all learn the score, as it steers the rate and may end the run."""
        with self._evaluating():
            metrics = self.task.validate(self.model) if self.accelerator.is_main_process else {}
            score = self._share(metrics.get(self.task.select_by, 0.0))
            if score > self._best():
                if self.accelerator.is_main_process:
                    self._keep_best_before()
                self.at = replace(self.at, best_score=score, best_metrics=metrics, since_best=0)
                if self.accelerator.is_main_process:
                    facts = {"steps": self.at.step, "seconds": round(self.at.seconds), "seed": self.options.seed}
                    self.task.save(self.model, self.run_dir / BEST, {"validation": metrics, **facts})
            else:
                self._no_better()
        self.monitor.log(self.at.step, "validate", metrics)

    def _keep_best_before(self) -> None:
        """Of this run: what another left in the folder is no state of it."""
        best, before = self.run_dir / BEST, self.run_dir / BEST_BEFORE
        with writable(before):
            shutil.rmtree(before, ignore_errors=True)
            if self.at.best_metrics and best.exists():
                shutil.copytree(best, before)

    def _best(self) -> float:
        """The best score so far; of a run that chose by another metric there is none."""
        known = self.at.best_metrics
        return self.at.best_score if not known or self.task.select_by in known else -math.inf

    def _no_better(self) -> None:
        options = self.options
        self.at = replace(self.at, since_best=self.at.since_best + 1)
        if options.schedule == "plateau" and self.at.since_best % options.plateau_patience == 0:
            self.at = replace(self.at, halvings=self.at.halvings + 1)
        if options.early_stopping and self.at.since_best >= options.early_stopping:
            self.monitor.say(f"No better for {self.at.since_best} validations: the run ends early.")
            self.stopping = True

    def _all_stop(self) -> bool:
        """Whether any process was told to stop: all must leave at the same step, or some wait for ever."""
        check_parent()
        # A signal may come while the sum is awaited. It then counts in the next one: only it may change `stopping`.
        return self._sum([float(self.stopping)])[0] > 0

    def _share(self, score: float) -> float:
        """The first process's `score`, in every process."""
        if self.accelerator.num_processes == 1:
            return score
        return float(broadcast(torch.tensor([score], device=self.accelerator.device)).item())

    @contextmanager
    def _evaluating(self) -> Iterator[None]:
        """Eval mode, no gradients, the averaged weights swapped in, and no trace left in the random generators."""
        before = random_state()
        self.model.eval()
        with torch.no_grad(), self.average.swapped_in() if self.average else nullcontext():
            yield
        self.model.train()
        restore_random_state(before)

    def _save(self) -> None:
        generators = gather_object([random_state()])
        if self.accelerator.is_main_process:
            state = {
                "position": vars(self.at),
                "model": self.model.state_dict(),
                "average": self.average.state_dict() if self.average else None,
                "optimizer": self.optimizer.state_dict(),
                "random": generators,
                "precision": self.precision,
            }
            save_state(self.run_dir, state)
        self.accelerator.wait_for_everyone()

    def _restore(self, state: dict[str, Any]) -> None:
        self.at = Position(**state["position"])
        try:
            self.model.load_state_dict(state["model"])
        except RuntimeError:
            why = "the run there trains a network of another kind or size"
            raise DragomanError(str(self.run_dir), why, "choose another --run-dir, or --resume never") from None
        if self.average and state["average"] is not None:
            self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        generators = state["random"]
        if len(generators) == self.accelerator.num_processes:
            restore_random_state(generators[self.accelerator.process_index])
        else:  # resumed in another number of processes: each needs masks that were not drawn before
            set_seed(self.options.seed + 7919 * self.at.step, device_specific=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.stopping = True
        self.monitor.say("Stopping after this step; the state is saved. Run the same command to go on.")
