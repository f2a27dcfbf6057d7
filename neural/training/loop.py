"""The training loop of every model, on `accelerate`: one process or many, resumable to the bit."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Generic

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import broadcast, gather_object, reduce, set_seed

from neural.errors import DragomanError
from neural.training.average import ExponentialAverage
from neural.training.monitor import Monitor
from neural.training.optimiser import make_optimiser
from neural.training.options import TrainingOptions
from neural.training.precision import choose_precision
from neural.training.report.settings import record_settings
from neural.training.report.writing import report_softly
from neural.training.schedule import rate_at
from neural.training.state import load_state, random_state, restore_random_state, save_state
from neural.training.task import Batch, Task

BEST = "best"


@dataclass(frozen=True, kw_only=True)
class TrainingReport:
    """How a run ended. `best` is the checkpoint folder of the best validation, None where there was none."""

    steps: int
    seconds: float
    stopped: bool
    metrics: dict[str, float]
    best: Path | None


@dataclass(frozen=True, kw_only=True)
class _Position:
    """Where a run stands; `epoch` and `batch` say which batch comes next."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    best_score: float = float("-inf")
    since_best: int = 0
    """Validations since the best one."""
    halvings: int = 0
    """Of the learning rate, by the schedule "plateau"."""
    best_metrics: dict[str, float] | None = None


def train(task: Task[Batch], options: TrainingOptions, run_dir: Path) -> TrainingReport:
    """Trains until `options.max_steps`, SIGTERM or Ctrl-C; leaves state, curves and best checkpoint in `run_dir`."""
    if options.threads:
        torch.set_num_threads(options.threads)
    run_dir.mkdir(parents=True, exist_ok=True)
    return _Run(task, options, run_dir).go()


class _Run(Generic[Batch]):
    def __init__(self, task: Task[Batch], options: TrainingOptions, run_dir: Path) -> None:
        self.task, self.options, self.run_dir = task, options, run_dir
        precision = choose_precision(options.precision)
        AcceleratorState._reset_state()  # it is global, and a process may train twice with different settings
        self.accelerator = Accelerator(
            mixed_precision="bf16" if precision == "bf16" else "no", cpu=not torch.cuda.is_available()
        )
        set_seed(options.seed)
        self.model = task.model()
        self.average = ExponentialAverage(self.model, options.ema_decay) if options.ema_decay else None
        self.wrapped, self.optimizer = self.accelerator.prepare(self.model, make_optimiser(self.model, options))
        set_seed(options.seed, device_specific=True)  # from here on each process draws its own dropout masks
        self.at = _Position()
        if options.resume == "auto":
            self._restore()
        self.stopping = False
        self.monitor = Monitor(
            run_dir,
            kind=task.kind,
            unit=task.unit,
            score=task.select_by,
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
            for group in self._groups_of_batches():
                self._step(group)
                self.at = replace(self.at, seconds=before + time.monotonic() - started)
                if self.at.step % self.options.validate_every == 0 or self.at.step == self.options.max_steps:
                    self._validate()
                finished = self._all_stop() or self.at.step >= self.options.max_steps
                if finished or self.at.step % self.options.save_every == 0:
                    self._save()
                if finished:
                    break
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

    def _groups_of_batches(self) -> Iterator[list[Batch]]:
        """The batches of one update of this process, over and over the data, from where the run stands."""
        world, rank = self.accelerator.num_processes, self.accelerator.process_index
        width = world * max(1, round(self.options.accumulate / world))
        while self.at.step < self.options.max_steps:
            epoch = itertools.islice(self.task.batches(self.at.epoch, self.options.seed), self.at.batch, None)
            while len(group := list(itertools.islice(epoch, width))) == width:
                self.at = replace(self.at, batch=self.at.batch + width)
                yield group[rank::world]
            if self.at.batch == 0:
                why = f"it makes fewer than {width} batches, and an update takes so many"
                raise DragomanError("training data", why, "use more data, smaller batches or fewer processes")
            self.at = replace(self.at, epoch=self.at.epoch + 1, batch=0)

    def _step(self, group: list[Batch]) -> None:
        options, step = self.options, self.at.step
        share = rate_at(step, options.schedule, options.warmup_steps, options.max_steps)
        rate = options.learning_rate * share * 0.5**self.at.halvings
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate
        self.wrapped.train()
        extra: dict[str, float] = {}
        started, units, total = time.perf_counter(), 0, 0.0
        for i, batch in enumerate(group):
            last = i == len(group) - 1
            with nullcontext() if last else self.accelerator.no_sync(self.wrapped):
                with self.accelerator.autocast():
                    loss, count, extra = self.task.loss(self.wrapped, batch)
                self.accelerator.backward(loss / len(group))
            units, total = units + count, total + loss.item() / len(group)
        norm = self.accelerator.clip_grad_norm_(self.wrapped.parameters(), options.clip_norm)
        self.optimizer.step()
        self.optimizer.zero_grad()
        if self.average:
            self.average.update(step)
        self.at = replace(self.at, step=step + 1)
        self.monitor.step(step + 1)
        if step % options.log_every == 0:
            seconds = time.perf_counter() - started
            figures = {"loss": total, "learning_rate": rate, "gradient_norm": float(norm or 0.0)}
            figures["rate"] = units * self.accelerator.num_processes / seconds
            self.monitor.log(step, "train", figures | {"epoch": float(self.at.epoch)} | extra)

    def _validate(self) -> None:
        """Measures in the first process; all learn the score, as it steers the rate and may end the run."""
        with self._evaluating():
            metrics = self.task.validate(self.model) if self.accelerator.is_main_process else {}
            score = self._share(metrics.get(self.task.select_by, 0.0))
            if score > self.at.best_score:
                self.at = replace(self.at, best_score=score, best_metrics=metrics, since_best=0)
                if self.accelerator.is_main_process:
                    facts = {"steps": self.at.step, "seconds": round(self.at.seconds), "seed": self.options.seed}
                    self.task.save(self.model, self.run_dir / BEST, {"validation": metrics, **facts})
            else:
                self._no_better()
        self.monitor.log(self.at.step, "validate", metrics)

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
        if self.accelerator.num_processes > 1:
            self.stopping = bool(reduce(torch.tensor([int(self.stopping)]), reduction="sum").item())
        return self.stopping

    def _share(self, score: float) -> float:
        """The first process's `score`, in every process."""
        shared = broadcast(torch.tensor([score], dtype=torch.float64))
        return float(shared.item())

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
            }
            save_state(self.run_dir, state)
        self.accelerator.wait_for_everyone()

    def _restore(self) -> None:
        state = load_state(self.run_dir)
        if state is None:
            return
        self.at = _Position(**state["position"])
        self.model.load_state_dict(state["model"])
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
