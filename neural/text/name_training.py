"""Learns which words are names from pairs of sentences: those with a capital that the other side has as well."""

from __future__ import annotations

import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch.nn import functional as F

from neural.text.names import SIZE, capitalised, features

HELD_OUT = 10
"""One word in so many is not trained on."""
MOST = 16
"""A word counts as often as it is seen, but not more than so many times."""

Example = tuple[list[int], float, float]
"""Rows of the table, share of the times that the word was kept, weight."""


def collect(pairs: Iterable[tuple[str, str, str]]) -> tuple[list[Example], list[Example]]:
    """Examples to learn from and examples with other words to measure on, of (text, its language, other side)."""
    seen: dict[tuple[str, bool, str], list[int]] = defaultdict(lambda: [0, 0])
    for text, language, other in pairs:
        if text.isupper():
            continue
        for start, end, first in capitalised(text):
            count = seen[text[start:end], first, language]
            count[0] += text[start:end] in other
            count[1] += 1
    split: tuple[list[Example], list[Example]] = ([], [])
    for (word, first, language), (kept, total) in seen.items():
        example = (features(word, first, language), kept / total, min(total, MOST) ** 0.5)
        split[zlib.crc32(word.lower().encode()) % HELD_OUT == 0].append(example)
    return split


def train(
    examples: list[Example], epochs: int = 6, seed: int = 1, report: Callable[[float], None] | None = None
) -> NDArray[np.float32]:
    """The table of log-odds, fitted to `examples` by AdamW."""
    torch.manual_seed(seed)
    table = torch.nn.EmbeddingBag(SIZE, 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    optimizer = torch.optim.AdamW(table.parameters(), lr=0.02, weight_decay=0.02)
    steps = epochs * -(-len(examples) // 2048)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, steps)
    for epoch in range(epochs):
        for rows, starts, kept, weight in _batches(examples, seed + epoch):
            odds = table(rows, starts)[:, 0]
            loss = (F.binary_cross_entropy_with_logits(odds, kept, reduction="none") * weight).sum() / weight.sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
        if report:
            report(float(loss.detach()))
    weights: NDArray[np.float32] = table.weight.detach().numpy()[:, 0]
    return weights


def precision(table: NDArray[np.float32], examples: list[Example], odds: float) -> tuple[float, float]:
    """Of the words above `odds` the share that was kept, and of those that were kept the share above."""
    above = sum(kept for rows, kept, _ in examples if table[rows].sum() > odds)
    count = sum(1 for rows, _, _ in examples if table[rows].sum() > odds)
    return above / max(1, count), above / max(1e-9, sum(kept for _, kept, _ in examples))


def save(table: NDArray[np.float32], path: Path) -> None:
    """Eight bits a weight."""
    scale = np.float32(np.abs(table).max() / 127)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({"weights": np.round(table / scale).astype(np.int8), "scale": np.array([scale])}, path)


def _batches(examples: list[Example], seed: int, size: int = 2048) -> Iterator[tuple[torch.Tensor, ...]]:
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)
    for first in range(0, len(order), size):
        batch = [examples[i] for i in order[first : first + size]]
        starts = np.cumsum([0] + [len(rows) for rows, _, _ in batch[:-1]])
        rows = np.concatenate([np.array(rows) for rows, _, _ in batch])
        kept, weight = (np.array([e[i] for e in batch], dtype=np.float32) for i in (1, 2))
        yield torch.from_numpy(rows), torch.from_numpy(starts), torch.from_numpy(kept), torch.from_numpy(weight)
