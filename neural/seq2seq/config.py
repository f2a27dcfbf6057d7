"""The configuration of a translation network."""

from __future__ import annotations

from dataclasses import dataclass

from neural.text.directions import Direction, Ways, directions_of


@dataclass(frozen=True, kw_only=True)
class Seq2SeqConfig:
    """All that is needed to build the network; stored as `config.json` beside its weights."""

    vocabulary_size: int = 8000
    """Subwords shared by all languages, specials and bytes included."""
    written: int | None = None
    """How many of them, from the first, can be written: the size of the output layer. None: all."""
    embedding_size: int = 256
    """Of a subword; input and output tables are one and the same (Press & Wolf 2017)."""
    encoder_size: int = 256
    """Of one direction of one encoder layer."""
    encoder_layers: int = 2
    decoder_size: int = 512
    heads: int = 4
    dropout: float = 0.2
    """Variational dropout on embeddings, between layers and before the softmax."""
    word_dropout: float = 0.0
    """Share of source and target words hidden from the network in training."""
    languages: tuple[str, ...] = ("en", "de")
    """Two: source and target of a network of one direction. More: it translates from English to each and back, and a
    tag before the source says into which language (Johnson et al. 2017, arXiv:1611.04558)."""
    ways: Ways = "both"
    """Of more than two languages: which directions to and from English."""
    domain: str = "general"
    """What it is for; one that is not "general" is a benchmark's, and used only when it is asked for by name."""

    @property
    def directions(self) -> tuple[Direction, ...]:
        return directions_of(self.languages, self.ways)

    @property
    def tagged(self) -> bool:
        """Whether a source begins with the tag of the target language."""
        return len(self.directions) > 1
