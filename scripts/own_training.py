"""Our translator under training, as a peer of others': in several processes that share each batch, as the trainer does.

Each process runs this module and does what it is told, as `scripts/joeynmt_peer.py` does: a JSON command a line on
stdin, a JSON answer a line on stdout.

    {"do": "train", "steps": n}       {"tokens": target tokens of this process, "seconds": …, "cpu": …}
    {"do": "save", "folder": path}    {}: the model as a checkpoint
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from scripts.peers import Clock, Sizes, Speaker, Work

if TYPE_CHECKING:
    from neural.seq2seq.batches import PairBatch


class OwnTraining(AbstractContextManager["OwnTraining"]):
    """So many processes of so many threads each, on the text of `folder` (train.SOURCE, train.TARGET)."""

    def __init__(self, folder: Path, languages: tuple[str, str], sizes: Sizes, processes: int, threads: int) -> None:
        from neural.training.group import MEETING_FILE

        self._open = ExitStack()
        meeting = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="dragoman-"))) / "meeting"
        command = [sys.executable, "-m", __name__, str(folder), *languages, json.dumps(asdict(sizes)), str(threads)]
        shared = {"OMP_NUM_THREADS": str(threads)}
        if processes > 1:
            shared |= {MEETING_FILE: str(meeting), "WORLD_SIZE": str(processes)}
        self._workers = [
            self._open.enter_context(
                Speaker("our training", command, folder / f"own-{rank}.log", shared | {"RANK": str(rank)})
            )
            for rank in range(processes)
        ]
        ready = [worker.hear() for worker in self._workers]
        self.parameters = int(ready[0]["parameters"])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def train(self, steps: int) -> Work:
        """Target tokens trained on; the time is that of the slowest process, the processor time that of all."""
        answers = self._tell(do="train", steps=steps)
        return Work(
            amount=sum(answer["tokens"] for answer in answers),
            seconds=max(answer["seconds"] for answer in answers),
            cpu=sum(answer["cpu"] for answer in answers),
        )

    def save(self, folder: Path) -> None:
        """Writes a checkpoint."""
        self._workers[0].say(do="save", folder=str(folder))
        self._workers[0].hear()

    def _tell(self, **command: Any) -> list[dict[str, float]]:
        for worker in self._workers:
            worker.say(**command)
        return [worker.hear() for worker in self._workers]


class Worker:
    """One process of the training, with its share of every batch."""

    def __init__(self, folder: Path, languages: tuple[str, str], sizes: Sizes) -> None:
        import torch
        from torch.nn.parallel import DistributedDataParallel

        from neural.corpora.translation import Pair
        from neural.seq2seq.config import Seq2SeqConfig
        from neural.seq2seq.task import TranslationData, TranslationTask
        from neural.training.group import in_group, join_group
        from neural.training.memory import keep_freed_memory
        from neural.training.optimiser import make_optimiser
        from neural.training.options import TrainingOptions
        from neural.training.precision import agreed_precision

        keep_freed_memory()
        join_group()
        self.rank, self.world = int(os.environ["RANK"]), int(os.environ.get("WORLD_SIZE", "1"))
        torch.manual_seed(1)
        config = Seq2SeqConfig(
            vocabulary_size=sizes.vocabulary,
            embedding_size=sizes.embedding,
            encoder_size=sizes.encoder,
            encoder_layers=sizes.layers,
            decoder_size=sizes.decoder,
            languages=languages,
        )
        sides = [(folder / f"train.{language}").read_text(encoding="utf-8").split("\n")[:-1] for language in languages]
        pairs = [Pair(source, target, "own") for source, target in zip(*sides, strict=True)]
        self.task = TranslationTask.in_memory(
            config, TranslationData(batch_tokens=sizes.batch_tokens), pairs, pairs[:1]
        )
        self.model = self.task.model().train()
        self.wrapped = DistributedDataParallel(self.model, gradient_as_bucket_view=True) if in_group() else self.model
        self.optimiser = make_optimiser(self.model, TrainingOptions(max_steps=1))
        self.bf16 = agreed_precision("auto", None) == "bf16"
        self._batches: Iterator[PairBatch] = chain.from_iterable(self.task.batches(epoch, 1) for epoch in count())

    def train(self, steps: int) -> dict[str, float]:
        """The steps of the training loop, bare."""
        import torch

        words, clock = 0, Clock()
        for _ in range(steps):
            batch, share = self.task.cut(next(self._batches), self.rank, self.world)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
                loss, more, _ = self.task.loss(self.wrapped, batch)
            (loss * (share * self.world)).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.optimiser.zero_grad()
            words += more
        work = clock.work(words)
        return {"tokens": work.amount, "seconds": work.seconds, "cpu": work.cpu}

    def save(self, folder: str) -> dict[str, float]:
        """The model as it would be after a run."""
        from neural.seq2seq.translator import Translator

        Translator(self.model, self.task.tokenizer).save(Path(folder), {}, "")
        self.model.train()
        return {}


def main() -> None:
    """FOLDER SOURCE TARGET SIZES (as JSON) THREADS."""
    import torch

    from scripts.options import quiet_libraries

    quiet_libraries()
    folder, source, target, sizes, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    worker = Worker(Path(folder), (source, target), Sizes(**json.loads(sizes)))
    print(json.dumps({"parameters": sum(p.numel() for p in worker.model.parameters())}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        print(json.dumps(getattr(worker, command.pop("do"))(**command)), flush=True)


if __name__ == "__main__":
    main()
