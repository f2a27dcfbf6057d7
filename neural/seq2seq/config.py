"""The configuration of a translation network: what all of them have, and what each of the two kinds adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from neural.text.directions import Direction, Ways, directions_of


@dataclass(frozen=True, kw_only=True)
class TranslationConfig:
    """What a network of either kind has; stored as `config.json` beside its weights."""

    vocabulary_size: int = 8000
    """Subwords shared by all languages, specials and bytes included."""
    written: int | None = None
    """How many of them, from the first, can be written: the size of the output layer. None: all."""
    embedding_size: int = 256
    """Of a subword; input and output tables are one and the same (Press & Wolf 2017). A transformer is as wide."""
    heads: int = 4
    """Of attention."""
    dropout: float = 0.2
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

    @property
    def sizes(self) -> dict[str, int]:
        """The sizes that weights must have to be begun with, but for the vocabulary."""
        own = {"embedding_size", "heads"} | {f.name for f in fields(self)} - {f.name for f in fields(TranslationConfig)}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name in own and f.type == "int"}


@dataclass(frozen=True, kw_only=True)
class Seq2SeqConfig(TranslationConfig):
    """Of the network of LSTMs (`model.py`). Its dropout is variational: one mask a sentence."""

    encoder_size: int = 256
    """Of one direction of one encoder layer."""
    encoder_layers: int = 2
    decoder_size: int = 512


@dataclass(frozen=True, kw_only=True)
class TransformerConfig(TranslationConfig):
    """Of the network of attention and simple recurrences (`transformer.py`)."""

    layers: int = 4
    """Of the encoder, and as many of the decoder."""
    feed_forward_size: int = 256
    attention_dropout: float = 0.1
    """On attention weights and inside feed-forward layers."""


ARCHITECTURES: dict[str, type[TranslationConfig]] = {"recurrent": Seq2SeqConfig, "transformer": TransformerConfig}
_KEY = "architecture"


def to_json(config: TranslationConfig) -> dict[str, Any]:
    """The settings with the name of the kind of network."""
    name = next(name for name, kind in ARCHITECTURES.items() if type(config) is kind)
    return {_KEY: name, **asdict(config)}


def kind_of(saved: Mapping[str, Any]) -> type[TranslationConfig]:
    """Of which kind the network of a `config.json` is. Raises ValueError for an unknown one."""
    name = saved.get(_KEY, "recurrent")
    if not isinstance(name, str) or name not in ARCHITECTURES:
        raise ValueError(f"its network is of an unknown kind, {name!r}")
    return ARCHITECTURES[name]


def from_json(saved: Mapping[str, Any]) -> TranslationConfig:
    """The configuration in a `config.json`; what names no kind is recurrent.

    Raises ValueError, saying what is wrong, for an unknown kind and for settings of the wrong type.
    """
    kind = kind_of(saved)
    settings = {field.name: saved[field.name] for field in fields(kind) if field.name in saved}
    for field in fields(kind):
        value = settings.get(field.name, field.default)
        if not _fits(value, str(field.type)):
            raise ValueError(f"{field.name} is {value!r}")
    if "languages" in settings:
        settings["languages"] = tuple(settings["languages"])
    config = kind(**settings)
    if config.embedding_size % 2 or min(config.sizes.values()) < 1:
        raise ValueError("its sizes are not those of a network")
    return config


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "int":
            return type(value) is int
        case "int | None":
            return value is None or type(value) is int
        case "float":
            return type(value) in (int, float)
        case "tuple[str, ...]":
            return isinstance(value, list | tuple) and len(value) >= 2 and all(isinstance(v, str) for v in value)
        case _:
            return isinstance(value, str)
