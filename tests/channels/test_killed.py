"""`doolittle serve` is killed: no event of a turn is lost, and none comes under two ids."""

from __future__ import annotations

import json
import signal
import threading
from collections import defaultdict
from pathlib import Path

from drive_webhooks import SECRET
from receiver import Received, Receiver, Told
from serving import PATIENCE, Client, Serving
from standardwebhooks.webhooks import Webhook

from knowledge.loader import HERE

STARTER = HERE / "starter"
VISITORS, MESSAGES, KILLS = 4, 20, 1


def test_a_killed_process_loses_no_event_and_renames_none(tmp_path: Path) -> None:
    """Messages are sent again until they are answered, each under its id.

    Each time it is killed while the receiver has one event and has not said so yet: that one must come again.
    """
    held: list[str] = []
    one_by_one = threading.Lock()
    killed = [threading.Event() for _ in range(KILLS)]
    thresholds = [(kill + 1) * VISITORS * MESSAGES // (KILLS + 2) for kill in range(KILLS)]

    def answer(got: Received) -> Told:
        with one_by_one:
            holds = len(held) < KILLS and len(there.received) > thresholds[len(held)]
            if holds:
                held.append(got.headers["webhook-id"])
                until = killed[len(held) - 1]
        if holds:
            until.wait(PATIENCE)
        return Told()

    there = Receiver(answer)
    store, environment = f"sqlite:{tmp_path / 'bot.db'}", _environment(there)
    serving = Serving(tmp_path, STARTER, store, **environment).up()
    try:
        visitors = [_visitor(serving.url, f"v{number}") for number in range(VISITORS)]
        for kill in range(KILLS):
            there.until(lambda _, kill=kill: len(held) > kill)  # type: ignore[misc]
            assert serving.end(signal.SIGKILL) == -signal.SIGKILL
            killed[kill].set()
            serving = Serving(tmp_path, STARTER, store, port=serving.port, **environment).up()
        for visitor in visitors:
            visitor.join()
        expected = {f"v{visitor}-{number}" for visitor in range(VISITORS) for number in range(MESSAGES)}
        received = there.until(lambda got: _all_are_there([*got], expected, held))
    finally:
        serving.end()
        there.close()
    assert len(held) == KILLS
    _assert_one_id_each(received, expected)


def _environment(there: Receiver) -> dict[str, str]:
    events = ["conversation.turn.answered", "conversation.turn.unanswered"]
    partner = {"name": "crm", "secrets": [SECRET], "url": there.url, "private": True, "events": events}
    return {"DOOLITTLE_CHANNELS": '["rest", "webhooks"]', "DOOLITTLE_WEBHOOKS": json.dumps([partner])}


def _all_are_there(received: list[Received], expected: set[str], held: list[str]) -> bool:
    """Whether every message has its event, and what the process did not hear back about came again."""
    names = [one.headers["webhook-id"] for one in received]
    told = {one.json["data"]["message_id"] for one in received}
    return told >= expected and all(names.count(name) > 1 for name in held)


def _assert_one_id_each(received: list[Received], expected: set[str]) -> None:
    """Every message has its event under one id of its own, and the real library takes each."""
    ids: dict[str, set[str]] = defaultdict(set)
    for one in received:
        event = Webhook(SECRET).verify(one.body, dict(one.headers))
        ids[event["data"]["message_id"]].add(one.headers["webhook-id"])
    assert ids.keys() == expected
    assert all(len(names) == 1 for names in ids.values())
    assert len(set.union(*ids.values())) == len(expected)


def _visitor(url: str, name: str) -> threading.Thread:
    """Somebody who talks, one message after the other, whatever happens to the service."""

    def talk() -> None:
        with Client(name, url) as client:
            for number in range(MESSAGES):
                client.say("what is green tea?" if number % 2 else "how much does a camel weigh?", f"{name}-{number}")

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    return thread
