"""Does the text that holds the best span say all that the question asks for? A score for each pair of the two.

Spans are found from the passage's side, where a word of the question that nothing answers to leaves no trace. Here each
word of the question looks for its like around the likeliest spans. Shapes: R pairs, T tokens of the passage, J tokens
of the question, L lengths of a span, H2 size of an encoded token, E word vector, C size of what is compared.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neural.layers.dropout import LockedDropout
from neural.reading.spans import PairInput, masked_softmax

NEAR = 31
"""Tokens around a likely start, as many before as after, that count as near it."""
FLAGS = 5


class Coverage(nn.Module):
    """Pairs, the spans' logits and the state of each passage token after the span reader -> match_R.

    n_t: probability of a start within NEAR tokens. For a question word j, twice, with word vectors and with encoded
    tokens x: a_jt ∝ exp(P x_j · P x_t / √d + g log n_t), c_j = Σ a_jt P x_t; u_j = relu(W [P x_j; c_j; P x_j∘c_j;
    |P x_j - c_j|; flags]) (compared as in Parikh et al. 2016, equations 2 and 3; used to verify answers by Hu et al.
    2019, arXiv:1808.05759). match = w·relu(V [Σ β_j u_j; max_j u_j; q∘s; s]) with the pooled question q and the
    mean state s at the likely starts. Starts at 0; spans get no gradient through n.
    """

    def __init__(self, token_size: int, vector_size: int, size: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Linear(vector_size, size, bias=False)
        self.tokens = nn.Linear(token_size, size, bias=False)
        self.compare = nn.Linear(8 * size + FLAGS, size)
        self.weigh = nn.Linear(size, 1)
        self.asked = nn.Linear(token_size, size)
        self.found = nn.Linear(token_size, size)
        self.combine = nn.Linear(4 * size, size)
        self.out = nn.Linear(size, 1)
        self.nearness = nn.Parameter(torch.ones(2))
        self.dropout = LockedDropout(dropout)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(
        self, pair: PairInput, same_RTJ: Tensor, rarity_RJ: Tensor, spans_RTL: Tensor, h_RTH: Tensor, asked_RH: Tensor
    ) -> Tensor:
        start_RT = torch.logsumexp(spans_RTL.detach().float(), dim=2).softmax(dim=1)
        near_RT = F.avg_pool1d(start_RT[:, None], NEAR, stride=1, padding=NEAR // 2).squeeze(1)
        near_RT = (near_RT / near_RT.amax(1, keepdim=True).clamp(min=1e-6)).clamp(min=1e-3)
        parts = [
            self._aligned(self.words, pair.passage_vectors_RTE, pair.question_vectors_RJE, pair, near_RT, 0),
            self._aligned(self.tokens, pair.passage_RTH, pair.question_RJH, pair, near_RT, 1),
        ]
        seen_RTJ = same_RTJ.float()
        flags_RJF = torch.stack(
            [
                seen_RTJ.amax(1),
                (seen_RTJ * near_RT[..., None]).amax(1),
                rarity_RJ,
                seen_RTJ.amax(1) * rarity_RJ,
                (seen_RTJ * near_RT[..., None]).amax(1) * rarity_RJ,
            ],
            dim=-1,
        )
        joined_RJC = torch.cat([*parts, flags_RJF.to(parts[0].dtype)], dim=-1)
        u_RJC = F.relu(self.compare(self.dropout(joined_RJC)))
        mask_RJ = pair.question_mask_RJ
        mean_RC = (masked_softmax(self.weigh(u_RJC).squeeze(-1), mask_RJ)[:, None] @ u_RJC).squeeze(1)
        largest_RC = (u_RJC * mask_RJ[..., None]).amax(1)
        found_RC = torch.tanh(self.found((start_RT[:, None].to(h_RTH.dtype) @ h_RTH).squeeze(1)))
        asked_RC = torch.tanh(self.asked(asked_RH.to(h_RTH.dtype)))
        all_RC = torch.cat([mean_RC, largest_RC, asked_RC * found_RC, found_RC], dim=-1)
        match_R: Tensor = self.out(F.relu(self.combine(all_RC))).squeeze(-1).float()
        return match_R

    def _aligned(
        self, project: nn.Linear, passage_RTX: Tensor, question_RJX: Tensor, pair: PairInput, near_RT: Tensor, way: int
    ) -> Tensor:
        """A question word beside what answers to it in the passage. -> [R, J, 4 C]"""
        passage_RTC, question_RJC = project(passage_RTX), project(question_RJX)
        scores_RJT = (question_RJC @ passage_RTC.transpose(1, 2)).float() / question_RJC.size(2) ** 0.5
        scores_RJT = scores_RJT + self.nearness[way] * near_RT.log()[:, None]
        weights_RJT = masked_softmax(scores_RJT, pair.passage_mask_RT[:, None].expand_as(scores_RJT))
        like_RJC = weights_RJT.to(passage_RTC.dtype) @ passage_RTC
        product, distance = question_RJC * like_RJC, (question_RJC - like_RJC).abs()
        return torch.cat([question_RJC, like_RJC, product, distance], dim=-1)
