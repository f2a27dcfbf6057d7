"""What `scripts/benchmark_translation.py` found, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.peers import Comparison

Report = dict[str, Any]


def lines(report: Report) -> Iterator[str]:
    """The report for people."""
    loads = f"{report['load']} to {report['load_after']}"
    yield f"{report['cores']} cores, {report['threads']} threads a side, load {loads}"
    if "joeynmt" in report:
        yield f"JoeyNMT: {report['joeynmt']}"
    else:
        sizes = report["parameters"]
        length = report["length"]
        yield f"JoeyNMT: {sizes['joeynmt']:,} parameters, ours {sizes['ours']:,}; outputs of {length} subwords"
        yield _line("training", report["training"])
        yield _line("decoding", report["decoding"])
    spanish = report["en-es"]
    if isinstance(spanish, str):
        yield f"Apertium: {spanish}"
    else:
        yield f"Apertium: BLEU {spanish['bleu']['ours']:.1f} against its {spanish['bleu']['apertium']:.1f}"
        yield _line("en-es", spanish["speed"])
    one = report["latency"]
    if isinstance(one, str):
        yield f"one sentence: {one}"
    else:
        for name, figures in one.items():
            if not isinstance(figures, dict):
                continue
            wall, cpu = figures["milliseconds"], figures["cpu_milliseconds"]
            yield f"one sentence, {name}: {wall:.1f} ms, {cpu:.1f} ms of processor"


def _line(name: str, figures: Report) -> str:
    found = Comparison(**figures)
    return (
        f"{name}: {found.ours:,.1f} against {found.theirs:,.1f} {found.unit}, ratio {found.ratio:.2f}; "
        f"by processor time {found.ours_cpu:,.1f} against {found.theirs_cpu:,.1f}, ratio {found.ratio_cpu:.2f} "
        f"(medians of {found.runs})"
    )
