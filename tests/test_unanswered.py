"""`doolittle unanswered`: what visitors asked in vain, like with like, and the YAML that closes each gap."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command import pasted, refused, run, talk

from bot.engine import Engine
from bot.messages import Answer
from bot.stores.sqlite import SQLiteStore
from bot.tracker import State, fold
from knowledge.addition import Addition

if TYPE_CHECKING:
    from tests.conftest import Served

OOLONG = {
    "ann": ["Do you have oolong?", "thanks"],
    "bob": ["what is green tea?", "do you have oolong"],
    "cat": ["got any oolong"],
    "dan": ["how hot must the water be?"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where conversations are kept; nothing is there yet."""
    return tmp_path / "bot.db"


def found(pack: Path, file: Path, *more: object) -> dict[str, Any]:
    """What is unanswered, as data."""
    return dict(json.loads(run("unanswered", "-k", pack, "--store", f"sqlite:{file}", "--json", *more)))


def gap(pack: Path, file: Path) -> dict[str, Any]:
    """The only gap."""
    [only] = found(pack, file)["gaps"]
    return dict(only)


def to_paste(gap: dict[str, Any], name: str) -> Addition:
    """The lines of a gap that a curator pastes."""
    return Addition(Path(gap["paste"][name]["file"]), gap["paste"][name]["where"], gap["paste"][name]["text"])


def feedback(file: Path, conversation: str, **given: object) -> None:
    """Let a visitor judge an answer."""
    event = {"event": "feedback", "timestamp": 1_795_400_000.0, **given}

    async def given_to(store: SQLiteStore) -> None:
        await store.open()
        async with store.turn(conversation, f"feedback {given}") as turn:
            await turn.commit([event], fold(turn.state, [event]), Answer(conversation, ()))
        await store.close()

    asyncio.run(given_to(SQLiteStore(file)))


def test_similar_questions_are_one_gap_and_the_most_frequent_comes_first(
    tea_engine: Engine, tiny_pack: Path, file: Path
) -> None:
    """Count, wordings, when last, how it was left, what is near, and the lines to paste; nobody is named."""
    talk(tea_engine, file, OOLONG)
    talk(tea_engine, file, {"eve": ["do you have oolong?!"]}, days=3)

    told = run("unanswered", "-k", tiny_pack, "--store", f"sqlite:{file}")

    assert re.sub(r"\d+%", "?%", told).splitlines()[:8] == [
        "2 gaps in 7 messages in 5 conversations.",
        "",
        '1. "Do you have oolong?": 4 times, last on 2026-11-26',
        '   also: "got any oolong"',
        "   4 declined (nothing is known of oolong)",
        "   near: sources ?%",
        f"   If nothing answers it yet: {tiny_pack}/faq/visitors.yaml as a new file",
        "- id: do_you_have_oolong",
    ]
    assert '2. "how hot must the water be?": 1 time, last on 2026-11-23' in told
    assert not {"ann", "bob", "cat", "dan", "eve"} & set(told.split())


def test_a_gap_is_closed_by_what_is_printed(tea_engine: Engine, tiny_pack: Path, file: Path) -> None:
    """Asked twice in vain, pasted with its answer, it is answered; `compare` shows that and nothing else."""
    talk(tea_engine, file, {"ann": ["do you have oolong?"], "bob": ["hello", "Do you have oolong"]})
    before = tiny_pack.with_name("before")
    run("new", before)
    store = f"sqlite:{file}"

    entry = to_paste(gap(tiny_pack, file), "entry")
    pasted(entry)
    assert f"{entry.file}:5: error: answers.0: Input should be a valid string." in refused(
        "ask", "do you have oolong?", "-k", tiny_pack
    ), "without an answer it is not taken"
    answer = "No oolong here: I know green and black tea."
    entry.file.write_text(entry.file.read_text("utf-8").replace("# Write the answer here.", f'"{answer}"'), "utf-8")

    assert answer in run("ask", "you have oolong?", "-k", tiny_pack)
    assert run("unanswered", "-k", tiny_pack, "--store", store) == (
        "No gap in 3 messages in 2 conversations; 1 more is answered by the pack as it is now.\n"
    )
    changed = json.loads(run("compare", before, tiny_pack, "--store", store, "--json"))
    assert {(change["kind"], change["new"]["text"]) for change in changed["changes"]} == {("newly answered", answer)}
    assert sum(change["times"] for change in changed["changes"]) == 2
    assert {reading for change in changed["changes"] for reading in change["new"]["readings"]} == {
        "faq/do_you_have_oolong"
    }


