"""The reader in use: index a document once, then ask.

A question goes three ways: first-stage ranking chooses the slots of a very long document, the memory reads the slots
and says which sentences are evidence, the span reader reads the passages with the best evidence and points at
the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neural.documents.document import Document
from neural.events import Answer
from neural.reading.answers import (
    Finding,
    Verdict,
    build_answer,
    build_yes_no,
    make_candidates,
    nearest_sentences,
    silent_answer,
    with_confidence,
)
from neural.reading.batches import pad_rows
from neural.reading.clues import Sight, Wording, clues
from neural.reading.confidence import Confidence, load_confidence
from neural.reading.config import ReaderConfig
from neural.reading.decode import SpanChoice, best_spans, inside_sentences
from neural.reading.examples import question_query, question_rows
from neural.reading.foreign import question_language
from neural.reading.index import DocumentIndex, index_document
from neural.reading.memory import Reading
from neural.reading.model import Encoded, ReaderModel
from neural.reading.question_form import is_yes_no
from neural.reading.search import Target, View, choose_passages, first_stage
from neural.reading.storage import load_reader
from neural.reading.vocabulary import Vocabulary
from neural.reading.wording import Words
from neural.reading.yes_no import YesNo, load_yes_no, yes_no_clues

QUESTIONS_AT_ONCE = 32
PAIRS_AT_ONCE = 16
RELATED = 0.5
"""A yes-or-no question with a smaller chance that the document holds an answer to it is not answered."""
SPANS_LEAST = 10
"""Spans that are looked at for a question, however few are asked for: the same answer may stand at several places."""


class Reader:
    """A trained model with its vocabulary, and what was fitted to it later: how far to trust its answers.

    Without `confidence` an answer's probability is the network's own, and `config.threshold` decides on silence;
    without `yes_no` such questions are answered by a span, like any other.
    `index` and `ask` may be called from any thread, one at a time.
    """

    def __init__(
        self,
        model: ReaderModel,
        vocabulary: Vocabulary,
        config: ReaderConfig,
        confidence: Confidence | None = None,
        yes_no: YesNo | None = None,
    ) -> None:
        self.model, self.vocabulary, self.config = model.eval(), vocabulary, config
        self.confidence, self.yes_no = confidence, yes_no

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The reader in a checkpoint folder. Raises DragomanError where it can't be used."""
        return cls(*load_reader(folder), confidence=load_confidence(folder), yes_no=load_yes_no(folder))

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
        found = self.study(questions, indexes, top)
        return [
            silent_answer(question) if finding is None else self._answer(question, finding, indexes, top)
            for question, finding in zip(questions, found, strict=True)
        ]

    def study(self, questions: Sequence[str], indexes: Sequence[DocumentIndex], top: int = 3) -> list[Finding | None]:
        """What is found for each question, before it is judged; None where there is nothing to read or to ask."""
        found: list[Finding | None] = [None] * len(questions)
        asked = [q for q, question in enumerate(questions) if any(c.isalnum() for c in question)]
        if any(index.passages for index in indexes):
            for begin in range(0, len(asked), QUESTIONS_AT_ONCE):
                group = asked[begin : begin + QUESTIONS_AT_ONCE]
                for q, finding in zip(
                    group, self._study_group([questions[q] for q in group], indexes, top), strict=True
                ):
                    found[q] = finding
        return found

    def _answer(self, question: str, finding: Finding, indexes: Sequence[DocumentIndex], top: int) -> Answer:
        candidates = make_candidates(finding, indexes, top)
        if self.confidence is None or finding.clues is None:
            raw = candidates[0].confidence if candidates else 0.0
            verdict = Verdict(raw, 1 - finding.nothing, raw >= self.config.threshold)
        else:
            judgement = self.confidence.judge(finding.clues)
            verdict = Verdict(*judgement, self.confidence.speaks(judgement))
            candidates = with_confidence(candidates, judgement.right)
        answer = build_answer(question, finding, candidates, verdict, indexes)
        english = is_yes_no(question) and question_language(question) == "en"  # "Was kostet …" is no "Was it …"
        if self.yes_no is None or not english or verdict.answerable < RELATED:
            return answer
        yes = float(self.yes_no.yes(self.yes_no_clues(question, finding, indexes)[None])[0])
        return build_yes_no(answer, yes, float(self.yes_no.threshold), nearest_sentences(finding, indexes))

    def yes_no_clues(self, question: str, finding: Finding, indexes: Sequence[DocumentIndex]) -> NDArray[np.float32]:
        """What `YesNo` weighs: the question against the sentence that the memory likes best, and what is around it."""
        document, sentence = next((d, s) for d, s, _ in finding.hops[-1] if d >= 0)
        index = indexes[document]
        slot = int(np.flatnonzero(index.slot_sentences == sentence)[0])
        spans = index.passages[int(index.slot_passages[slot])].spans
        text = index.document.text
        around = text[spans[0].start : spans[-1].end]
        said = index.document.sentence_text(sentence)
        return yes_no_clues(question, said, around, self.vocabulary, self.model.words)

    @torch.no_grad()
    def _study_group(self, questions: Sequence[str], indexes: Sequence[DocumentIndex], top: int) -> list[Finding]:
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
        scores_RTL = self._read(targets, indexes, encoded, rows_QJC, pointer_QP)
        null_Q = (self.model.not_said(pointer_QP) + self.config.null_bias).tolist()
        findings = []
        for q, question in enumerate(questions):
            rows = [r for r, target in enumerate(targets) if target.question == q]
            count = max(top, SPANS_LEAST)
            spans, nothing = best_spans(scores_RTL[rows], null_Q[q], count, self.config.agreement)
            places = [(targets[rows[s.pair]].document, targets[rows[s.pair]].passage) for s in spans]
            row = None
            if spans:
                slot = _slot_in_view(spans[0], *places[0], view, indexes)
                sight = Sight(scores_RTL[rows], null_Q[q], reading.scores_hops[-1][q], view.features_QSF[q], slot)
                passage = indexes[places[0][0]].passages[places[0][1]]
                answer = _words(spans[0], *places[0], indexes)
                wording = self._wording(question, spans[0], *places[0], indexes)
                row = clues(question, answer, passage, spans, sight, wording, self.vocabulary)
            findings.append(Finding(spans, places, nothing, _hops(q, view, reading, indexes), row))
        return findings

    def _wording(
        self, question: str, span: SpanChoice, document: int, passage: int, indexes: Sequence[DocumentIndex]
    ) -> Wording:
        """The question, the span's sentence and its passage, to be compared."""
        text, read = indexes[document].document.text, indexes[document].passages[passage]
        inside = np.flatnonzero(read.slots == read.slots[span.start]).tolist()
        said = text[read.spans[inside[0]].start : read.spans[inside[-1]].end]
        around = text[read.spans[0].start : read.spans[-1].end]
        return Wording(*(Words(part, self.vocabulary, self.model.words) for part in (question, said, around)))

    def _read(
        self,
        targets: Sequence[Target],
        indexes: Sequence[DocumentIndex],
        questions: Encoded,
        questions_QJC: Tensor,
        pointer_QP: Tensor,
    ) -> Tensor:
        """Runs the span reader over the targets: the scores of spans, with what evidence adds to them. -> [R, T, L]"""
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
        return inside_sentences(spans_RTL, slots_RT)


def _words(span: SpanChoice, document: int, passage: int, indexes: Sequence[DocumentIndex]) -> str:
    tokens = indexes[document].passages[passage].spans
    return indexes[document].document.text[tokens[span.start].start : tokens[span.end].end]


def _slot_in_view(span: SpanChoice, document: int, passage: int, view: View, indexes: Sequence[DocumentIndex]) -> int:
    """The place in view of the span's sentence; of another sentence of its passage where it was not shown."""
    index = indexes[document]
    slot = index.first_slots[passage] + index.passages[passage].slots[span.start]
    inside = np.flatnonzero((view.documents_S == document) & (view.passages_S == passage))
    own = inside[view.slots_S[inside] == slot]
    return int(own[0] if len(own) else inside[0])


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
