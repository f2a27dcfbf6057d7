"""Named settings of the translator: what `scripts/train_translator.py --preset NAME` trains."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from neural.corpora.translation import Pair, in_share
from neural.seq2seq.augment import Augmentation
from neural.seq2seq.config import Seq2SeqConfig, TransformerConfig, TranslationConfig
from neural.seq2seq.task import TranslationData
from neural.training.options import TrainingOptions


@dataclass(frozen=True, kw_only=True)
class TranslatorPreset:
    """A network, its data and its run. `corpora` None takes all but the noisy ones of `left_out`.

    `validation_size` counts pairs of one direction and its reverse as two.
    """

    model: TranslationConfig
    data: TranslationData
    training: TrainingOptions
    augmentation: Augmentation = field(default_factory=Augmentation)
    corpora: tuple[str, ...] | None = None
    left_out: tuple[str, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()
    """Corpora of which only this share of the sentences is read."""
    more: tuple[Path, ...] = ()
    """Files of pairs that are trained on besides, such as `scripts/back_translate.py` makes: never validated on."""
    validation_size: int = 1000
    """Pairs held out of the training corpora; 0: Multi30k's own validation pairs, and nothing is held out."""

    def takes(self, pair: Pair) -> bool:
        """Is the pair read, by its corpus and that one's share?"""
        return pair.corpus not in self.left_out and in_share(pair, dict(self.shares).get(pair.corpus, 1.0))


_MULTILINGUAL = TranslatorPreset(
    model=Seq2SeqConfig(
        vocabulary_size=8000,
        encoder_size=192,
        decoder_size=384,
        dropout=0.1,
        languages=("en", "de", "fr", "es"),
    ),
    data=TranslationData(batch_tokens=2500, subword_dropout=0.05),
    augmentation=Augmentation(stand_ins=0.05, new_names=0.1, careless=0.06, joined=0.04),
    left_out=("opennmt10k", "mlqepe"),
    training=TrainingOptions(
        max_steps=40_000,
        learning_rate=2e-3,
        schedule="trapezoid",
        warmup_steps=500,
        ema_decay=0.999,
        validate_every=2000,
        save_every=250,
    ),
    validation_size=1800,
)

_EVERYDAY = replace(
    _MULTILINGUAL,
    model=replace(_MULTILINGUAL.model, ways="from_english"),
    # Old news and captions are a third of the words, and half of them teach nearly as much.
    shares=(("wmtdev", 0.5), ("multi30k", 0.5)),
    training=replace(_MULTILINGUAL.training, warmup_steps=300),
    # Fewer than `multilingual` holds out (1,800 in both ways), so that none of them is what it was trained on.
    validation_size=700,
)

PRESETS = {
    "tiny": TranslatorPreset(
        model=Seq2SeqConfig(
            vocabulary_size=400, embedding_size=32, encoder_size=32, decoder_size=64, heads=2, dropout=0.0
        ),
        data=TranslationData(batch_tokens=500),
        training=TrainingOptions(
            max_steps=150,
            learning_rate=5e-3,
            warmup_steps=10,
            ema_decay=0.9,
            validate_every=50,
            save_every=50,
        ),
        validation_size=20,
    ),
    "general": TranslatorPreset(
        model=Seq2SeqConfig(vocabulary_size=6000, encoder_size=192, decoder_size=384, dropout=0.1),
        data=TranslationData(batch_tokens=2500),
        # Web and encyclopaedia text whose two sides often do not say the same.
        left_out=("opennmt10k", "mlqepe"),
        training=TrainingOptions(
            max_steps=7400,
            learning_rate=2e-3,
            schedule="trapezoid",
            warmup_steps=400,
            ema_decay=0.998,
            validate_every=500,
            save_every=250,
        ),
    ),
    "multilingual": _MULTILINGUAL,
    # Goes on from `multilingual` (--start) in three of its directions: --ways from_english, then to_english.
    "everyday": _EVERYDAY,
    # Goes on from `everyday` (--start) in one of its directions: --from en --to fr. Again fewer are held out.
    "one_way": replace(_EVERYDAY, model=replace(_EVERYDAY.model, languages=("en", "de")), validation_size=140),
    # Small data (29,000 pairs): a small network with few subwords, small batches and much dropout.
    "multi30k": TranslatorPreset(
        model=TransformerConfig(vocabulary_size=4000, embedding_size=128, dropout=0.2, domain="multi30k"),
        data=TranslationData(batch_tokens=1000),
        corpora=("multi30k-train",),
        training=TrainingOptions(
            max_steps=24_000,
            learning_rate=4e-3,
            schedule="trapezoid",
            warmup_steps=500,
            ema_decay=0.999,
            validate_every=2000,
            save_every=500,
        ),
        validation_size=0,
    ),
}
