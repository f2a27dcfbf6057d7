"""The reader's network: word vectors, one shared encoder, the memory over sentences and the span reader.

Shapes: P passages, T tokens of a passage, C columns of a token, Q questions, J tokens of a question, S slots
(sentences), R pairs of a question and a passage, L lengths of a span, H2 both directions of the encoder,
E word vector, D slot, F lexical features. Mask polarity: True marks a real token or a slot that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from neural.layers.dropout import LockedDropout
from neural.layers.recurrent import BiLSTM
from neural.layers.vectors import AffixVectors, WordVectors
from neural.reading.config import ReaderConfig
from neural.reading.coverage import Coverage
from neural.reading.memory import Memory, Reading, Slots, SlotWriter
from neural.reading.spans import PairInput, SpanReader, masked_softmax
from neural.reading.vocabulary import Column


class Batch(NamedTuple):
    """Passages, questions, which are read together, and what is right. Rows of numbers are padded with 0."""

    passages_PTC: Tensor
    places_N: Tensor
    """Real tokens of all passages, as places in the flattened [P, T]."""
    token_slots_N: Tensor
    """The slot of each of them."""
    questions_QJC: Tensor
    features_QSF: Tensor
    shown_QS: Tensor
    pair_question_R: Tensor
    pair_passage_R: Tensor
    pair_rank_R: Tensor
    """The pair's number among its question's pairs."""
    gold_pair_Q: Tensor
    """The pair that holds the answer, -1 where no pair does."""
    gold_start_Q: Tensor
    gold_end_Q: Tensor
    gold_slot_Q: Tensor
    """The sentence that holds the answer; S, the null slot, where none does."""
    fair_QS: Tensor
    """Slots that may be held against the right one: not those that happen to hold the answer's text too."""


class Encoded(NamedTuple):
    """Texts after the shared encoder: word vectors, encoded tokens, mask."""

    vectors_BTE: Tensor
    tokens_BTH: Tensor
    mask_BT: Tensor


class ReaderOutput(NamedTuple):
    """Logits of spans by start and length, [R, T, L]; of "no answer in these passages", [Q]; and how the memory was
    read."""

    spans_RTL: Tensor
    null_Q: Tensor
    reading: Reading