def test_a_question_goes_to_the_nearest_answer(tea_engine: Engine, tiny_pack: Path, file: Path) -> None:
    """Where the pack answers something near, the line for its list of questions is given, and closes the gap."""
    talk(tea_engine, file, {"ann": ["is rooibos a tea"]})
    near = gap(tiny_pack, file)

    assert near["near"][0] == {
        "reading": "faq/herbal",
        "probability": near["near"][0]["probability"],
        "lacks": [],
        "place": f"{tiny_pack}/faq/faq.yaml:3",
    }
    pasted(to_paste(near, "listed"))

    assert "herbal teas are infusions" in run("ask", "is rooibos a tea", "-k", tiny_pack)
    assert found(tiny_pack, file)["gaps"] == []


def test_what_was_asked_back_is_a_gap_and_less_of_one_where_it_led_to_an_answer(
    tea_engine: Engine, tiny_pack: Path, file: Path
) -> None:
    """The answer may come after another question back; whoever leaves or changes the subject got none."""
    said = {
        "ann": ["limits?", "of green tea"],
        "bob": ["limits?", "weaknesses?", "of black tea"],
        "cat": ["limits?", "bye"],
        "dan": ["limits?"],
    }
    talk(tea_engine, file, said)
    data = found(tiny_pack, file)

    [first, second] = data["gaps"]
    assert (first["question"], first["how"]) == ("limits?", {"asked back": 2, "asked back, then answered": 2})
    assert (second["question"], second["how"]) == ("weaknesses?", {"asked back, then answered": 1})
    assert first["why"] == ["it lacks topic"]


def test_what_is_disliked_is_a_gap(tea_engine: Engine, tiny_pack: Path, file: Path) -> None:
    """By the message's id, or the last answer without one; the last word counts; reason and place are told."""
    talk(tea_engine, file, {name: ["how is green tea made?", "what is black tea?"] for name in ("ann", "bob")})
    feedback(file, "ann", value="down", message_id="0.0 0", reason="too short")
    feedback(file, "bob", value="down", message_id="0.0 0")
    feedback(file, "bob", value="up", message_id="0.0 0")
    feedback(file, "bob", value="down")

    [black, green] = sorted(found(tiny_pack, file)["gaps"], key=lambda gap: str(gap["question"]), reverse=True)
    assert (black["question"], black["how"], black["why"]) == ("what is black tea?", {"disliked": 1}, [])
    assert (green["question"], green["how"], green["why"]) == ("how is green tea made?", {"disliked": 1}, ["too short"])
    assert green["answered_from"] == [{"answer": "green_tea.how", "place": f"{tiny_pack}/topics/green_tea.yaml:29"}]
    assert "listed" not in green["paste"], "it was understood"


def test_feedback_changes_no_state() -> None:
    """What a visitor thought of an answer is in the log and nowhere else."""
    event = {"event": "feedback", "timestamp": 1.0, "value": "down", "message_id": "1", "reason": "wrong"}
    assert fold(State(turns=3), [event]) == State(turns=3)


def test_a_decline_that_a_curator_wrote_is_an_answer(tea_engine: Engine, tiny_pack: Path, file: Path) -> None:
    """That there are no prices is what the pack says; that there is no date is what it lacks."""
    talk(tea_engine, file, {"ann": ["what does tea cost?", "when was tea introduced?", "...", "12"]})

    missing = gap(tiny_pack, file)
    assert missing["question"] == "when was tea introduced?"
    assert missing["why"] == ["I have no date for tea."]


def test_each_clause_is_a_question_and_a_button_its_title(tea_engine: Engine, tiny_pack: Path, file: Path) -> None:
    """Of a message that asks twice, what was answered is no gap; a payload that no button sent was put by nobody."""
    said = {
        "ann": ["What is green tea? When was tea introduced?"],
        "bob": ["what is green tea?", '/how{"topic": "green_tea"}'],
        "cat": ['/when{"topic": "tea"}'],
    }
    talk(tea_engine, file, said)
    feedback(file, "bob", value="down")

    assert {gap["question"]: gap["how"] for gap in found(tiny_pack, file)["gaps"]} == {
        "when was tea introduced": {"declined": 1},
        "How does green tea work?": {"disliked": 1},
    }


