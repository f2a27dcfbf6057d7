"""Subword units learned by byte-pair encoding, with bytes as the last resort.

Byte-pair encoding (Sennrich, Haddow & Birch 2016, arXiv:1508.07909) merges the commonest neighbouring symbols until the
vocabulary is full. The symbols it starts from are the 256 bytes, so that any text at all can be written: a word never
seen in training falls apart into pieces, an emoji into bytes, and nothing is ever "unknown". The `tokenizers` library
does the counting and the merging; this module fixes what surrounds it: special ids, spaces and decoding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from neural.errors import DragomanError

PAD, BOS, EOS = 0, 1, 2
SPECIALS = ("<pad>", "<s>", "</s>", "<2en>", "<2de>", "<2fr>", "<2es>")
"""Ids that no text encodes to: padding, begin and end of sentence, and a tag for each language one can translate to."""


_NARROWED = '{"written":'


class SubwordTokenizer:
    """Text to ids and back: `decode(encode(text)) == text` for every string that UTF-8 can hold.

    Ids below `written` are those that a translation may consist of: all, or what `neural.text.narrowing` left.
    """

    def __init__(self, tokenizer: Tokenizer, written: int | None = None) -> None:
        # Otherwise a document that holds the characters "</s>" would end its own sentence.
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        words = [str(tokenizer.id_to_token(i)) for i in range(tokenizer.get_vocab_size())]
        self._bytes = [*[b""] * len(SPECIALS), *(word_bytes(word) for word in words[len(SPECIALS) :])]
        shown = (piece.decode("utf-8", "replace") for piece in self._bytes[len(SPECIALS) :])
        self._labels = [*words[: len(SPECIALS)], *shown]
        self.written = len(words) if written is None else written

    @classmethod
    def train(cls, texts: Iterable[str], vocabulary_size: int) -> SubwordTokenizer:
        """Learns merges from `texts` until there are `vocabulary_size` ids, specials and bytes included."""
        tokenizer = Tokenizer(models.BPE())
        # Digits stand alone: a number then is copied digit by digit instead of being recalled as one word.
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=vocabulary_size,
            special_tokens=list(SPECIALS),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        tokenizer.train_from_iterator((_with_space(text) for text in texts), trainer)
        return cls(tokenizer)

    @classmethod
    def from_json(cls, text: str, written: int | None = None) -> SubwordTokenizer:
        """Raises DragomanError where `text` is not a saved tokeniser of this kind."""
        try:
            if text.startswith(_NARROWED):
                saved = json.loads(text)
                text, written = json.dumps(saved["tokenizer"]), int(saved["written"])
            tokenizer = Tokenizer.from_str(text)
        except Exception as error:  # the library raises bare Exception
            raise DragomanError("tokenizer.json", f"not a tokeniser ({error})", "restore the file") from error
        if tuple(tokenizer.id_to_token(i) for i in range(len(SPECIALS))) != SPECIALS:
            raise DragomanError("tokenizer.json", "its special ids are not this program's", "restore the file")
        return cls(tokenizer, written)

    def to_json(self, *, whole: bool = False) -> str:
        """What `from_json` reads; `whole`: as the library saves it, with all ids alike."""
        text = str(self._tokenizer.to_str())
        return text if whole or self.written == len(self) else f'{_NARROWED} {self.written}, "tokenizer": {text}}}'

    @cached_property
    def parts(self) -> dict[int, tuple[int, int]]:
        """`parts[id]` are the two ids that `id` was merged from; specials and bytes have none."""
        model = json.loads(self.to_json(whole=True))["model"]
        ids: dict[str, int] = model["vocab"]
        return {ids[left + right]: (ids[left], ids[right]) for left, right in model["merges"]}

    def __len__(self) -> int:
        return len(self._labels)

    def language_id(self, language: str) -> int:
        """The id of the tag that asks for a translation into `language` ("en", "de" …)."""
        try:
            return SPECIALS.index(f"<2{language}>")
        except ValueError:
            known = ", ".join(tag[2:-1] for tag in SPECIALS if tag.startswith("<2"))
            raise DragomanError(f"language '{language}'", "unknown", f"choose one of {known}") from None

    def encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(_with_space(text)).ids)

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        return [list(e.ids) for e in self._tokenizer.encode_batch([_with_space(text) for text in texts])]

    def encode_targets(self, texts: Sequence[str]) -> list[list[int]]:
        """As `encode_batch`, by ids below `written` alone: any other falls into its parts."""
        return [[part for i in ids for part in self._writable(i)] for ids in self.encode_batch(texts)]

    def _writable(self, token: int) -> list[int]:
        if token < self.written:
            return [token]
        left, right = self.parts[token]
        return [*self._writable(left), *self._writable(right)]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`; special ids are passed over, and bytes that are no valid UTF-8 become U+FFFD."""
        return b"".join([self._bytes[i] for i in ids]).decode("utf-8", "replace").removeprefix(" ")

    def pieces(self, ids: Iterable[int]) -> list[str]:
        """One readable label an id, for display: a space before a word shows as a plain leading space."""
        return [self._labels[i] for i in ids]


def _byte_characters() -> dict[int, int]:
    """From the character by which byte-level encoding writes a byte to the byte: itself where it shows, else one from
    256 on."""
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {256 + number: byte for number, byte in enumerate(hidden)}


_BYTES = _byte_characters()


def word_bytes(word: str) -> bytes:
    """The bytes that a word of the vocabulary stands for."""
    return word.translate(_BYTES).encode("latin-1", "replace")


def _with_space(text: str) -> str:
    """A word at the beginning then has the same ids as in the middle; `decode` takes the space away again."""
    return " " + text
