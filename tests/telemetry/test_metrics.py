"""What Prometheus scrapes after a talk over HTTP."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from scrape import scraped

import actions
from bot.service import app
from bot.settings import Settings
from tests.conftest import STARTER, Served, until

SPILL = """
from rasa_sdk import Action

class Spill(Action):
    def __init__(self, pack=None): ...

    def name(self):
        return "action_spill"

    async def run(self, dispatcher, tracker, domain):
        raise OSError(tracker.latest_message["text"])
"""
"""An action that fails, with the visitor's words in its error."""


@pytest.fixture
def spilling(tmp_path: Path, tiny_pack: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A pack with a question type whose action fails: `/spill`."""
    folder = tmp_path / "actions"
    folder.mkdir()
    (folder / "spill.py").write_text(SPILL, "utf-8")
    monkeypatch.setattr(actions, "__path__", [*actions.__path__, str(folder)])
    (tiny_pack / "intents").mkdir()
    intent = "intent: spill\naction: action_spill\nexamples:\n  - please spill my tea on the carpet\n"
    (tiny_pack / "intents/spill.yaml").write_text(intent, "utf-8")
    yield tiny_pack
    sys.modules.pop("actions.spill", None)
    vars(actions).pop("spill", None)


@pytest.fixture
def counted(spilling: Path) -> Iterator[Served]:
    """The service over that pack, counting."""
    running = Served(Settings(knowledge=spilling, store="memory", metrics=True))
    yield running
    running.stop()


def numbers(served: Served) -> dict[tuple[str, ...], float]:
    """What a scrape finds."""
    return scraped(served.client.get("/metrics").raise_for_status().text)


def test_turns_are_counted_by_how_they_ended_and_where_they_came_from(counted: Served) -> None:
    """Each outcome once, and a channel that a client made up is no series of its own."""
    named = {"message_id": "1"}
    counted.say("hello")
    counted.say("what is green tea?", metadata=named)
    counted.say("what is green tea?", metadata=named)
    counted.say("what does a teapot cost?")
    counted.say("compare", "ben")
    counted.say("/spill", "cleo")
    counted.say("what is black tea?", input_channel="made up")

    found = numbers(counted)
    turns = {key[1:]: value for key, value in found.items() if key[0] == "doolittle_turns_total"}
    assert turns == {
        ("rest", "small_talk"): 1,
        ("rest", "answered"): 1,
        ("rest", "repeated"): 1,
        ("rest", "declined"): 1,
        ("rest", "asked_back"): 1,
        ("rest", "failed"): 1,
        ("other", "answered"): 1,
    }
    assert found["doolittle_action_errors_total", "action_spill", "OSError"] == 1
    assert found["doolittle_turns_in_flight",] == 0


def test_stages_are_timed(counted: Served) -> None:
    """A turn counts once in each stage, a repeated one only where it waited, and the stages add up to the whole."""
    counted.say("what is green tea?", metadata={"message_id": "1"})
    counted.say("what is green tea?", metadata={"message_id": "1"})

    found = numbers(counted)
    stages = "hold understand act commit".split()
    assert [found["doolittle_turn_stage_seconds_count", stage] for stage in stages] == [2, 1, 1, 1]
    assert found["doolittle_turn_stage_seconds_bucket", "+Inf", "hold"] == 2
    assert found["doolittle_turn_seconds_count",] == 2
    whole = sum(found["doolittle_turn_stage_seconds_sum", stage] for stage in stages)
    assert found["doolittle_turn_seconds_sum",] == pytest.approx(whole)
    assert whole > 0


def test_what_runs_is_told_and_a_changed_pack_is_counted(counted: Served, spilling: Path) -> None:
    """A broken edit and its repair are counted, and the digest is that of the pack in force, alone."""
    card = spilling / "pack.yaml"
    text = card.read_text("utf-8")
    before = counted.client.get("/version").json()["digest"]
    assert numbers(counted)["doolittle_build_info", before, "tea", "0.1.0"] == 1
    assert numbers(counted)["doolittle_pack_reloads_total", "broken"] == 0

    card.write_text(text.replace("id: tea", "id: [tea"), "utf-8")
    until(lambda: numbers(counted)["doolittle_pack_reloads_total", "broken"])
    card.write_text(text.replace("assistant: Doolittle", "assistant: Eliza"), "utf-8")
    until(lambda: numbers(counted)["doolittle_pack_reloads_total", "ok"])

    after = counted.client.get("/version").json()["digest"]
    [build] = [key for key in numbers(counted) if key[0] == "doolittle_build_info"]
    assert build == ("doolittle_build_info", after, "tea", "0.1.0")
    assert after != before


async def test_a_store_that_is_away_is_counted() -> None:
    """A turn that the store could not hold has failed, in the stage where it was lost."""
    service = app(Settings(knowledge=STARTER, store="sqlite:never-opened.db", live=False, metrics=True))
    transport = httpx2.ASGITransport(service)  # which runs no start-up: the store stays closed
    async with httpx2.AsyncClient(transport=transport, base_url="http://tea.example") as client:
        answer = await client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "hello"})
        found = scraped((await client.get("/metrics")).text)

    assert answer.status_code == 503
    assert found["doolittle_store_errors_total", "hold"] == 1
    assert found["doolittle_store_errors_total", "commit"] == 0
    assert found["doolittle_turns_total", "rest", "failed"] == 1


def test_it_is_off_unless_wanted(served: Served) -> None:
    """Without the setting there is no such page, and prometheus_client need not be there."""
    assert served.client.get("/metrics").status_code == 404


def open_to(**settings: Any) -> Callable[..., int]:
    """A service with these settings; gives the status it answers `/status` and `/metrics` with."""
    service = app(Settings(knowledge=STARTER, store="memory", live=False, metrics=True, **settings))

    async def asked(path: str, **words: str) -> int:
        headers = {name: value.encode() for name, value in words.items()}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(service), base_url="http://tea.example") as client:
            return (await client.get(path, headers=headers)).status_code

    return asked


@pytest.mark.parametrize("path", ["/status", "/metrics"])
async def test_who_may_look(path: str) -> None:
    """With an admin token only its bearer; without one everybody who reaches loopback, and nobody elsewhere."""
    guarded, local, public = open_to(admin_token="open sesame"), open_to(host="::1"), open_to(host="0.0.0.0")
    forgotten = open_to(host="0.0.0.0", admin_token="")

    assert await guarded(path) == 401
    assert await guarded(path, Authorization="Bearer open") == 401
    assert await guarded(path, Authorization="Basic open sesame") == 401
    assert await guarded(path, Authorization="Bearer open sesamé") == 401
    assert await guarded(path, Authorization="Bearer open sesame") == 200
    assert await local(path) == 200
    assert await public(path) == 403
    assert await forgotten(path, Authorization="Bearer ") == 403
