"""`doolittle conversations`: what is kept is listed, shown, exported and deleted."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import DAY, refused, run, talk
from typer.testing import CliRunner

from bot.cli import app
from bot.conversation import Conversation
from bot.engine import Engine
from bot.messages import Utterance
from bot.rehearsal import APART, BEGIN
from bot.stores.sqlite import SQLiteStore

if TYPE_CHECKING:
    from tests.conftest import Served

NASTY = "a/b c\x1b[31m\nñ"


@pytest.fixture
def file(tea_engine: Engine, tmp_path: Path) -> Path:
    """A file with three conversations: of the first day, of the third, and one over both."""
    path = tmp_path / "bot.db"
    talk(tea_engine, path, {"ann": ["what is green tea?", "and black tea?"], NASTY: ["hello"]})
    talk(tea_engine, path, {"bob": ["is oolong a tea?"], NASTY: ["and black tea?"]}, days=2)
    return path


def conversations(command: str, file: Path, *more: object) -> str:
    """What a command printed."""
    return run("conversations", command, "--store", f"sqlite:{file}", *more)


def ids(file: Path, *more: object) -> list[str]:
    """Whose conversations are listed."""
    return [one["id"] for one in json.loads(conversations("list", file, "--json", *more))]


def test_the_most_recent_are_listed_first(file: Path) -> None:
    """When the last message came and the first, how many there were, and whose; recent ones, and so many."""
    told = conversations("list", file).splitlines()

    assert told[0].split() == ["last", "began", "messages", "id"]
    assert told[1].startswith("2026-11-25 00:00  2026-11-23 00:00         2  a/b c")
    assert told[3] == "2026-11-23 00:01  2026-11-23 00:00         2  ann"
    assert "\x1b" not in "".join(told)
    assert ids(file) == [NASTY, "bob", "ann"]
    assert ids(file, "--since", "2026-11-24") == [NASTY, "bob"]
    assert ids(file, "--limit", 1) == [NASTY]
    assert json.loads(conversations("list", file, "--json"))[2] == {
        "id": "ann",
        "began": BEGIN,
        "last": BEGIN + APART,
        "turns": 2,
    }
    assert conversations("list", file, "--since", "2099-01-01") == "There are no conversations.\n"


def test_a_conversation_can_be_read(file: Path) -> None:
    """Each message with its time and its answer, session by session; no control character reaches the terminal."""
    told = conversations("show", file, NASTY)

    assert told.startswith("Session 1, 2026-11-23 00:00\n\n00:00:00 > hello\n\n")
    assert "\n\nSession 2, 2026-11-25 00:00\n\n00:00:00 > and black tea?\n\nBlack tea is" in told


def test_a_conversation_is_exported_as_rasas_tracker(file: Path, tmp_path: Path) -> None:
    """One a line, whole, by name or all, to standard output or into a file that is nobody else's to read."""
    [line] = conversations("export", file, "ann").splitlines()
    tracker = json.loads(line)

    assert set(tracker) == {
        "sender_id",
        "slots",
        "latest_message",
        "latest_event_time",
        "followup_action",
        "paused",
        "events",
        "latest_input_channel",
        "active_loop",
        "latest_action",
        "latest_action_name",
    }
    assert tracker["sender_id"] == "ann"
    assert tracker["slots"]["topic"] == "black_tea"
    assert tracker["latest_message"]["text"] == "and black tea?"
    assert tracker["latest_message"]["intent"]["name"] == "define"
    assert tracker["latest_event_time"] == BEGIN + APART
    assert [event["event"] for event in tracker["events"]][:4] == ["action", "session_started", "action", "user"]
    assert [event["text"] for event in tracker["events"] if event["event"] == "user"] == [
        "what is green tea?",
        "and black tea?",
    ]

    target = tmp_path / "all.jsonl"
    assert conversations("export", file, "--output", target) == f"3 conversations exported to {target}.\n"
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [one["sender_id"] for one in lines] == [NASTY, "ann", "bob"]
    assert lines[1] == tracker
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert conversations("export", file, "--since", "2026-11-24").count("\n") == 2


