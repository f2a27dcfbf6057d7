"""The model card that a checkpoint carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neural.reading.config import ReaderConfig


def model_card(config: ReaderConfig, metrics: Mapping[str, Any]) -> str:
    """`README.md` of a reader's checkpoint folder."""
    scores = "\n".join(
        f"- {name}: {value}" for name, value in metrics.items() if name != "command" and not isinstance(value, Mapping)
    )
    return f"""# Dragoman reader, English

Answers questions over a document by pointing at the answer in its text, with the sentence it stands in. A memory
network over the document's sentences ({config.hops} hops, slots of {config.memory_size}, a null slot for "the document
does not say") joined with a recurrent span reader (hidden size {config.hidden_size}).

Made by: `{metrics.get("command", "scripts/train_reader.py")}`

{scores}
"""
