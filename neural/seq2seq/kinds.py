"""The two kinds of translation network: the class that goes with a configuration, the decoder with a class."""

from __future__ import annotations

from neural.layers.products import Precision
from neural.seq2seq.config import Seq2SeqConfig, TransformerConfig, TranslationConfig
from neural.seq2seq.decoder import Decoder
from neural.seq2seq.lstm_decoder import LSTMDecoder
from neural.seq2seq.model import Seq2Seq
from neural.seq2seq.network import Network
from neural.seq2seq.transformer import Transformer
from neural.seq2seq.transformer_decoder import TransformerDecoder


def make_network(config: TranslationConfig) -> Network:
    """A fresh network, its weights drawn at random."""
    match config:
        case Seq2SeqConfig():
            return Seq2Seq(config)
        case TransformerConfig():
            return Transformer(config)
    raise ValueError(f"no network goes with a {type(config).__name__}")


def make_decoder(network: Network, precision: Precision = "exact") -> Decoder:
    """The network as it is now, made ready for search."""
    match network:
        case Seq2Seq():
            return LSTMDecoder(network, precision)
        case Transformer():
            return TransformerDecoder(network, precision)
    raise ValueError(f"no decoder goes with a {type(network).__name__}")
