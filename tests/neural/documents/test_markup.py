"""Markdown reads as prose: marks go, words stay."""

from __future__ import annotations

from neural.documents.markup import markdown_blocks

SOURCE = """---
title: "Not part of it"
---
# The *Great* Bridge

The **bridge** was built in [1990](http://x.y "t") by `Ann`. It is
wrapped.<br>Escaped \\*star\\* &amp; snake_case_word.[^1]

Setext
------

- one
- two with **bold**
  - nested

3. third

> A quote.

```python
def f(x):
    return x  # **not bold**
```

| city | people |
|------|--------|
| Ulm  | *126*  |

<div>Raw <b>block</b> of<script>no()</script> HTML</div>

<!-- a remark -->

![a picture](x.png)

Seen ![icon](y.png) here.

[^1]: The note.
"""


def test_every_kind_of_block() -> None:
    blocks = [(block.kind, block.prefix + block.text) for block in markdown_blocks(SOURCE) if block.text]
    assert blocks == [
        ("heading", "The Great Bridge"),
        ("prose", "The bridge was built in 1990 by Ann. It is wrapped.\nEscaped *star* & snake_case_word."),
        ("heading", "Setext"),
        ("item", "• one"),
        ("item", "• two with bold"),
        ("item", "  • nested"),
        ("item", "3. third"),
        ("prose", "A quote."),
        ("verbatim", "def f(x):\n    return x  # **not bold**\n"),
        ("verbatim", "city | people\nUlm | 126"),
        ("prose", "Raw block of HTML"),
        ("prose", "a picture"),
        ("prose", "Seen  here."),
        ("prose", " The note."),
    ]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert [block.text for block in markdown_blocks("---\n\nText.\n\n***\n\nMore.")] == ["Text.", "More."]


def test_a_second_paragraph_of_an_item_has_no_mark() -> None:
    blocks = list(markdown_blocks("1. one\n\n   more\n\n2. two"))
    assert [(block.prefix, block.text) for block in blocks] == [("1. ", "one"), ("", "more"), ("2. ", "two")]