class ReaderModel(nn.Module):
    """A memory network over sentences joined with a span reader. See `forward` for how the parts meet."""

    def __init__(self, config: ReaderConfig, tuned_ids: Sequence[int]) -> None:
        super().__init__()
        size = 2 * config.hidden_size
        self.words = WordVectors(config.vocabulary_size, config.vector_size, tuned_ids)
        self.affixes = AffixVectors(config.affix_buckets, config.shape_buckets, config.affix_size)
        self.dropout = LockedDropout(config.dropout)
        self.encoder = BiLSTM(config.vector_size + config.affix_size, config.hidden_size)
        self.pool = nn.Linear(size, 1)
        self.writer = SlotWriter(size, config.memory_size)
        self.memory = Memory(size, config.memory_size, config.hops, config.dropout)
        self.spans = SpanReader(
            config.hidden_size,
            config.vector_size,
            size + config.memory_size,
            span_size=config.span_size,
            longest=config.answer_tokens,
            dropout=config.dropout,
        )
        self.coverage = (
            Coverage(size, config.vector_size, config.coverage_size, config.dropout) if config.coverage_size else None
        )
        self.null = nn.Linear(size + config.memory_size, 1)
        self.evidence_gate = nn.Parameter(torch.zeros(1))

    def forward(self, batch: Batch) -> ReaderOutput:
        """Encodes all texts once, reads the memory, then the pairs.

        span logit = span reader's logit + 2·gate · (score of the start's sentence - score of the null slot). The gate
        is learned from 0, and evidence is not trained through it: the memory earns its place by its own loss.
        """
        passages, questions = self.encode(batch.passages_PTC), self.encode(batch.questions_QJC)
        slots = self.write(passages.tokens_BTH, batch.places_N, batch.token_slots_N, batch.shown_QS.size(1))
        pooled_QH = self.pool_question(questions)
        reading = self.memory(pooled_QH, slots, batch.features_QSF, batch.shown_QS)
        pointer_QP = torch.cat([pooled_QH.float(), reading.state_QD], dim=-1)
        spans_RTL = self.read_pairs(
            passages, questions, batch.passages_PTC, batch.questions_QJC, pointer_QP, batch.pair_passage_R,
            batch.pair_question_R,
        )  # fmt: skip
        slots_PT = batch.places_N.new_zeros(passages.mask_BT.numel()).index_copy(0, batch.places_N, batch.token_slots_N)
        slots_RT = slots_PT.view_as(passages.mask_BT)[batch.pair_passage_R]
        evidence_QS = self.evidence(reading)
        evidence_RT = 2 * self.evidence_gate * evidence_QS[batch.pair_question_R[:, None], slots_RT]
        return ReaderOutput(spans_RTL + evidence_RT[:, :, None], self.not_said(pointer_QP), reading)

    def encode(self, rows_BTC: Tensor) -> Encoded:
        """Rows of numbers -> word vectors and encoded tokens; the same weights for passages and questions."""
        mask_BT = rows_BTC[..., Column.WORD] != 0
        vectors_BTE = self.words(rows_BTC[..., Column.WORD])
        looks_BTA = self.affixes(
            rows_BTC[..., Column.PREFIX], rows_BTC[..., Column.SUFFIX], rows_BTC[..., Column.SHAPE]
        )
        x_BTX = self.dropout(torch.cat([vectors_BTE, looks_BTA], dim=-1))
        tokens_BTH = self.encoder(x_BTX, mask_BT.sum(1)) * mask_BT[..., None]
        return Encoded(vectors_BTE, tokens_BTH, mask_BT)

    def write(self, tokens_PTH: Tensor, places_N: Tensor, token_slots_N: Tensor, slots: int) -> Slots:
        """The slots of all sentences of encoded passages."""
        written: Slots = self.writer(tokens_PTH.flatten(0, 1)[places_N], token_slots_N, slots)
        return written

    def pool_question(self, questions: Encoded) -> Tensor:
        """Attention pooling of a question's tokens (Chen et al. 2017, section 3.2). -> pooled_QH"""
        weights_QJ = masked_softmax(self.pool(questions.tokens_BTH).squeeze(-1), questions.mask_BT)
        return (weights_QJ[:, None].to(questions.tokens_BTH.dtype) @ questions.tokens_BTH).squeeze(1)

    def not_said(self, pointer_QP: Tensor) -> Tensor:
        """The logit of "these passages do not say", beside those of spans. -> null_Q"""
        null_Q: Tensor = 2 * self.null(pointer_QP).squeeze(-1).float()
        return null_Q

    def evidence(self, reading: Reading) -> Tensor:
        """How far each sentence beats the null slot at the last hop, within ±10. -> evidence_QS, without gradient"""
        scores_QS = reading.scores_hops[-1].detach()
        return (scores_QS[:, :-1] - scores_QS[:, -1:]).clamp(-10, 10)

    def read_pairs(
        self,
        passages: Encoded,
        questions: Encoded,
        passages_PTC: Tensor,
        questions_QJC: Tensor,
        pointer_QP: Tensor,
        pair_passage_R: Tensor,
        pair_question_R: Tensor,
    ) -> Tensor:
        """The span reader over pairs of a passage and a question, all spans of a pair shifted by how far the passage
        covers the question. -> spans_RTL"""
        passage_RTC, question_RJC = passages_PTC[pair_passage_R], questions_QJC[pair_question_R]
        question_mask_RJ = questions.mask_BT[pair_question_R]
        pair = PairInput(
            passages.tokens_BTH[pair_passage_R],
            questions.tokens_BTH[pair_question_R],
            passages.vectors_BTE[pair_passage_R],
            questions.vectors_BTE[pair_question_R],
            exact_matches(passage_RTC, question_RJC, question_mask_RJ),
            passages.mask_BT[pair_passage_R],
            question_mask_RJ,
        )
        pointer_RP = self.dropout_pointer(pointer_QP)[pair_question_R]
        spans_RTL, h_RTH = self.spans(pair, pointer_RP)
        if self.coverage is None:
            found_RTL: Tensor = spans_RTL
            return found_RTL
        same_RTJ = same_stems(passage_RTC, question_RJC, question_mask_RJ)
        rarity_RJ = question_RJC[..., Column.RARITY] / 5000
        asked_RH = pointer_RP[:, : passages.tokens_BTH.size(2)]
        match_R = self.coverage(pair, same_RTJ, rarity_RJ, spans_RTL, h_RTH, asked_RH)
        shifted_RTL: Tensor = spans_RTL + match_R[:, None, None]
        return shifted_RTL

    def dropout_pointer(self, pointer_QP: Tensor) -> Tensor:
        """Dropout on the pointer, a mask a question."""
        dropped: Tensor = self.dropout(pointer_QP[:, None]).squeeze(1)
        return dropped


def same_stems(passage_RTC: Tensor, question_RJC: Tensor, question_mask_RJ: Tensor) -> Tensor:
    """Which word of the passage has the stem of which of the question. -> bool [R, T, J]"""
    keys_RJ = question_RJC[..., Column.STEM].masked_fill(~question_mask_RJ, -1)
    return passage_RTC[..., Column.STEM, None] == keys_RJ[:, None]


def exact_matches(passage_RTC: Tensor, question_RJC: Tensor, question_mask_RJ: Tensor) -> Tensor:
    """Is this word in the question: as written, lower-cased, by stem; the last also times its rarity. -> [R, T, 4]"""
    found = []
    for column in (Column.WRITTEN, Column.LOWER, Column.STEM):
        keys_RJ = question_RJC[..., column].masked_fill(~question_mask_RJ, -1)
        found.append((passage_RTC[..., column, None] == keys_RJ[:, None]).any(-1).float())
    return torch.stack([*found, found[-1] * passage_RTC[..., Column.RARITY] / 5000], dim=-1)
