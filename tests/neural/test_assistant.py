from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from neural.assistant import Assistant
from neural.errors import DragomanError
from neural.events import Answer, Done, Event, Hop, Opened, Progress, Token, Translation
from neural.reading.storage import save_reader
from tests.neural.reading.own import PASSAGES, trained_reader
from tests.toy import toy_opposite, toy_translator


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints")
    toy_translator().save(folder / "translator", {}, "card")
    reader = trained_reader().reader
    save_reader(folder / "reader", reader.model, reader.vocabulary, reader.config, {"validation": {}, "seconds": 1})
    return folder


@pytest.fixture
def assistant(checkpoints: Path) -> Assistant:
    return Assistant(checkpoints)


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    path = tmp_path / "mill.txt"
    path.write_text(PASSAGES["The mill"][0], encoding="utf-8")
    return path


def _opened(assistant: Assistant, path: Path) -> list[Event]:
    return list(assistant.open(path))


def test_importing_it_loads_no_heavy_library() -> None:
    program = "import sys, neural.assistant; print(sorted({'torch', 'datasets', 'kreuzberg'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_document_is_opened_asked_and_closed(assistant: Assistant, mill: Path) -> None:
    *progress, opened, done = _opened(assistant, mill)
    assert progress and all(isinstance(event, Progress) for event in progress)
    assert isinstance(opened, Opened) and opened.document == "mill.txt" and opened.sentences == 4
    assert isinstance(done, Done) and not done.stopped
    *hops, answer, done = assistant.ask("Who built the mill?")
    assert all(isinstance(event, Hop) for event in hops) and len(hops) == 2
    assert isinstance(answer, Answer) and answer.answer == "Greta Holm" and answer.document == "mill.txt"
    text = assistant.documents[0].text
    assert answer.start is not None and text[answer.start : answer.end] == "Greta Holm"
    assert isinstance(done, Done)
    assistant.close("mill.txt")
    assert assistant.documents == ()


def test_opened_again_a_document_replaces_its_older_self(assistant: Assistant, mill: Path) -> None:
    _opened(assistant, mill)
    mill.write_text("Nothing is left.", encoding="utf-8")
    _opened(assistant, mill)
    assert [document.text for document in assistant.documents] == ["Nothing is left."]


