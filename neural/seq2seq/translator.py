"""A trained translation network with its tokeniser: sentences in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from neural.errors import DragomanError
from neural.events import WEIGHT_DIGITS
from neural.layers.products import best_precision
from neural.seq2seq.batches import clean_source, source_batch
from neural.seq2seq.config import from_json, to_json
from neural.seq2seq.decoder import Decoder
from neural.seq2seq.judge import Judge
from neural.seq2seq.kinds import make_decoder, make_network
from neural.seq2seq.network import Network
from neural.seq2seq.search import NBest, SearchOptions, search, search_steps
from neural.text.directions import Direction
from neural.text.tokenizer import SubwordTokenizer
from neural.training.catalogue import MEND, find_opposite
from neural.training.checkpoint import load_checkpoint, load_weights, save_checkpoint

KIND = "translator"
ROWS_AT_ONCE = 400  # hypotheses in one batch: enough to keep matrix products busy, few enough for the cache


class Candidate(NamedTuple):
    """A way to translate a sentence: `score` is its log-probability a piece, and `back`, where a judge was asked, that
    of the source given it, a piece of the source."""

    text: str
    score: float
    back: float | None = None


@dataclass(frozen=True, kw_only=True)
class SentenceTranslation:
    """One sentence. `attention_TS[t][s]`: how much source piece s counted when target piece t was written.

    `candidates` are the best of what the search finished, best first: this translation and then others. `finished` is
    False for what has been settled of a translation that is still being written.
    """

    text: str
    score: float
    source_pieces: tuple[str, ...]
    pieces: tuple[str, ...]
    attention_TS: tuple[tuple[float, ...], ...]
    candidates: tuple[Candidate, ...] = ()
    finished: bool = True


class Translator:
    """Translates sentences in one of the directions of its model. Holds no state between calls."""

    def __init__(
        self,
        model: Network,
        tokenizer: SubwordTokenizer,
        direction: Direction | None = None,
        decoder: Decoder | None = None,
        judge: Judge | None = None,
    ) -> None:
        """`direction` None: the first of the model's; `decoder` None: one is made of the model as it is now; `judge`
        None: the search alone decides.

        Raises DragomanError for a direction that the model has not learnt.
        """
        known = model.config.directions
        self.model, self.tokenizer = model.eval(), tokenizer
        self.decoder, self.judge = decoder or make_decoder(model), judge
        self.source_language, self.target_language = direction or known[0]
        if (self.source_language, self.target_language) not in known:
            raise DragomanError(
                f"translation from {self.source_language} to {self.target_language}",
                "this model has not learnt it",
                f"it knows {', '.join(f'{a} to {b}' for a, b in known)}",
            )
        self._tag = [tokenizer.language_id(self.target_language)] if model.config.tagged else []

    @classmethod
    def load(cls, folder: Path, direction: Direction | None = None) -> Translator:
        """Raises DragomanError where the folder is not a whole translator, or has not learnt the direction."""
        checkpoint = load_checkpoint(folder, KIND)
        try:
            config = from_json(checkpoint.config)
            model = make_network(config)
        except ValueError as error:
            raise DragomanError(f"checkpoint '{folder}'", f"config.json is damaged: {error}", MEND) from None
        tokenizer = SubwordTokenizer.from_json(checkpoint.files["tokenizer.json"])
        load_weights(model, checkpoint.tensors, folder)
        return cls(model, tokenizer, direction, make_decoder(model.eval(), best_precision()))

    @classmethod
    def load_judged(cls, folder: Path, direction: Direction | None = None) -> Translator:
        """The same as people use it: judged by the translator beside it that goes the other way, if there is any."""
        translator = cls.load(folder, direction)
        source, target = translator.source_language, translator.target_language
        opposite = find_opposite(folder, (source, target))
        if opposite is None:
            return translator
        there_and_back = opposite == folder
        other = translator.towards((target, source)) if there_and_back else cls.load(opposite, (target, source))
        return translator.judged_by(other)

    def towards(self, direction: Direction) -> Translator:
        """The same model in another direction, unjudged."""
        return Translator(self.model, self.tokenizer, direction, self.decoder)

    def judged_by(self, opposite: Translator) -> Translator:
        """The same, but of what a search of more than one hypothesis finds, `opposite` has a say in which is best."""
        judge = Judge(opposite.decoder, opposite.tokenizer, opposite._tag)
        direction = self.source_language, self.target_language
        return Translator(self.model, self.tokenizer, direction, self.decoder, judge)

    def save(self, folder: Path, metrics: dict[str, Any], card: str) -> None:
        save_checkpoint(
            folder,
            kind=KIND,
            config=to_json(self.model.config),
            tensors=self.model.state_dict(),
            files={"tokenizer.json": self.tokenizer.to_json()},
            metrics=metrics,
            card=card,
            as_bytes=True,
        )

    def translate(self, sentences: Sequence[str], options: SearchOptions | None = None) -> list[SentenceTranslation]:
        """Translates each of `sentences`; long and short ones meet their like in a batch, the order is kept."""
        options = options or SearchOptions()
        encoded = [self._encode(sentence) for sentence in sentences]
        results: list[SentenceTranslation] = [_EMPTY] * len(sentences)
        order = sorted((i for i, ids in enumerate(encoded) if ids), key=lambda i: len(encoded[i]))
        size = max(1, ROWS_AT_ONCE // options.beam)
        for first in range(0, len(order), size):
            batch = order[first : first + size]
            read = self.decoder.read(source_batch([encoded[i] for i in batch]))
            lists = self._judged([sentences[i] for i in batch], search(self.decoder, read, options), options)
            for i, n_best in zip(batch, lists, strict=True):
                results[i] = self._finished(encoded[i], n_best)
        return results

    def stream(self, sentence: str, options: SearchOptions | None = None) -> Iterator[SentenceTranslation]:
        """The translation of one sentence as it grows: settled beginnings, then the finished whole."""
        ids = self._encode(sentence)
        if not ids:
            yield _EMPTY
            return
        options = options or SearchOptions()
        read = self.decoder.read(source_batch([ids]))
        for event in search_steps(self.decoder, read, options, stream=True):
            if isinstance(event, list):
                yield self._finished(ids, self._judged([sentence], event, options)[0])
            elif event is not None:
                yield self._result(ids, event.ids, 0.0, event.attention_TS, finished=False)

    def _encode(self, sentence: str) -> list[int]:
        text = clean_source(sentence)
        return self._tag + self.tokenizer.encode(text) if text else []

    def _judged(self, sentences: list[str], lists: list[NBest], options: SearchOptions) -> list[NBest]:
        if self.judge is None or options.beam == 1:
            return lists
        return self.judge.order(sentences, lists, self._text, options)

    def _finished(self, source: list[int], n_best: NBest) -> SentenceTranslation:
        candidates: dict[str, Candidate] = {}
        for ids, score, _, back in n_best:  # the same text may be spelled with other pieces: the best stands
            text = self._text(ids)
            candidates.setdefault(text, Candidate(text, score, back))
        ids, score, attention_TS, _ = n_best[0]
        return replace(self._result(source, ids, score, attention_TS), candidates=tuple(candidates.values()))

    def _text(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids).strip()

    def _result(
        self, source: list[int], ids: list[int], score: float, attention_TS: Tensor, finished: bool = True
    ) -> SentenceTranslation:
        return SentenceTranslation(
            text=self._text(ids),
            score=score,
            source_pieces=(*self.tokenizer.pieces(source), "</s>"),
            pieces=tuple(self.tokenizer.pieces(ids)),
            attention_TS=rows(attention_TS.numpy()[:, : len(source) + 1]),
            finished=finished,
        )


def rows(attention_TS: NDArray[Any]) -> tuple[tuple[float, ...], ...]:
    """Its rows, rounded: more digits would tell nothing, and the app keeps each of thousands as text."""
    return tuple(map(tuple, attention_TS.astype(np.float64).round(WEIGHT_DIGITS).tolist()))


_EMPTY = SentenceTranslation(text="", score=0.0, source_pieces=(), pieces=(), attention_TS=())
