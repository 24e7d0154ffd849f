"""The same actions behind rasa-sdk's own server, called as a real Rasa calls them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from json import dumps
from typing import Any

import httpx2
import pytest
from running import Running

from actions import action_classes
from knowledge.loader import HERE, load


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """`python -m rasa_sdk --actions actions` over the small pack, in a process of its own."""
    running = Running(HERE / "starter", tmp_path_factory.mktemp("server"))
    client = httpx2.Client(base_url=running.url, transport=httpx2.HTTPTransport(retries=0), timeout=10)
    yield client
    client.close()
    running.stop()


def call(action: str, **latest: Any) -> dict[str, Any]:
    """What Rasa 3.6 sends: its tracker whole, of which the actions need intent, entities and slots."""
    message = {"text": "", "intent": {"name": "define", "confidence": 0.93}, "entities": [], "intent_ranking": []}
    return {
        "next_action": action,
        "sender_id": "ann",
        "version": "3.21.1",
        "tracker": {
            "sender_id": "ann",
            "slots": {"topic": None, "session_started_metadata": None},
            "latest_message": message | latest,
            "latest_event_time": 1.0,
            "followup_action": None,
            "paused": False,
            "events": [{"event": "action", "name": "action_session_start", "timestamp": 0.5}],
            "latest_input_channel": "rest",
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
        "domain": {"intents": [], "entities": [], "slots": {}, "responses": {}, "actions": [], "forms": {}},
    }


def topic(value: str, start: int = 8) -> dict[str, Any]:
    """An entity as Rasa's pipeline extracts it."""
    return {"entity": "topic", "value": value, "start": start, "end": start + len(value), "extractor": "DIETClassifier"}


def test_the_server_is_well_and_lists_every_action(server: httpx2.Client) -> None:
    """`/health` is ok, and `/actions` names every action of the package."""
    listed = {action["name"] for action in server.get("/actions").json()}

    assert server.get("/health").json() == {"status": "ok"}
    assert {action().name() for action in action_classes()} <= listed  # type: ignore[call-arg]


def test_a_definition_from_intent_and_entity_alone(server: httpx2.Client) -> None:
    """`action_define` answers with text, sources and buttons, and sets the topic, knowing nothing of our engine."""
    answer = server.post(
        "/webhook", json=call("action_define", text="what is green tea", entities=[topic("green_tea")])
    )

    assert answer.status_code == 200
    [response] = answer.json()["responses"]
    assert response["text"].startswith("Green tea is tea from leaves that are heated")
    assert "Source" in response["text"]
    assert {"title", "payload"} == response["buttons"][0].keys()
    assert response["custom"]["blocks"][-1]["type"] == "sources"
    assert {"event": "slot", "timestamp": None, "name": "topic", "value": "green_tea"} in answer.json()["events"]


def test_a_comparison_a_date_and_a_verdict(server: httpx2.Client) -> None:
    """Other question types work the same way; roles are not needed."""
    both = [topic("green_tea"), topic("black_tea", 22)]
    said = {
        action: server.post("/webhook", json=call(action, entities=entities)).json()["responses"][0]["text"]
        for action, entities in {"action_compare": both, "action_is_it": both, "action_when": both[:1]}.items()
    }

    assert "not" in said["action_compare"]
    assert said["action_is_it"].startswith("No")
    assert "1191" in said["action_when"]


def test_what_the_pack_does_not_know_is_said(server: httpx2.Client) -> None:
    """An unknown topic, and a question without one, get a response's name for Rasa to word, not an error."""
    for entities in ([topic("coffee")], []):
        answer = server.post("/webhook", json=call("action_define", entities=entities))
        assert answer.status_code == 200
        [response] = answer.json()["responses"]
        assert response["response"].startswith("utter_")


def test_a_compressed_call_is_understood(server: httpx2.Client) -> None:
    """Rasa may deflate what it sends."""
    body = zlib.compress(dumps(call("action_define", entities=[topic("black_tea")])).encode())
    headers = {"Content-Encoding": "deflate", "Content-Type": "application/json"}

    answer = server.post("/webhook", content=body, headers=headers)

    assert answer.json()["responses"][0]["text"].startswith("Black tea is tea")


def test_an_unknown_action_is_refused(server: httpx2.Client) -> None:
    """As rasa-sdk does: 404 with the action's name."""
    answer = server.post("/webhook", json=call("action_unheard_of"))

    assert answer.status_code == 404
    assert answer.json()["action_name"] == "action_unheard_of"


def test_the_domain_is_asked_for_once(server: httpx2.Client) -> None:
    """What our own calls rely on: 449 for a digest that the server does not know, and none needed for one it knows."""
    asked = call("action_define", entities=[topic("green_tea")])
    domain = asked.pop("domain")

    first = server.post("/webhook", json={**asked, "domain_digest": "tea"})
    second = server.post("/webhook", json={**asked, "domain_digest": "tea", "domain": domain})
    third = server.post("/webhook", json={**asked, "domain_digest": "tea"})

    assert [answer.status_code for answer in (first, second, third)] == [449, 200, 200]
    assert second.json() == third.json()


def test_a_rasa_that_names_no_pack_gets_no_event_of_ours(server: httpx2.Client) -> None:
    """Events of a kind that Rasa does not know would fail there; only a caller that names its pack is told ours."""
    asked = call("action_define", entities=[topic("green_tea")])
    ours = {**asked, "domain": {**asked["domain"], "pack": load(HERE / "starter").digest}}

    kinds = [{e["event"] for e in server.post("/webhook", json=each).json()["events"]} for each in (asked, ours)]

    assert kinds == [{"slot"}, {"slot", "pack"}]