def test_what_was_read_once_opens_again_at_once(
    assistant: Assistant, mill: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    assert any(isinstance(e, Progress) and e.task == "Reading" for e in _opened(assistant, mill))
    moved = mill.rename(tmp_path / "moved.txt")
    *progress, opened, _ = _opened(assistant, moved)
    assert not any(isinstance(e, Progress) and e.task == "Reading" for e in progress)
    assert isinstance(opened, Opened) and (opened.document, opened.path) == ("moved.txt", str(moved))
    answers = [e for e in assistant.ask("Who built the mill?", document="moved.txt") if isinstance(e, Answer)]
    assert answers[0].answer == "Greta Holm" and answers[0].document == "moved.txt"


def test_files_of_one_name_are_told_apart_by_their_folders(assistant: Assistant, mill: Path, tmp_path: Path) -> None:
    other = tmp_path / "old" / "mill.txt"
    other.parent.mkdir()
    other.write_text(PASSAGES["The boat"][0], encoding="utf-8")
    _opened(assistant, mill)
    *_, opened, _ = _opened(assistant, other)
    assert isinstance(opened, Opened) and opened.document == str(Path("old/mill.txt"))
    answers = [event for event in assistant.ask("Who bought the boat?") if isinstance(event, Answer)]
    assert answers[0].document == opened.document
    _opened(assistant, other)
    assert [document.name for document in assistant.documents] == ["mill.txt", opened.document]
    assert assistant.document("mill.txt").path == str(mill)
    assistant.close("mill.txt")
    _opened(assistant, other)
    assert [document.name for document in assistant.documents] == [opened.document]
    with pytest.raises(DragomanError, match="it is not open"):
        assistant.document("mill.txt")


def test_a_question_may_go_to_one_of_several_documents(assistant: Assistant, mill: Path, tmp_path: Path) -> None:
    boat = tmp_path / "boat.txt"
    boat.write_text(PASSAGES["The boat"][0], encoding="utf-8")
    _opened(assistant, mill)
    _opened(assistant, boat)
    answers = [event for event in assistant.ask("Who bought the boat?") if isinstance(event, Answer)]
    assert answers[0].document == "boat.txt" and answers[0].answer == "Captain Ruiz"
    answers = [e for e in assistant.ask("Who bought the boat?", document="mill.txt") if isinstance(e, Answer)]
    assert answers[0].document in ("mill.txt", None)


def test_questions_without_a_document_say_so(assistant: Assistant, mill: Path) -> None:
    with pytest.raises(DragomanError, match="no document is open"):
        list(assistant.ask("Who?"))
    _opened(assistant, mill)
    with pytest.raises(DragomanError, match=r"document 'x.txt': it is not open; open are: mill.txt"):
        list(assistant.ask("Who?", document="x.txt"))
    with pytest.raises(DragomanError, match="it is not open"):
        assistant.close("x.txt")


def test_opening_can_be_stopped_and_leaves_nothing_half_done(assistant: Assistant, mill: Path) -> None:
    stop = threading.Event()
    stop.set()
    *_, done = assistant.open(mill, stop=stop)
    assert isinstance(done, Done) and done.stopped
    assert assistant.documents == ()


def test_translation_streams_lines(assistant: Assistant) -> None:
    events = list(
        assistant.translate("The dog sees the garden.\n\nThe king finds the dog.\n", source="en", target="de")
    )
    assert "".join(e.text for e in events if isinstance(e, Token)) == (
        "Der Hund sieht den Garten.\n\nDer König findet den Hund."
    )
    assert sum(isinstance(e, Translation) for e in events) == 3
    assert isinstance(events[-1], Done)


def test_the_source_language_is_detected(assistant: Assistant) -> None:
    events = list(assistant.translate("The dog sees the garden.", target="de"))
    assert any(isinstance(e, Translation) and e.translation == "Der Hund sieht den Garten." for e in events)
    with pytest.raises(DragomanError, match="in German already"):
        list(assistant.translate("Der Hund sieht den alten Garten und die Katze.", target="de"))


def test_lines_that_are_in_the_target_already_are_kept(assistant: Assistant) -> None:
    for text in (
        "The dog sees the garden.\nWie geht es dir heute, mein Freund?",
        "Wie geht es dir heute, mein Freund?\nThe dog sees the garden.",
    ):
        events = list(assistant.translate(text, target="de"))
        assert {e.translation for e in events if isinstance(e, Translation)} == {
            "Der Hund sieht den Garten.",
            "Wie geht es dir heute, mein Freund?",
        }


def test_a_word_of_every_language_is_taken_for_one_with_a_model(assistant: Assistant) -> None:
    assert any(isinstance(e, Translation) for e in assistant.translate("12 + 30", target="de"))
    with pytest.raises(DragomanError, match="from German to itself: there is nothing to translate"):
        list(assistant.translate("Taxi", source="de", target="de"))


@pytest.mark.parametrize("text", ["", "  \n \n"])
def test_nothing_in_gives_nothing_out(assistant: Assistant, text: str) -> None:
    events = list(assistant.translate(text, source="en", target="de"))
    assert "".join(e.text for e in events if isinstance(e, Token)).strip() == ""
    assert all(e.translation.strip() == "" for e in events if isinstance(e, Translation))


def test_languages_there_is_no_model_for(assistant: Assistant, tmp_path: Path) -> None:
    assert assistant.pairs() == [("en", "de")]
    with pytest.raises(DragomanError, match="language 'xx': unknown"):
        list(assistant.translate("Hello", source="en", target="xx"))
    with pytest.raises(DragomanError, match="language 'xx': unknown"):
        list(assistant.translate("Hello there, my old friend", target="xx"))
    with pytest.raises(DragomanError, match="translation from de to fr: there is no model for it; there are en to de"):
        list(assistant.translate("Hallo", source="de", target="fr"))
    with pytest.raises(DragomanError, match="dragoman train translator"):
        list(Assistant(tmp_path).translate("Hello", source="en", target="de"))


def test_without_a_reader_opening_names_the_way_out(tmp_path: Path, mill: Path) -> None:
    with pytest.raises(DragomanError, match="dragoman train reader"):
        list(Assistant(tmp_path / "none").open(mill))


def test_warming_up_loads_what_there_is_and_says_nothing_of_the_rest(checkpoints: Path, tmp_path: Path) -> None:
    warmed = Assistant(checkpoints)
    warmed.warm()
    events = list(warmed.translate("The dog sees the garden.", source="en", target="de"))
    assert not any(isinstance(event, Progress) for event in events)
    Assistant(tmp_path / "nothing").warm()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text('{"format": 1, "kind": "reader"}', encoding="utf-8")
    Assistant(tmp_path).warm()


def test_the_translator_of_the_languages_in_use_is_warmed(checkpoints: Path, tmp_path: Path) -> None:
    for name, languages in (("a", ["en", "de"]), ("b", ["fr", "en"])):
        config = shutil.copytree(checkpoints / "translator", tmp_path / name) / "config.json"
        config.write_text(json.dumps(json.loads(config.read_text()) | {"languages": languages}))

    def loads(assistant: Assistant, source: str, target: str) -> bool:
        return any(isinstance(e, Progress) for e in assistant.translate("The dog", source=source, target=target))

    french, german = Assistant(tmp_path), Assistant(tmp_path)
    french.warm(None, "en")  # the language is found out later: what there is goes into English
    german.warm("en", "de")
    assert not loads(french, "fr", "en") and loads(french, "en", "de")
    assert not loads(german, "en", "de") and loads(german, "fr", "en")


def test_a_search_with_a_beam_is_judged_where_there_is_a_judge(
    checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neural.seq2seq.judge.CLOSE", 99.0)  # the toy has few doubts
    shutil.copytree(checkpoints / "translator", tmp_path / "there")
    toy_opposite().save(tmp_path / "back", {}, "card")

    def judged(beam: int) -> list[float | None]:
        events = Assistant(tmp_path).translate("Garden boat king?", source="en", target="de", beam=beam)
        return [c.back for event in events if isinstance(event, Translation) for c in event.candidates]

    assert any(back is not None for back in judged(6))
    assert judged(1) == [None]
    (tmp_path / "back" / "tokenizer.json").write_text("{}")  # seen only when it is loaded
    assert set(judged(6)) == {None}
