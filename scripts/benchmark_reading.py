"""Measures the reader beside bm25s and MiniLM: which sentence comes first, how fast, in how much memory."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scripts.options import FILE, FOLDER, plain_errors, quiet_libraries
from scripts.reading_peers import Embed, MiniLM, bm25_ranking, minilm_python, nearest
from scripts.reading_speed import measure

if TYPE_CHECKING:
    from neural.corpora.questions import Question
    from neural.reading.reader import Reader

TOP = 5
SPEED_QUESTIONS = 21


@dataclass(frozen=True)
class Article:
    """All paragraphs of a title as one text, its sentences, and its questions with the sentences that hold answers."""

    text: str
    sentences: list[str]
    questions: list[Question]
    right: list[set[int]]


@click.command(context_settings={"show_default": True})
@click.option("--checkpoint", type=FOLDER, default=Path("checkpoints/reader-en"), help="The reader.")
@click.option("--data", type=FILE, required=True, help="Questions, .jsonl or .jsonl.gz, in SQuAD's schema.")
@click.option("--questions", "most", type=click.IntRange(min=1), default=2400, help="Of whole articles, at most.")
@click.option("--minilm-env", type=FOLDER, help="Measure MiniLM too, in this environment; made where it is not there.")
@click.option("--speed-sentences", type=click.IntRange(min=1), default=1000, help="Encoded to compare speeds.")
@click.option("--repeats", type=click.IntRange(min=1), default=3, help="Of which the median counts.")
@click.option("--words", default="10000,100000,1000000", help="Lengths of documents to index and ask; none if empty.")
@click.option("--threads", type=click.IntRange(min=1), default=1, help="Of the reader and of MiniLM.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@plain_errors
def main(
    checkpoint: Path, data: Path, most: int, minilm_env: Path | None, speed_sentences: int, repeats: int, words: str,
    threads: int, as_json: bool,
) -> None:  # fmt: skip
    """Ranks the sentences of whole articles, indexes documents of several lengths and answers over them."""
    quiet_libraries()
    lengths = _lengths(words)
    import torch

    from neural.corpora.questions import read_questions
    from neural.reading.reader import Reader

    torch.set_num_threads(threads)
    reader = Reader.load(checkpoint)
    reader.yes_no = None  # these sets want spans
    articles = make_articles(list(read_questions(data)), most)
    embed = MiniLM(minilm_python(minilm_env), threads) if minilm_env else None
    figures: dict[str, Any] = {"threads": threads, "ranking": ranking(reader, articles, embed)}
    if embed is not None:
        figures["encoding"] = encoding(reader, articles, embed, speed_sentences, repeats)
    figures["paragraph"] = paragraph(reader, articles, SPEED_QUESTIONS * repeats)
    asked = [question.question for article in articles for question in article.questions][:SPEED_QUESTIONS]
    figures["lengths"] = [
        asdict(measure(checkpoint, make_text(articles, length), asked, threads)) for length in lengths
    ]
    figures = _rounded(figures)
    click.echo(json.dumps(figures) if as_json else in_words(figures))


def _lengths(words: str) -> list[int]:
    try:
        return [int(part) for part in words.replace("_", "").split(",") if part.strip()]
    except ValueError:
        raise click.BadParameter(f"{words} is no list of numbers", param_hint="--words") from None


def make_articles(questions: Sequence[Question], most: int) -> list[Article]:
    """Up to `most` of the answerable questions, taken evenly from all titles, each over the whole text of its title."""
    from neural.reading.evaluate import text_document, whole_articles

    answerable = [question for question in whole_articles(questions) if question.answers]
    step = max(1.0, len(answerable) / most)
    by_title: dict[str, list[Question]] = {}
    for number in range(min(most, len(answerable))):
        question = answerable[int(number * step)]
        by_title.setdefault(question.title, []).append(question)
    articles: list[Article] = []
    for title, asked in by_title.items():
        document = text_document(title, asked[0].context)
        right = [{n for s in q.starts if (n := document.sentence_at(s)) is not None} for q in asked]
        sentences = [document.sentence_text(number) for number in range(len(document.sentences))]
        articles.append(Article(document.text, sentences, asked, right))
    return articles


def ranking(reader: Reader, articles: Sequence[Article], embed: Embed | None) -> dict[str, dict[str, float]]:
    """How often a sentence that holds the answer comes first, and among the first five, in percent.

    "reader": sentences of its answers, likeliest first, then those that its memory likes best; "memory": these alone.
    """
    ranks: dict[str, list[list[int]]] = {"reader": [], "memory": [], "bm25s": []}
    for article in articles:
        asked = [question.question for question in article.questions]
        for by_reader, by_memory in reader_ranking(reader, article, asked):
            ranks["reader"].append(by_reader)
            ranks["memory"].append(by_memory)
        ranks["bm25s"] += bm25_ranking(article.sentences, asked, TOP)
    if embed is not None:
        ranks["minilm"] = embedding_ranking(articles, embed)
    right = [sentences for article in articles for sentences in article.right]
    return {name: {**_accuracy(found, right), "questions": len(right)} for name, found in ranks.items()}


def reader_ranking(reader: Reader, article: Article, questions: Sequence[str]) -> Iterable[tuple[list[int], list[int]]]:
    """For each question the first sentences as the whole reader ranks them, and as its memory does."""
    from neural.reading.evaluate import text_document

    document = text_document("article", article.text)
    index = reader.index(document)
    assert index is not None
    for answer in reader.ask_many(questions, [index], top=2 * TOP):
        memory = [number for number in answer.hops[-1].sentences if number >= 0] if answer.hops else []
        spans = [document.sentence_at(candidate.evidence_start) for candidate in answer.candidates]
        both = dict.fromkeys([*(number for number in spans if number is not None), *memory])
        yield list(both)[:TOP], memory[:TOP]


def embedding_ranking(articles: Sequence[Article], embed: Embed) -> list[list[int]]:
    """For each question the sentences of its article that lie nearest."""
    texts = [text for a in articles for text in (*a.sentences, *(question.question for question in a.questions))]
    vectors, begin, ranks = embed(texts).vectors, 0, []
    for article in articles:
        middle, end = begin + len(article.sentences), begin + len(article.sentences) + len(article.questions)
        ranks += nearest(vectors[begin:middle], vectors[middle:end], TOP)
        begin = end
    return ranks


def _accuracy(ranks: Sequence[Sequence[int]], right: Sequence[set[int]]) -> dict[str, float]:
    pairs = list(zip(ranks, right, strict=True))
    first, five = (sum(not gold.isdisjoint(found[:top]) for found, gold in pairs) for top in (1, TOP))
    count = max(1, len(pairs))
    return {"first": 100 * first / count, "among_five": 100 * five / count}


def encoding(reader: Reader, articles: Sequence[Article], embed: Embed, most: int, repeats: int) -> dict[str, float]:
    """Sentences a second, in turns so that a busy machine slows both: the reader's index against MiniLM's vectors."""
    from neural.reading.evaluate import text_document

    sentences = [sentence for article in articles for sentence in article.sentences][:most]
    document = text_document("sentences", "\n".join(sentences))
    ours, theirs, ratios, cpu_ratios = [], [], [], []
    for _ in range(repeats):
        clock, processor = time.perf_counter(), time.process_time()
        reader.index(document)
        seconds, cpu_seconds = time.perf_counter() - clock, time.process_time() - processor
        peer = embed(sentences)
        ours.append(len(sentences) / seconds)
        theirs.append(len(sentences) / peer.seconds)
        ratios.append(peer.seconds / seconds)
        cpu_ratios.append(peer.cpu_seconds / cpu_seconds)
    return {
        "sentences": len(sentences),
        "reader_per_second": statistics.median(ours),
        "minilm_per_second": statistics.median(theirs),
        "times_as_fast": statistics.median(ratios),
        "times_as_fast_by_cpu": statistics.median(cpu_ratios),
    }


def paragraph(reader: Reader, articles: Sequence[Article], most: int) -> dict[str, float]:
    """Medians over questions of a paragraph each: read and answered, and only answered. In milliseconds."""
    from neural.reading.evaluate import text_document

    asked = [(a.text, q.question, min(q.starts)) for a in articles for q in a.questions][: most + 1]
    both, alone, cpu = [], [], []
    for text, question, start in asked:
        begin, end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
        document = text_document("paragraph", text[begin : end if end >= 0 else None])
        clock, processor = time.perf_counter(), time.process_time()
        index = reader.index(document)
        assert index is not None
        read = time.perf_counter()
        reader.ask(question, [index])
        done = time.perf_counter()
        both.append(1000 * (done - clock))
        alone.append(1000 * (done - read))
        cpu.append(1000 * (time.process_time() - processor))
    # The first question pays for setting up.
    middle = {
        name: statistics.median(found[1:] or found) for name, found in (("both", both), ("alone", alone), ("cpu", cpu))
    }
    return {"read_and_answer_ms": middle["both"], "answer_ms": middle["alone"], "cpu_read_and_answer_ms": middle["cpu"]}


def make_text(articles: Sequence[Article], words: int) -> str:
    """A text of about so many words: the articles, and then their sentences in other orders until it is long enough."""
    parts, count, shuffle = [], 0, random.Random(1)
    paragraphs = [part for article in articles for part in article.text.split("\n") if part]
    sentences = [sentence for article in articles for sentence in article.sentences]
    while count < words:
        for part in paragraphs:
            if count >= words:
                break
            parts.append(part)
            count += len(part.split())
        shuffle.shuffle(sentences)
        paragraphs = [" ".join(sentences[begin : begin + 5]) for begin in range(0, len(sentences), 5)]
    return "\n\n".join(parts)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, 2) if isinstance(value, float) else value


def in_words(figures: dict[str, Any]) -> str:
    """The figures as lines to read."""
    lines = [f"{'sentence with the answer':26} {'first':>7} {'in five':>8}"]
    lines += [f"{name:26} {f['first']:6.1f}% {f['among_five']:7.1f}%" for name, f in figures["ranking"].items()]
    if encoding := figures.get("encoding"):
        lines.append(
            f"\nsentences a second: {encoding['reader_per_second']:,.0f}, MiniLM {encoding['minilm_per_second']:,.0f}: "
            f"{encoding['times_as_fast']:.1f} times as fast ({encoding['times_as_fast_by_cpu']:.1f} by processor time)"
        )
    one = figures["paragraph"]
    lines.append(
        f"\na paragraph: read and answered in {one['read_and_answer_ms']:.0f} ms, answered in {one['answer_ms']:.0f} ms"
    )
    if figures["lengths"]:
        heads = ("words", "open s", "index s", "by cpu", "again s", "answer ms", "peak MB")
        lines.append("\n" + " ".join(f"{head:>10}" for head in heads))
    for f in figures["lengths"]:
        seconds = (f["open_seconds"], f["index_seconds"], f["cpu_index_seconds"], f["reopen_seconds"])
        shown = (f"{f['words']:,}", *(f"{s:.2f}" for s in seconds), f"{f['answer_ms']:.0f}", f"{f['peak_mb']:.0f}")
        lines.append(" ".join(f"{each:>10}" for each in shown))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
