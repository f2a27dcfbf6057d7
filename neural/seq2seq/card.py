"""The model card of a translator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from neural.corpora.translation import BACK, FORWARD
from neural.seq2seq.config import Seq2SeqConfig, TransformerConfig, TranslationConfig
from neural.training.checkpoint import score_list

if TYPE_CHECKING:
    from neural.seq2seq.presets import TranslatorPreset

LICENCES = {
    "tatoeba": "CC BY 2.0 FR",
    "multi30k": "research, non-commercial",
    "multi30k-train": "research, non-commercial",
    "wmtdev": "research",
    "msctd": "research (film subtitles)",
    "ding": "GPL-2+",
    "xdailydialog": "CC BY-NC-SA",
    "opennmt10k": "WMT web text, research",
    "bcontrast": "CC BY-SA 4.0",
    "mlqepe": "CC0",
}
NETWORKS: dict[type[TranslationConfig], str] = {
    Seq2SeqConfig: """\
A recurrent sequence-to-sequence network: bidirectional LSTM encoder, multi-head attention, two-layer LSTM decoder,
subwords down to bytes. See `neural/seq2seq/model.py`.""",
    TransformerConfig: """\
A transformer whose decoder remembers what it wrote in simple recurrent units: self-attention in the encoder, attention
to the source in each decoder layer, subwords down to bytes. See `neural/seq2seq/transformer.py`.""",
}
SENTENCES = """\
Trained on a few hundred thousand short, everyday sentences: long and formal text, names and rare words come out
worse. Forms of address (du, ihr, Sie and their like) are mixed."""
JUDGED = """
The translator of the opposite direction had a say in which candidate is the translation, as it has when people use this
one; `--alone` measures without.
"""
MADE = """
Of corpora called back-… a translator wrote the source side and people the target side; of those called forward-… people
the source side and a translator the target side.
"""
CAPTIONS = """\
Trained on 29,000 captions of photographs and nothing else: it is here for the benchmark, and translates anything but
descriptions of pictures badly."""


def licence_of(corpora: Iterable[str]) -> str:
    """The conditions that the data put on the weights, in a few words."""
    strict = any("research" in _licence(name) or "NC" in _licence(name) for name in corpora)
    return "research, non-commercial (by its data)" if strict else "open (see the model card)"


def _licence(corpus: str) -> str:
    return LICENCES.get(corpus.removeprefix(BACK).removeprefix(FORWARD), "")


def translator_card(
    preset: TranslatorPreset, pairs: Mapping[str, int], metrics: Mapping[str, Any], command: str
) -> str:
    """A README.md from the settings, the data and the scores of one run."""
    directions = ", ".join(f"{source} → {target}" for source, target in preset.model.directions)
    data = "\n".join(
        f"| {name} | {count:,} | {_licence(name) or 'see docs/data.md'} |"
        for name, count in sorted(pairs.items(), key=lambda item: -item[1])
    )
    settings = "\n".join(
        f"| {name} | {value} |"
        for part in (preset.model, preset.data, preset.training)
        for name, value in asdict(part).items()
        if name not in ("resume", "threads")
    )
    scores = "\n".join(f"| {name} | {value:.2f} |" for name, value in metrics["validation"].items())
    hours = metrics["seconds"] / 3600
    made_by = command.replace(" && ", "\n    ")
    benchmark = preset.model.domain != "general"
    trained_on, judged = (CAPTIONS, "") if benchmark else (SENTENCES, JUDGED)
    made = MADE if any(name.startswith((BACK, FORWARD)) for name in pairs) else ""
    return f"""# Translator {directions}

{NETWORKS[type(preset.model)]}

Made by

    {made_by}

The last of it: seed {metrics["seed"]}, {metrics["steps"]:,} steps in {hours:.1f} hours.

## Scores on held-out training pairs (greedy search, averaged weights)

| measure | value |
|---|---|
{scores}

## Scores on public test sets
{judged}
{score_list(metrics.get("tests", {}))}

## Data

| corpus | pairs | licence |
|---|---|---|
{data}
{made}
Parts of the data allow research and non-commercial use only; treat these weights the same way.

## Settings

| setting | value |
|---|---|
{settings}

## Limits

{trained_on}
What it does not know it guesses fluently. Do not rely on it where a mistake matters.
"""
