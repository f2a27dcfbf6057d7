"""The reader in use: index a document once, then ask.

A question goes three ways: first-stage ranking chooses the slots of a very long document, the memory reads the slots
and says which sentences are evidence, the span reader reads the passages with the best evidence and points at
the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from neural.documents.document import Document
from neural.events import Answer
from neural.reading.answers import Finding, build_answer, silent_answer
from neural.reading.batches import pad_rows
from neural.reading.config import ReaderConfig
from neural.reading.decode import best_spans, inside_sentences
from neural.reading.examples import question_query, question_rows
from neural.reading.index import DocumentIndex, index_document
from neural.reading.memory import Reading
from neural.reading.model import Encoded, ReaderModel
from neural.reading.search import Target, View, choose_passages, first_stage
from neural.reading.storage import load_reader
from neural.reading.vocabulary import Vocabulary

QUESTIONS_AT_ONCE = 32
PAIRS_AT_ONCE = 16


class Reader:
    """A trained model with its vocabulary. `index` and `ask` may be called from any thread, one at a time."""

    def __init__(self, model: ReaderModel, vocabulary: Vocabulary, config: ReaderConfig) -> None:
        self.model, self.vocabulary, self.config = model.eval(), vocabulary, config

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The reader in a checkpoint folder. Raises DragomanError where it can't be used."""
        return cls(*load_reader(folder))

    def index(
        self,
        document: Document,
        progress: Callable[[int, int], None] | None = None,
        stop: threading.Event | None = None,
    ) -> DocumentIndex | None:
        """The question-independent part of reading `document`, computed once; None where `stop` was set."""
        return index_document(document, self.model, self.vocabulary, self.config, progress, stop)

    def ask(self, question: str, indexes: Sequence[DocumentIndex], top: int = 3) -> Answer:
        """The answer to one question over all the documents together."""
        return self.ask_many([question], indexes, top)[0]

    def ask_many(self, questions: Sequence[str], indexes: Sequence[DocumentIndex], top: int = 3) -> list[Answer]:
        """The answers to several questions, in order; the same as asking one by one."""
        if not any(index.passages for index in indexes):
            return [silent_answer(question) for question in questions]
        answers = []
        for begin in range(0, len(questions), QUESTIONS_AT_ONCE):
            answers += self._ask_group(questions[begin : begin + QUESTIONS_AT_ONCE], indexes, top)
        return answers

    @torch.no_grad()
    def _ask_group(self, questions: Sequence[str], indexes: Sequence[DocumentIndex], top: int) -> list[Answer]:
        blank = [not any(c.isalnum() for c in question) for question in questions]
        rows_QJC = pad_rows([question_rows(question, self.vocabulary) for question in questions])
        encoded = self.model.encode(rows_QJC)
        pooled_QH = self.model.pool_question(encoded)
        queries = [question_query(question, self.vocabulary) for question in questions]
        view = first_stage(queries, indexes, self.config.slots_most)
        reading = self.model.memory(pooled_QH, view.memory, view.features_QSF, view.shown_QS)
        pointer_QP = torch.cat([pooled_QH, reading.state_QD], dim=-1)
        targets = choose_passages(
            view,
            self.model.evidence(reading).numpy(),
            indexes,
            config=self.config,
            gate=2 * float(self.model.evidence_gate),
        )
        findings = self._read(targets, indexes, encoded, rows_QJC, pointer_QP, top)
        return [
            silent_answer(question)
            if blank[q]
            else build_answer(question, findings[q], _hops(q, view, reading, indexes), indexes, self.config.threshold)
            for q, question in enumerate(questions)
        ]

    def _read(
        self,
        targets: Sequence[Target],
        indexes: Sequence[DocumentIndex],
        questions: Encoded,
        questions_QJC: Tensor,
        pointer_QP: Tensor,
        top: int,
    ) -> list[Finding]:
        """Runs the span reader over the targets and weighs all spans of a question together."""
        passages = [indexes[target.document].passages[target.passage] for target in targets]
        longest = max(len(p) for p in passages)
        spans_RTL = torch.full((len(targets), longest, min(longest, self.config.answer_tokens)), -torch.inf)
        slots_RT = torch.full((len(targets), longest), -1, dtype=torch.long)
        by_length = sorted(
            range(len(targets)), key=lambda r: (len(passages[r]), targets[r].document, targets[r].passage)
        )
        for begin in range(0, len(targets), PAIRS_AT_ONCE):
            pairs = by_length[begin : begin + PAIRS_AT_ONCE]
            distinct = list({(targets[r].document, targets[r].passage): r for r in pairs}.values())
            place = {(targets[r].document, targets[r].passage): number for number, r in enumerate(distinct)}
            rows_PTC = pad_rows([passages[r].rows for r in distinct])
            found = self.model.read_pairs(
                self.model.encode(rows_PTC),
                questions,
                rows_PTC,
                questions_QJC,
                pointer_QP,
                torch.tensor([place[targets[r].document, targets[r].passage] for r in pairs]),
                torch.tensor([targets[r].question for r in pairs]),
            )
            spans_RTL[pairs, : found.size(1), : found.size(2)] = found
        for r, (target, passage) in enumerate(zip(targets, passages, strict=True)):
            slots_RT[r, : len(passage)] = torch.from_numpy(passage.slots)
            spans_RTL[r, : len(passage)] += torch.from_numpy(target.bonus[passage.slots])[:, None]
        scores_RTL = inside_sentences(spans_RTL, slots_RT)
        null_Q = self.model.not_said(pointer_QP) + self.config.null_bias
        findings = []
        for q in range(len(questions_QJC)):
            rows = [r for r, target in enumerate(targets) if target.question == q]
            spans, nothing = best_spans(scores_RTL[rows], float(null_Q[q]), top)
            places = [(targets[rows[s.pair]].document, targets[rows[s.pair]].passage) for s in spans]
            findings.append(Finding(spans, places, nothing))
        return findings


def _hops(q: int, view: View, reading: Reading, indexes: Sequence[DocumentIndex]) -> list[list[tuple[int, int, float]]]:
    """For each hop the heaviest slots as (document, sentence, weight); the null slot is (-1, -1)."""
    hops = []
    for scores_QS in reading.scores_hops:
        weights, numbers = torch.softmax(scores_QS[q], dim=0).topk(min(5, scores_QS.size(1)))
        hop = []
        for weight, number in zip(weights.tolist(), numbers.tolist(), strict=True):
            if number == len(view.slots_S):
                hop.append((-1, -1, weight))
            else:
                document = int(view.documents_S[number])
                hop.append((document, int(indexes[document].slot_sentences[view.slots_S[number]]), weight))
        hops.append(hop)
    return hops
