"""What the lessons are made of, held against the project's own modules."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import torch
from torch import nn

from neural.seq2seq.batches import source_batch
from neural.seq2seq.model import Seq2Seq
from neural.seq2seq.search import SearchOptions, search
from neural.training.loop import train
from scripts.learn.beam import beam_tree
from scripts.learn.lesson import fit, lesson_run
from scripts.learn.memory import StoryExercise, StoryReader
from scripts.learn.stories import CONTAINERS, ROOMS, make_story, story_batch
from scripts.learn.toy import toy_pairs
from tests.toy import toy_translator


class _Task(StoryExercise):
    """The exercise with what the whole loop wants besides."""

    kind, unit, score, select_by = "story", "questions", "score", "score"

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {"score": 0.0}

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        folder.mkdir(exist_ok=True)


def test_the_lessons_loop_makes_the_updates_of_the_projects_loop(tmp_path: Path) -> None:
    options = lesson_run(max_steps=5, learning_rate=1e-2, schedule="cosine", warmup_steps=2)
    losses = fit(StoryExercise(8, 2, True), "story", options).losses
    train(_Task(8, 2, True), options, tmp_path)
    records = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    torch.testing.assert_close(losses, [r["loss"] for r in records if r["event"] == "train"])


def test_the_beam_on_the_blackboard_finds_what_the_projects_search_finds() -> None:
    translator = toy_translator()
    assert isinstance(translator.model, Seq2Seq)
    model = translator.model.eval()
    for text in ("The king sees the garden.", "The boat the boat likes.", "A dog!"):
        encoded = model.encode(source_batch([translator.tokenizer.encode(text)]))
        for options in (SearchOptions(beam=1), SearchOptions(beam=4), SearchOptions(beam=3, prune=50.0)):
            tree = beam_tree(model, encoded, options)
            best = search(translator.decoder, translator.decoder.ready(encoded), options)[0][0]
            assert tree.ids(tree.finished[0]) == best.ids
            assert abs(tree.score(tree.finished[0]) - best.score) < 1e-4


def test_stories_need_the_facts_that_they_name() -> None:
    draw = random.Random(1)
    for needed in (1, 2):
        story = make_story(draw, needed)
        last = story.sentences[story.facts[-1]]
        assert len(story.facts) == needed
        assert last.endswith(f"in the {story.answer} .") and story.answer in (CONTAINERS, ROOMS)[needed - 1]
        thing = story.question.split()[-2]
        assert story.sentences[story.facts[0]].startswith(f"the {thing} ")


def test_a_question_sees_its_own_story_only() -> None:
    torch.manual_seed(1)
    draw = random.Random(1)
    stories = [make_story(draw, 2) for _ in range(3)]
    model = StoryReader(8, 2)
    together, _ = model(story_batch(stories))
    alone, reading = model(story_batch(stories[1:2]))
    torch.testing.assert_close(together[1], alone[0])
    assert reading.scores_hops[0].shape == (1, len(stories[1].sentences) + 1)


def test_the_grammar_is_the_same_every_time_and_its_german_is_right() -> None:
    pairs = toy_pairs(500)
    assert pairs == toy_pairs(500) and pairs != toy_pairs(500, seed=2)
    for pair in pairs:
        assert pair.source[0].isupper() and pair.target[0].isupper() and pair.target.endswith(".")
        assert "den Katze" not in pair.target and "der Kind" not in pair.target
        if " wants to " in pair.source and " and " not in pair.source:
            assert pair.target.rstrip(".").endswith("en"), "an infinitive comes last"
