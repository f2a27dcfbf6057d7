"""The reader as the training loop sees it: batches, loss, validation, checkpoints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, from_numpy, nn

from neural.corpora.questions import Question
from neural.reading.batches import BatchOptions, collate, plan_epoch
from neural.reading.card import DATA, LICENCE
from neural.reading.config import ReaderConfig
from neural.reading.evaluate import ask_all, score, whole_articles
from neural.reading.examples import Examples
from neural.reading.exhibits import reading_exhibits
from neural.reading.loss import Objective, divergence, reader_loss
from neural.reading.model import Batch, ReaderModel
from neural.reading.reader import Reader
from neural.reading.sharing import cut_questions
from neural.reading.storage import KIND, save_reader
from neural.reading.vocabulary import Vocabulary
from neural.training.report.exhibits import Exhibit


@dataclass(frozen=True, kw_only=True)
class ReaderTask:
    """All that training needs. `shares[i]` is the chance that example i is read in an epoch, drawn by passage; of
    altered ones so many are left out that batches hold `batching.altered_rate` of them."""

    config: ReaderConfig
    vocabulary: Vocabulary
    vectors: NDArray[np.float32] | None
    """Of a fresh network's words."""
    data: Examples
    shares: NDArray[np.float64]
    near: Sequence[Sequence[int]]
    batching: BatchOptions
    validation: Sequence[Question]
    objective: Objective = field(default_factory=Objective)
    command: str = ""
    start: ReaderModel | None = None
    """A trained network to go on from; None: a fresh one."""
    only_coverage: bool = False
    """Train nothing but the comparison of the question with the text around a span (`coverage.py`)."""
    kind: str = KIND
    unit: str = "questions"
    score: str = "score"
    select_by: str = "score"

    def model(self) -> ReaderModel:
        """A fresh network with the pretrained vectors in it, or the one to go on from."""
        if self.start is not None:
            for name, parameter in self.start.named_parameters():
                parameter.requires_grad_(not self.only_coverage or name.startswith("coverage."))
            return self.start.train()
        model = ReaderModel(self.config, self.vocabulary.tuned_ids())
        assert self.vectors is not None
        model.words.fill(2, from_numpy(self.vectors))
        return model

    def batches(self, epoch: int, seed: int) -> Iterator[Batch]:
        """One epoch: a draw of the passages by their shares, similar passages batched together."""
        random = np.random.default_rng([seed, epoch])
        drawn_X = random.random(len(self.data.passages))[self.data.homes_X] < self.shares
        drawn_X &= ~self.data.altered_X | (random.random(len(drawn_X)) < self._altered_kept())
        parts, place = self.data.parts(), 0
        for number in random.permutation(len(parts)).tolist():
            numbers = parts[number][drawn_X[parts[number]]].tolist()
            for members in plan_epoch(self.data, numbers, self.near, self.batching, random):
                own = np.random.default_rng([seed, epoch, place])
                yield collate(self.data, members, self._company(members), self.batching, own)
                place += 1

    def _altered_kept(self) -> float:
        """The share of altered examples that an epoch takes, so that batches hold as many as they should."""
        altered_X = self.data.altered_X
        plain, made = float(self.shares[~altered_X].sum()), float(self.shares[altered_X].sum())
        rate = self.batching.altered_rate
        return plain * rate / (1 - rate) / made if made else 0.0

    def _company(self, members: Sequence[int]) -> list[int]:
        """Passages like those of the batch, to be slots only."""
        home = dict.fromkeys(p for n in members for p in range(*self.data.examples[n].context))
        others = dict.fromkeys(other for p in home for other in self.near[p] if other not in home)
        chosen, tokens = [], 0
        for other in others:
            tokens += len(self.data.passages[other])
            if tokens > self.batching.company_tokens:
                break
            chosen.append(other)
        return chosen

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int, dict[str, float]]:
        read = model(batch)
        losses = reader_loss(read, batch, self.objective.risk)
        total, extra = losses.total, {name: float(value) for name, value in losses.parts.items()}
        if self.objective.consistency:
            again = model(batch)
            apart = divergence(read, again, batch)
            total = (total + reader_loss(again, batch, self.objective.risk).total) / 2
            total = total + self.objective.consistency * apart
            extra |= {"divergence": apart.item()}
        return total, len(batch.gold_pair_Q), extra

    def cut(self, batch: Batch, part: int, parts: int) -> tuple[Batch, float]:
        return cut_questions(batch, part, parts)

    def validate(self, model: nn.Module) -> dict[str, float]:
        """EM and F1 on the held-out questions, paragraph by paragraph and over whole articles."""
        assert isinstance(model, ReaderModel)
        return held_out_scores(Reader(model, self.vocabulary, self.config), self.validation)

    def exhibits(self, model: nn.Module) -> list[Exhibit]:
        """The memory's weights and the wrong answers, for the report of the run."""
        assert isinstance(model, ReaderModel)
        return reading_exhibits(Reader(model, self.vocabulary, self.config), self.validation)

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, ReaderModel)
        facts = {**metrics, "command": self.command, "data": DATA, "licence": LICENCE}
        save_reader(folder, model, self.vocabulary, self.config, facts)


def held_out_scores(reader: Reader, questions: Sequence[Question]) -> dict[str, float]:
    """EM and F1 on held-out questions, paragraph by paragraph and over whole articles, and the mean of both F1."""
    near = score(list(ask_all(reader, questions)), forced=True)
    titled = [question for question in questions if question.title]
    far = score(list(ask_all(reader, whole_articles(titled))), forced=True) if titled else near
    figures = {name: value for name, value in near.items() if value is not None}
    figures |= {f"article_{name}": value for name, value in far.items() if value is not None}
    mean = (figures["f1"] + figures["article_f1"]) / 2
    return figures | {"score": mean, "evidence_gate": reader.model.evidence_gate.item()}
