"""JoeyNMT as a peer to measure against. Runs inside JoeyNMT's own environment, apart from this project's.

It reads one JSON command a line on stdin and answers with one JSON line on stdout:

    {"do": "train", "steps": n}                  {"tokens": target tokens trained on, "seconds": …, "cpu": …}
    {"do": "decode", "beam": k, "length": n}     {"sentences": …, "seconds": …, "cpu": …}, each exactly n subwords long

With "sentence": i, only that one is decoded. "cpu" is the processor time of all threads in seconds, which says more
than "seconds" on a machine that does other things too.

Training is JoeyNMT's own `TrainManager._train_step` with its own batches, clipping and optimiser; decoding is its own
`search`. Validation, checkpoints and logging are left out of the time.
"""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import time
import warnings
import zlib
from itertools import chain, repeat
from pathlib import Path
from typing import Any


def config(folder: Path, codes: Path, source: str, target: str, sizes: dict[str, Any]) -> dict[str, Any]:
    """JoeyNMT's configuration of a recurrent model with input feeding, of the sizes given."""

    def side(language: str) -> dict[str, Any]:
        return {
            "lang": language,
            "level": "bpe",
            "max_length": 100,
            "tokenizer_type": "subword-nmt",
            "tokenizer_cfg": {"codes": str(codes), "num_merges": sizes["vocabulary"]},
        }

    return {
        "name": "peer",
        "model_dir": str(folder / "model"),
        "use_cuda": False,
        "fp16": False,
        "random_seed": 1,
        "data": {
            "train": str(folder / "train"),
            "dev": str(folder / "test"),
            "test": str(folder / "test"),
            "dataset_type": "plain",
            "src": side(source),
            "trg": side(target),
        },
        "testing": {"beam_size": 5, "batch_size": 1000, "batch_type": "sentence", "eval_metrics": ["bleu"]},
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.001,
            "scheduling": "decaying",
            "clip_grad_norm": 1.0,
            "batch_size": sizes["batch_tokens"],
            "batch_type": "token",
            "label_smoothing": 0.1,
            "overwrite": True,
            "epochs": 1,
        },
        "model": {
            "initializer": "xavier_uniform",
            "embed_initializer": "xavier_uniform",
            "encoder": {
                "type": "recurrent",
                "rnn_type": "lstm",
                "embeddings": {"embedding_dim": sizes["embedding"]},
                "hidden_size": sizes["encoder"],
                "bidirectional": True,
                "num_layers": sizes["layers"],
                "dropout": 0.2,
            },
            "decoder": {
                "type": "recurrent",
                "rnn_type": "lstm",
                "embeddings": {"embedding_dim": sizes["embedding"]},
                "hidden_size": sizes["decoder"],
                "num_layers": 2,
                "input_feeding": True,
                "init_hidden": "bridge",
                "attention": "luong",
                "dropout": 0.2,
                "hidden_dropout": 0.2,
            },
        },
    }


class Clock:
    """Time since it was made."""

    def __init__(self) -> None:
        self.started, self.worked = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        return {"seconds": time.perf_counter() - self.started, "cpu": time.process_time() - self.worked}


class Peer:
    """A model under training, and the batch of test sentences that it translates."""

    def __init__(self, folder: Path, source: str, target: str, sizes: dict[str, Any]) -> None:
        from joeynmt.config import load_config, parse_global_args, set_validation_args
        from joeynmt.prediction import prepare
        from joeynmt.training import TrainManager

        codes = learn_codes(folder, source, target, sizes["vocabulary"])
        (folder / "model").mkdir(exist_ok=True)
        path = folder / "config.yaml"
        path.write_text(json.dumps(config(folder, codes, source, target, sizes)), encoding="utf-8")  # JSON is YAML
        args = parse_global_args(load_config(path), rank=0, mode="train")
        self.model, self.training, _, self.test = prepare(args, rank=0, mode="train")
        self.manager = TrainManager(
            rank=0,
            model=self.model,
            model_dir=args.model_dir,
            device=args.device,
            autocast=args.autocast,
            train_args=args.train,
            dev_args=set_validation_args(args.test),
        )
        self.batches = chain.from_iterable(self._epoch(sizes["batch_tokens"]) for _ in repeat(None))

    def _epoch(self, tokens: int) -> Any:
        return self._iterate(self.training, tokens, "token", True)

    def _iterate(self, data: Any, size: int, kind: str, shuffle: bool) -> Any:
        return data.make_iter(
            batch_size=size,
            batch_type=kind,
            shuffle=shuffle,
            seed=1,
            num_workers=0,
            eos_index=self.model.eos_index,
            pad_index=self.model.pad_index,
            device=self.manager.device,
        )

    def train(self, steps: int) -> dict[str, float]:
        """Takes so many steps."""
        tokens, clock = 0, Clock()
        for _ in range(steps):
            batch = next(self.batches)
            self.manager._train_step(batch)
            self.manager.clip_grad_fun(parameters=self.model.parameters())
            self.manager.optimizer.step()
            self.model.zero_grad()
            tokens += int(batch.ntokens)
        return {"tokens": tokens, **clock.read()}

    def decode(self, beam: int, length: int, sentence: int | None = None) -> dict[str, float]:
        """Translates the test sentences as one batch, or one of them alone, into `length` subwords each."""
        from joeynmt.search import search

        self.model.eval()
        if sentence is None:
            (batch,) = self._iterate(self.test, len(self.test), "sentence", False)
        else:
            batch = list(self._iterate(self.test, 1, "sentence", False))[sentence]
        clock = Clock()
        batch.sort_by_src_length()
        output, _, _ = search(
            model=self.model,
            batch=batch,
            beam_size=beam,
            beam_alpha=1.0,
            max_output_length=length,
            min_output_length=length,
            generate_unk=False,
        )
        return {"sentences": len(output), **clock.read()}


def learn_codes(folder: Path, source: str, target: str, merges: int) -> Path:
    """Joint byte-pair codes of both sides, by subword-nmt; kept for the next run on this text, as they take a while."""
    text = b"".join((folder / f"train.{language}").read_bytes() for language in (source, target))
    codes = folder / f"codes-{merges}-{zlib.crc32(text):08x}"
    if not codes.exists():
        (folder / "joint").write_bytes(text)
        command = [sys.executable, "-m", "subword_nmt.learn_bpe", "-s", str(merges)]
        unfinished = codes.with_suffix(".part")
        with (folder / "joint").open("rb") as lines, unfinished.open("wb") as out:
            subprocess.run(command, stdin=lines, stdout=out, stderr=subprocess.DEVNULL, check=True)
        unfinished.rename(codes)
    return codes


def main() -> None:
    """FOLDER SOURCE TARGET SIZES (as JSON) THREADS."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import torch

    folder, source, target, sizes, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        peer = Peer(Path(folder), source, target, json.loads(sizes))
        print(json.dumps({"parameters": sum(p.numel() for p in peer.model.parameters())}), file=answers, flush=True)
        for line in sys.stdin:
            command = json.loads(line)
            result = getattr(peer, command.pop("do"))(**command)
            print(json.dumps(result), file=answers, flush=True)


if __name__ == "__main__":
    main()
