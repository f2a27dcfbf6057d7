"""A document as arrays and back, so that it can be kept beside what was computed from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from neural.documents.document import Document, Heading, Sentence

Arrays = dict[str, NDArray[np.generic]]


def pack_document(document: Document) -> Arrays:
    """`document` as arrays by name; its name and path are not among them, as a file may be moved."""
    headings = {heading: number for number, heading in enumerate(dict.fromkeys(s.heading for s in document.sentences))}
    rest = {
        "digest": document.digest,
        "page_starts": document.page_starts,
        "headings": list(headings),
        "outline": [asdict(heading) for heading in document.outline],
    }
    rows = [(s.start, s.end, s.paragraph, s.page or 0, headings[s.heading]) for s in document.sentences]
    return {
        "text": np.frombuffer(document.text.encode("utf-8"), dtype=np.uint8),
        "sentences": np.array(rows, dtype=np.int32).reshape(-1, 5),
        "rest": np.frombuffer(json.dumps(rest).encode("utf-8"), dtype=np.uint8),
    }


def unpack_document(arrays: Mapping[str, NDArray[np.generic]], name: str, path: str) -> Document:
    """The document that `pack_document` took. Raises KeyError, TypeError or ValueError for anything else."""
    rest = json.loads(arrays["rest"].tobytes())
    headings = rest["headings"]
    return Document(
        name=name,
        path=path,
        text=arrays["text"].tobytes().decode("utf-8"),
        sentences=tuple(
            Sentence(start=start, end=end, paragraph=paragraph, page=page or None, heading=headings[heading])
            for start, end, paragraph, page, heading in arrays["sentences"].tolist()
        ),
        digest=rest["digest"],
        page_starts=tuple(rest["page_starts"]),
        outline=tuple(Heading(**heading) for heading in rest["outline"]),
    )
