"""A person takes over, as who runs the service sees it: over HTTP, at the command line, in the log and the numbers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from command import refused, run
from pydantic import SecretStr
from scrape import scraped

from bot.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Served

ASKED = "can I talk to a human?"


@pytest.fixture
def desk(serving: Callable[[Settings], Served], tiny_pack: Path, tmp_path: Path) -> Served:
    """A service on whose REST channel a person takes over."""
    store = f"sqlite:{tmp_path / 'bot.db'}"
    told = Settings(
        knowledge=tiny_pack, store=store, live=False, person=("rest", "web"), admin_token=SecretStr("t"), metrics=True
    )
    return serving(told)


def test_who_runs_the_bot_sees_who_waits_and_releases(desk: Served) -> None:
    """Over HTTP, with the token; who waits longest stands in front. An id may hold anything."""
    before = time.time()
    for name in ("a/b release", "bob"):
        desk.say(ASKED, name)
    desk.say("hello", "carl")
    headers = {"Authorization": "Bearer t"}
    waiting = desk.client.get("/admin/waiting", headers=headers).json()

    assert [one["id"] for one in waiting] == ["a/b release", "bob"]
    assert before <= waiting[0]["since"] <= waiting[1]["since"] <= time.time()
    assert desk.say("still there?", "a/b release") == []

    def release(name: str, **headers: str) -> int:
        return desk.client.post(f"/admin/conversations/{quote(name, safe='')}/release", headers=headers).status_code

    assert release("a/b release", Authorization="Bearer x") == 401
    assert [release("a/b release", **headers) for _ in range(2)] == [204, 409]
    assert release("nobody", **headers) == 404
    assert desk.say("what is green tea?", "a/b release")
    assert [one["id"] for one in desk.client.get("/admin/waiting", headers=headers).json()] == ["bob"]


def test_the_same_from_the_command_line(desk: Served, tmp_path: Path) -> None:
    """While the service runs; it knows of the release at once."""
    where = ("--store", f"sqlite:{tmp_path / 'bot.db'}")
    assert run("conversations", "waiting", *where) == "Nobody waits for a person.\n"
    desk.say(ASKED, "ann")

    head, row = run("conversations", "waiting", *where).splitlines()
    assert (head.split(), row.split()[-1]) == (["since", "id"], "ann")
    [one] = json.loads(run("conversations", "waiting", "--json", *where))
    assert one["id"] == "ann"
    assert run("conversations", "release", "ann", *where) == "The bot has it again.\n"
    assert desk.say("what is green tea?", "ann")
    assert "no person has 'ann'" in refused("conversations", "release", "ann", *where)
    assert "there is no conversation 'bob'" in refused("conversations", "release", "bob", *where)


def test_a_silent_turn_over_http(desk: Served) -> None:
    """REST sends an empty list, and as a stream nothing; the tracker is paused."""
    desk.say(ASKED, "ann")
    body = {"sender": "ann", "message": "hello?"}
    streamed = desk.client.post("/webhooks/rest/webhook", params={"stream": "true"}, json=body)

    assert (streamed.status_code, streamed.text) == (200, "")
    shown = desk.client.get("/admin/conversations/ann", headers={"Authorization": "Bearer t"}).json()
    assert shown["paused"] is True
    assert shown["latest_message"]["text"] == "hello?"


def test_the_widget_is_told(desk: Served) -> None:
    """An answer that hands over, then turns without words; the history has the same events."""

    def chat(**body: Any) -> dict[str, Any]:
        response = desk.client.post("/web/chat", json=body, headers={"Accept": "application/json"})
        return dict(response.raise_for_status().json())

    said = [
        chat(type="say", id=str(number), text=text, conversation="ann")["events"]
        for number, text in enumerate((ASKED, "hello? what is black tea?"))
    ]
    past = chat(type="history", conversation="ann")["turns"]

    assert [event["type"] for event in said[0]] == ["turn", "text", "suggestions", "trace", "done"]
    assert [event["type"] for event in said[1]] == ["turn", "trace", "done"]
    assert [events[-1]["outcome"] for events in said] == ["handed over", "silent"]
    assert [turn["events"] for turn in past] == said


def test_hand_overs_are_counted(desk: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Once each, by channel, also where the message is delivered again; the turn's line says so."""
    with caplog.at_level("INFO", "bot.turns"):
        for message_id in ("1", "1", "2"):
            desk.say(ASKED, "ann", metadata={"message_id": message_id})
    found = scraped(desk.client.get("/metrics", headers={"Authorization": "Bearer t"}).raise_for_status().text)

    assert found["doolittle_handovers_total", "rest"] == 1
    assert found["doolittle_turns_total", "rest", "silent"] == 1
    lines = [record.__dict__ for record in caplog.records if record.name == "bot.turns"]
    assert [(line["outcome"], line.get("handover", False)) for line in lines] == [
        ("answered", True),
        ("repeated", False),
        ("silent", False),
    ]


def test_rasas_own_events_pause_and_resume(serving: Callable[[Settings], Served], tiny_pack: Path) -> None:
    """Posted by whoever steers the bot, on any channel."""
    served = serving(Settings(knowledge=tiny_pack, store="memory", live=False, channels=("rest", "rasa")))

    def post(event: str) -> bool:
        response = served.client.post("/conversations/ann/tracker/events", json={"event": event})
        return bool(response.raise_for_status().json()["paused"])

    assert served.say("what is green tea?", "ann")
    assert post("pause")
    assert served.say("what is black tea?", "ann") == []
    assert not post("resume")
    assert served.say("what is black tea?", "ann")
