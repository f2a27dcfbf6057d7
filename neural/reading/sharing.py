"""A batch of questions in parts, for processes that train on it together."""

from __future__ import annotations

import torch

from neural.reading.model import Batch


def cut_questions(batch: Batch, part: int, parts: int) -> tuple[Batch, float]:
    """Every `parts`th question with its pairs, and its share of them: the loss is a mean over questions.

    All passages stay, as their sentences are what the memory chooses from; each process encodes them. A batch of fewer
    questions than parts gives its first one, with no share, to those that would have none.
    """
    questions = len(batch.gold_pair_Q)
    own = torch.arange(part if part < questions else 0, questions, parts if part < questions else questions)
    place_Q = torch.full((questions,), -1).index_copy(0, own, torch.arange(len(own)))
    kept_R = place_Q[batch.pair_question_R] >= 0
    pair_R = kept_R.cumsum(0) - 1
    gold_pair = batch.gold_pair_Q[own]
    piece = batch._replace(
        questions_QJC=batch.questions_QJC[own],
        features_QSF=batch.features_QSF[own],
        shown_QS=batch.shown_QS[own],
        pair_question_R=place_Q[batch.pair_question_R[kept_R]],
        pair_passage_R=batch.pair_passage_R[kept_R],
        pair_rank_R=batch.pair_rank_R[kept_R],
        gold_pair_Q=torch.where(gold_pair >= 0, pair_R[gold_pair.clamp(min=0)], gold_pair),
        gold_start_Q=batch.gold_start_Q[own],
        gold_end_Q=batch.gold_end_Q[own],
        gold_slot_Q=batch.gold_slot_Q[own],
        fair_QS=batch.fair_QS[own],
    )
    return piece, len(own) / questions if part < questions else 0.0
