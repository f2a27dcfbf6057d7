"""Yes or no: a small network over clues from a question and the sentence that the memory holds to be its evidence.

It knows nothing of the world and understands little: it compares words, names and numbers, and looks for negations and
opposites. Where it is not sure it says so. Shapes: Q questions, C clues, W words of a text, E word vector.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from neural.layers.vectors import WordVectors
from neural.reading.clues import missing_words
from neural.reading.confidence import load_module
from neural.reading.mentions import word_set
from neural.reading.vocabulary import Vocabulary
from neural.reading.wording import OPENING, Words

FILE = "yes_no.safetensors"
MEND = "train it again: python -m scripts.calibrate_reader"
HIDDEN = 8

_NEGATION = word_set(
    "not no never none nothing neither nor without cannot n't don't doesn't didn't isn't aren't wasn't weren't won't "
    "can't couldn't unable fails failed lack lacks lacking prohibited illegal forbidden banned false fictional"
)
_CONTRAST = word_set("but however although though unlike while whereas instead except rather despite only different")
_LIKENESS = word_set("same also known similar both together include includes including either called equal")
_MODAL = word_set("may might can could must should would usually often sometimes generally typically")
_ALL = word_set("all every always only any ever most first last largest")

CLUES = (
    "words found", "words found in the passage", "rarest word missing", "rarest word missing in the passage",
    "names missing", "names missing in the passage", "numbers missing", "numbers missing in the passage",
    "all names found", "all numbers found", "another number instead", "another name instead",
    "likeness of the words", "least likeness of a word",
    "likeness of words in the passage", "negation in the sentence", "negation in the question",
    "one negated, the other not", "negation in the passage", "contrast", "likeness stated", "may or can", "opposites",
    "asks for all", "asks for the same", "asks if there is", "length of the question", "length of the sentence",
    "word pairs found", *(f"begins with {word}" for word in OPENING),
)  # fmt: skip


class YesNo(nn.Module):
    """clues_QC -> logit of "yes", [Q].

    z = (c - mean) / scale, within ±4; logit = a·z + b·tanh(D z). Where the likelier of yes and no has a probability
    below `threshold`, it is better to show the evidence alone.
    """

    mean: Tensor
    scale: Tensor
    threshold: Tensor

    def __init__(self, clues: int = len(CLUES)) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(clues))
        self.register_buffer("scale", torch.ones(clues))
        self.register_buffer("threshold", torch.tensor(0.65))
        self.linear = nn.Linear(clues, 1)
        self.mix = nn.Linear(clues, HIDDEN)
        self.bend = nn.Linear(HIDDEN, 1, bias=False)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.bend.weight)

    def forward(self, clues_QC: Tensor) -> Tensor:
        z_QC = ((clues_QC - self.mean) / self.scale).clamp(-4, 4)
        logits_Q: Tensor = (self.linear(z_QC) + self.bend(torch.tanh(self.mix(z_QC)))).squeeze(-1)
        return logits_Q

    @torch.no_grad()
    def yes(self, clues_QC: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of yes for each question's clues."""
        found: NDArray[np.float64] = torch.sigmoid(self(torch.from_numpy(clues_QC))).double().numpy()
        return found


def load_yes_no(folder: Path) -> YesNo | None:
    """What was trained for the reader in `folder`; None where nothing was."""
    module = YesNo()
    return module if load_module(module, folder / FILE, MEND) else None


def yes_no_clues(
    question: str, sentence: str, passage: str, vocabulary: Vocabulary, vectors: WordVectors
) -> NDArray[np.float32]:
    """The clues of `CLUES`, in order; `passage` holds `sentence`."""
    asked, said, around = (Words(text, vocabulary, vectors) for text in (question, sentence, passage))
    near, far = (missing_words(question, words.rows, vocabulary) for words in (said, around))
    alike_near, alike_far = asked.likeness(said), asked.likeness(around)
    negated_said, negated_asked = said.count(_NEGATION), asked.count(_NEGATION)
    other_number = near.numbers > 0 and any(word[0].isdigit() and word not in asked.lower for word in said.lower)
    other_name = near.names > 0 and any(w[0].isupper() and w.lower() not in asked.lower for w in said.words[1:])
    named = any(word[0].isupper() for word in asked.words[1:])
    numbered = any(word[0].isdigit() for word in asked.words)
    lower = question.lower()
    pairs = set(zip(asked.stems[:-1], asked.stems[1:], strict=True))
    there = set(zip(said.stems[:-1], said.stems[1:], strict=True))
    return np.array([
        asked.share_found(said), asked.share_found(around), near.rarest, far.rarest,
        near.names, far.names, near.numbers, far.numbers,
        float(named and near.names == 0), float(numbered and near.numbers == 0), float(other_number), float(other_name),
        float(alike_near.mean()), float(alike_near.min()), float(alike_far.mean()),
        min(2, negated_said), min(2, negated_asked), float((negated_said > 0) != (negated_asked > 0)),
        min(4, around.count(_NEGATION)), min(2, said.count(_CONTRAST)), min(2, said.count(_LIKENESS)),
        min(2, said.count(_MODAL)), min(2, asked.opposites(said)), min(2, asked.count(_ALL)),
        float(bool(re.search(r"\bsame\b|\bdifferen", lower))), float(bool(re.search(r"\bthere\b", lower[:14]))),
        np.log1p(len(asked.words)), np.log1p(len(said.words)), len(pairs & there) / max(1, len(pairs)),
        *(float(lower.startswith(f"{word} ")) for word in OPENING),
    ], dtype=np.float32)  # fmt: skip