def test_only_what_is_recent_and_the_most_frequent(tea_engine: Engine, tiny_pack: Path, file: Path) -> None:
    """`--since` takes a date or a span up to now, `--limit` a number."""
    talk(tea_engine, file, OOLONG, days=-30_000 / 24)
    talk(tea_engine, file, {"eve": ["can I add lemon?", "is it sold in tins?"]})
    store = f"sqlite:{file}"

    recent = found(tiny_pack, file, "--since", "2026-11-23")
    assert (recent["conversations"], recent["messages"]) == (1, 2)
    assert [gap["question"] for gap in recent["gaps"]] == ["is it sold in tins?", "can I add lemon?"]
    assert "No gap in 0 messages" in run("unanswered", "-k", tiny_pack, "--store", store, "--since", "2099-01-01")
    assert found(tiny_pack, file, "--since", "9000w")["messages"] == 8
    limited = run("unanswered", "-k", tiny_pack, "--store", store, "--limit", "1")
    assert limited.startswith("1 gap in 8 messages in 5 conversations; 3 rarer not shown, --limit shows more.\n")
    for wrong in ("yesterday", "2026-13-01", "7"):
        assert "is no time" in refused("unanswered", "-k", tiny_pack, "--store", store, "--since", wrong, status=2)


def test_hostile_questions_harm_neither_the_terminal_nor_the_pack(
    tea_engine: Engine, tiny_pack: Path, file: Path
) -> None:
    """No control character is printed, a long text is cut, and what is pasted is read as it is meant."""
    nasty = 'what is "oolong: [red] {tea|drink} (x #1 \x1b[31m\x07\ud800 \u202e?'
    talk(tea_engine, file, {"ann": [nasty], "bob": ["oolong " * 900], "cat": ["- x: &a *a !!python/none"]})

    told = run("unanswered", "-k", tiny_pack, "--store", f"sqlite:{file}")
    assert "\x1b" not in told
    assert "\x07" not in told
    assert max(map(len, told.splitlines())) < 300
    for one in found(tiny_pack, file)["gaps"]:
        entry = to_paste(one, "entry")
        pasted(Addition(entry.file, "at the end" if entry.file.exists() else "as a new file", entry.text))
    visitors = tiny_pack / "faq/visitors.yaml"
    visitors.write_text(visitors.read_text("utf-8").replace("# Write the answer here.", "Well."), "utf-8")
    assert run("ask", nasty.encode("utf-8", "replace").decode(), "-k", tiny_pack).startswith("Well.")
    assert found(tiny_pack, file)["closed"] == 3


def test_an_empty_store_has_no_gaps(tiny_pack: Path, file: Path) -> None:
    """Nobody has asked anything yet."""
    talk_of_nothing = SQLiteStore(file)
    asyncio.run(talk_of_nothing.open())
    asyncio.run(talk_of_nothing.close())

    assert (
        run("unanswered", "-k", tiny_pack, "--store", f"sqlite:{file}") == "No gap in 0 messages in 0 conversations.\n"
    )


def test_a_store_that_is_not_there_is_told_and_not_made(
    tiny_pack: Path, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file, no conversations in it, none of ours: what is wrong and what to name, and nothing is written."""
    for settings_too in (False, True):
        if settings_too:
            monkeypatch.setenv("DOOLITTLE_STORE", f"sqlite:{file}")
        told = refused("unanswered", "-k", tiny_pack, *(() if settings_too else ("--store", f"sqlite:{file}")))
        assert told.startswith(f"setting DOOLITTLE_STORE: there is no file {file}")
        assert not file.exists()

    assert "within one process" in refused("unanswered", "-k", tiny_pack, "--store", "memory")
    (tmp_path / "notes.txt").write_text("no database at all, only text " * 99, "utf-8")
    assert "notes.txt can not be used" in refused(
        "unanswered", "-k", tiny_pack, "--store", f"sqlite:{tmp_path}/notes.txt"
    )
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE things (name)")
    other.close()
    assert "holds no conversations" in refused("unanswered", "-k", tiny_pack, "--store", f"sqlite:{tmp_path}/other.db")


def test_it_reads_what_a_running_server_writes(kept: Served, tiny_pack: Path, file: Path) -> None:
    """Each question is there as soon as it was answered; once it is pasted, the service answers and the gap is gone."""
    for number, sender in enumerate(("ann", "bob", "cat"), 1):
        kept.say("do you have oolong?", sender)
        assert gap(tiny_pack, file)["count"] == number

    entry = to_paste(gap(tiny_pack, file), "entry")
    pasted(Addition(entry.file, entry.where, entry.text.replace("# Write the answer here.", "We have no oolong.")))
    end = time.monotonic() + 60
    while "We have no oolong." not in kept.text("do you have oolong?", f"at {time.monotonic()}"):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert found(tiny_pack, file)["gaps"] == []
