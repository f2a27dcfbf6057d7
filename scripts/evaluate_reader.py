"""Scores a reader on a file of questions in SQuAD's schema."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, default=Path("checkpoints/reader-en"), help="The reader.")
@click.option("--data", type=FILE, required=True, help="Questions, .jsonl or .jsonl.gz, in SQuAD's schema.")
@click.option("--whole-article", is_flag=True, help="Ask over all paragraphs of a title, joined.")
@click.option("--predictions", type=FILE, help="Write the answers here, as {id: answer}.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many questions.")
@click.option(
    "--always-answer/--may-be-silent",
    default=None,
    show_default=False,
    help="Take the best span even below the threshold; by default only where every question has an answer.",
)
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Threads of this process.")
@click.option("--plot", type=FILE, help="Draw shown confidence against what came true into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@plain_errors
def main(
    checkpoint: Path,
    data: Path,
    whole_article: bool,
    predictions: Path | None,
    limit: int | None,
    always_answer: bool | None,
    threads: int,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Exact match and F1 (official normalisation), in percent, and how often the memory's first sentence is right.

    Further `auroc`, `ece`, `ece_exact`, `shown` and `reliability`, from 0 to 1: whether confidence holds
    (docs/answers.md). Questions to be answered by yes or no get a span here like all others.
    """
    quiet_libraries()
    import torch

    from neural.corpora.questions import read_questions
    from neural.reading.evaluate import ask_all, predicted, score, trust, whole_articles
    from neural.reading.reader import Reader

    torch.set_num_threads(threads)
    questions = list(read_questions(data))
    forced = all(q.answers for q in questions) if always_answer is None else always_answer
    asked = (whole_articles(questions) if whole_article else questions)[:limit]
    reader = Reader.load(checkpoint)
    reader.yes_no = None  # these sets want spans
    started = time.monotonic()
    with click.progressbar(length=len(asked), label="questions", hidden=as_json) as bar:
        results = list(ask_all(reader, asked, bar.update))
    figures: dict[str, Any] = {name: _rounded(value) for name, value in score(results, forced).items()}
    figures |= {"questions": len(results), "seconds": round(time.monotonic() - started, 1)}
    sure = trust(results)
    figures |= {name: _rounded(sure[name], 4) for name in ("auroc", "ece", "ece_exact", "shown")}
    figures["reliability"] = [{name: _rounded(v, 4) for name, v in found.items()} for found in sure["reliability"]]
    if plot:
        from neural.reading.reliability import draw_reliability

        draw_reliability(figures["reliability"], plot)
    if predictions:
        write_predictions(predictions, [(r.question.id, predicted(r, forced) or "") for r in results])
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            if name != "reliability":
                click.echo(f"{name:>16}  {'–' if value is None else value}")


def write_predictions(path: Path, answers: Sequence[tuple[str, str]]) -> None:
    """A JSON object from question id to answer, as SQuAD's official script reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(answers), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


if __name__ == "__main__":
    main()
