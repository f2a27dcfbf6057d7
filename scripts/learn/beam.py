"""Beam search as one would write it on a blackboard: hypotheses in a list, one decoder step each.

`neural/seq2seq/search.py` does the same for many sentences at once and without a loop over hypotheses; a test holds the
two together. This one keeps what was left behind, to draw the tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from neural.layers.attention import Memory
from neural.seq2seq.model import DecoderState, Encoded, Seq2Seq
from neural.seq2seq.search import SearchOptions
from neural.text.tokenizer import BOS, EOS, SPECIALS


@dataclass(eq=False)
class Node:
    """One word of one hypothesis, with the log-probability of all words up to it."""

    word: int
    total: float
    parent: Node | None
    state: DecoderState
    kept: bool = True
    """False for a candidate that did not make it into the beam."""

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1

    def path(self) -> list[Node]:
        """The nodes from the first word to this one."""
        return [*self.parent.path(), self] if self.parent else []


@dataclass(frozen=True)
class Tree:
    """All candidates that were looked at, and the finished ones, best first."""

    nodes: list[Node]
    finished: list[Node]
    alpha: float

    def score(self, end: Node) -> float:
        """log p / length^alpha, by which finished hypotheses are compared."""
        return float(end.total / end.depth**self.alpha)

    def ids(self, end: Node) -> list[int]:
        return [node.word for node in end.path() if node.word != EOS]


@torch.inference_mode()
def beam_tree(model: Seq2Seq, encoded: Encoded, options: SearchOptions) -> Tree:
    """Searches the translation of one sentence. The first of `finished` is what `search` would return."""
    beam = [Node(BOS, 0.0, None, encoded.state)]
    nodes: list[Node] = []
    finished: list[Node] = []
    tree = Tree(nodes, finished, options.alpha)
    longest = int(encoded.memory.mask_BS.sum() * options.max_ratio) + options.max_extra
    for step in range(longest):
        candidates: list[Node] = []
        ends: list[Node] = []
        for node in beam:
            words, end = _extended(model, node, encoded.memory, options.beam, last=step + 1 == longest)
            candidates += words
            ends.append(end)
        candidates.sort(key=lambda node: -node.total)
        worst = -torch.inf
        if candidates:  # an end has to be among the best K and not far behind, like any word
            worst = max(candidates[options.beam - 1].total, candidates[0].total - options.prune)
        finished += [end for end in ends if end.total >= worst]
        finished.sort(key=tree.score, reverse=True)
        beam = [node for node in candidates[: options.beam] if node.total >= candidates[0].total - options.prune]
        for node in candidates:
            node.kept = node in beam
        nodes += candidates
        if len(finished) >= options.beam or not beam:
            break
        if finished and beam[0].total / longest**options.alpha <= tree.score(finished[0]):
            break  # no live hypothesis can still win, even if all it has yet to write were certain
    return tree


def _extended(model: Seq2Seq, node: Node, memory: Memory, beam: int, *, last: bool) -> tuple[list[Node], Node]:
    """The most probable next words after `node`, at most `beam`; and the hypothesis that ends here."""
    logits_1V, state, _ = model.step(torch.tensor([node.word]), node.state, memory)
    log_probs_V = logits_1V[0].log_softmax(-1)
    ended = Node(EOS, node.total + float(log_probs_V[EOS]), node, state)
    log_probs_V[: len(SPECIALS)] = -torch.inf
    best, words = log_probs_V.topk(0 if last else beam)
    pairs = zip(words.tolist(), best.tolist(), strict=True)
    return [Node(word, node.total + share, node, state) for word, share in pairs], ended
