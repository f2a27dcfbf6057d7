"""The one place that calls kreuzberg, which takes text out of PDF, office and web files without a network.

It is a compiled library of some size, so it is imported only when a file needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neural.errors import DragomanError


def extract(data: bytes, mime: str, path: Path, kind: str, *, structure: bool = False) -> Any:
    """kreuzberg's result for `data`: its text as Markdown, and with `structure` its pages and blocks.

    `kind` names the format in messages. Raises DragomanError for a file that is locked or damaged.
    """
    from kreuzberg import ExtractionConfig, PageConfig, extract_bytes_sync
    from kreuzberg.exceptions import KreuzbergError

    configuration = ExtractionConfig(
        use_cache=False,  # it would leave a folder of copies in the working directory
        enable_quality_processing=False,  # it rewrites the text
        output_format="markdown",
        include_document_structure=structure,
        pages=PageConfig(extract_pages=structure),
        # What looks like Markdown in a web page is its text; and a line break must show as one.
        html_options={
            "escape_misc": True,
            "escape_asterisks": True,
            "escape_underscores": True,
            "newline_style": "backslash",
        },
    )
    try:
        return extract_bytes_sync(data, mime, config=configuration)
    except (KreuzbergError, OSError, RuntimeError, ValueError) as error:
        if "password" in str(error).lower():
            raise DragomanError(
                str(path), f"this {kind} is locked with a password", "save a copy without one and open that"
            ) from error
        raise DragomanError(
            str(path), f"this {kind} is damaged or cut short", "fetch it again, or export it anew"
        ) from error