def test_a_real_rasa_sdk_reads_the_tracker(file: Path) -> None:
    """As an action server would be sent it."""
    from rasa_sdk import Tracker

    tracker = Tracker.from_dict(json.loads(conversations("export", file, "ann")))
    assert tracker.get_slot("topic") == "black_tea"
    assert tracker.get_intent_of_latest_message() == "define"


def test_what_is_deleted_is_gone(file: Path) -> None:
    """Named ones, after asking; the others stay, and of its words nothing is left in the file."""
    asked = CliRunner().invoke(app, ["conversations", "delete", "bob", "--store", f"sqlite:{file}"], input="n\n")
    assert (asked.exit_code, ids(file)) == (1, [NASTY, "bob", "ann"])
    assert "Delete 1 conversation for good? [y/N]" in asked.stdout

    assert conversations("delete", file, "bob", NASTY, "--yes") == "2 conversations deleted.\n"
    assert ids(file) == ["ann"]
    assert b"oolong" not in file.read_bytes()


def test_what_is_old_is_deleted(tea_engine: Engine, file: Path) -> None:
    """By the last message, so that what is still going on stays; where nothing is old, nothing is asked."""
    now = (time.time() - BEGIN) / DAY
    talk(tea_engine, file, {"ann": ["hello"]}, days=now)
    talk(tea_engine, file, {"old": ["hello"]}, days=now - 91)

    assert conversations("delete", file, "--before", "90d", "-y") == "1 conversation deleted.\n"
    assert set(ids(file)) == {"ann", "bob", NASTY}
    assert conversations("delete", file, "--before", "90d") == "0 conversations deleted.\n"


def test_what_is_not_there_is_told(file: Path, tmp_path: Path) -> None:
    """A name nobody has, in any command, changes nothing; so do a missing store, memory, and a senseless call."""
    for command in (("show",), ("export", "ann", "--output", tmp_path / "out"), ("delete", "ann", "--yes")):
        told = refused("conversations", *command, "nobody", "--store", f"sqlite:{file}")
        assert told.startswith("there is no conversation 'nobody'.")
    assert ids(file) == [NASTY, "bob", "ann"]
    assert not (tmp_path / "out").exists()

    elsewhere = f"sqlite:{tmp_path / 'no.db'}"
    for call in (("list",), ("show", "ann"), ("export",), ("delete", "ann", "-y"), ("delete", "--before", "1d", "-y")):
        assert "there is no file" in refused("conversations", *call, "--store", elsewhere)
        assert "within one process" in refused("conversations", *call, "--store", "memory")
    assert not (tmp_path / "no.db").exists()
    for senseless in ((), ("ann", "--before", "1d")):
        assert "name conversations, or" in refused("conversations", "delete", *senseless, status=2).replace("\n", " ")
    assert "can not be written" in refused(
        "conversations", "export", "--output", tmp_path / "no" / "x", "--store", f"sqlite:{file}"
    )


def test_reading_writes_nothing(file: Path) -> None:
    """The file is the same afterwards, and nothing more lies beside it."""
    before, beside = file.read_bytes(), os.listdir(file.parent)
    conversations("list", file)
    conversations("show", file, "ann")
    conversations("export", file)

    assert file.read_bytes() == before
    assert os.listdir(file.parent) == beside


def test_a_running_service_forgets_what_is_deleted_beside_it(kept: Served, tmp_path: Path) -> None:
    """The next message begins anew, with the first wording and nothing to point at."""
    kept.say("what is green tea?", "ann")
    assert "Green tea is" in kept.text("say that again", "ann")
    conversations("delete", tmp_path / "bot.db", "ann", "--yes")

    assert "Green tea is" not in kept.text("say that again", "ann")
    assert conversations("show", tmp_path / "bot.db", "ann").count(" > ") == 1


async def test_a_visitor_can_be_forgotten(tea_engine: Engine, file: Path) -> None:
    """As channels do it for a visitor who asks; a second time there is nothing to forget."""
    store = SQLiteStore(file)
    await store.open()
    bot = Conversation(store, lambda: tea_engine)
    assert [await bot.forget("ann"), await bot.forget("ann")] == [True, False]
    assert await bot.events("ann") == ()

    answer = await bot.hear(Utterance("and black tea?", "ann", "test", "2026 0", BEGIN))
    assert "Black tea is" in answer.text
    assert len([e for e in await bot.events("ann") if e["event"] == "session_started"]) == 1
    await store.close()
