"""Rasa's HTTP API: what a client reads of conversations, and what follows when it changes them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient
from steering import GREEN, add, kinds, say, text, tracker

from bot.live import LivePack


def test_a_text_is_parsed_as_rasa_parses_it(client: TestClient) -> None:
    found = client.post("/model/parse", json={"text": "what is green tea"}).json()
    assert found.keys() == {"text", "intent", "entities", "intent_ranking", "text_tokens"}
    assert found["intent"]["name"] == "define"
    assert found["intent_ranking"][0] == found["intent"]
    assert found["entities"][0].items() >= {"entity": "topic", "value": "green_tea", "start": 8, "end": 17}.items()
    assert found["text_tokens"] == [[0, 4], [5, 7], [8, 13], [14, 17]]


def test_what_asks_twice_is_parsed_by_its_first_question_and_by_all(client: TestClient) -> None:
    found = client.post("/model/parse", json={"text": "What is green tea? When was black tea introduced?"}).json()
    assert [clause["intent"]["name"] for clause in found["clauses"]] == ["define", "when"]
    assert found["intent"] == found["clauses"][0]["intent"]
    assert client.get("/conversations/ann/story").status_code == 404, "parsing is part of no conversation"


def test_a_conversation_nobody_spoke_in_has_just_begun_and_is_not_kept(client: TestClient) -> None:
    found = tracker(client)
    assert kinds(found) == ["action", "session_started", "action"]
    assert found["slots"] == {"topic": None, "compared": None, "listed": None, "base": None}
    assert found["latest_message"]["text"] is None
    assert client.get("/conversations/ann/story").status_code == 404


def test_a_tracker_shows_as_many_events_as_are_asked_for(client: TestClient) -> None:
    say(client, "what is green tea?")
    say(client, "start over")
    say(client, "what is black tea?")
    everything = kinds(tracker(client, include_events="ALL"))
    after = kinds(tracker(client, include_events="after_restart"))
    assert after == kinds(tracker(client)) == everything[everything.index("restart") + 1 :]
    assert kinds(tracker(client, include_events="APPLIED")) == after
    add(client, {"event": "session_started"}, {"event": "action", "name": "action_listen"})
    assert kinds(tracker(client, include_events="APPLIED")) == ["action"]
    assert kinds(tracker(client, include_events="ALL")) == [*everything, "session_started", "action"]
    assert tracker(client, include_events="NONE")["events"] is None
    refused = client.get("/conversations/ann/tracker?include_events=SOME")
    assert (refused.status_code, refused.json()["details"]) == (400, {"parameter": "include_events", "in": "query"})


def test_a_tracker_is_shown_as_it_was(client: TestClient) -> None:
    say(client, "what is green tea?")
    then = tracker(client)["latest_event_time"]
    say(client, "what is black tea?")
    assert tracker(client)["slots"]["topic"] == "black_tea"
    before = tracker(client, until=then)
    assert before["slots"]["topic"] == "green_tea"
    assert before["latest_message"]["text"] == "what is green tea?"


def test_what_is_added_is_what_is_spoken_of(client: TestClient) -> None:
    """Before the first message, and between two; an event by itself, and several."""
    added = client.post("/conversations/ann/tracker/events", json=GREEN).json()
    assert added["slots"]["topic"] == "green_tea"
    assert kinds(added) == ["action", "session_started", "action", "slot"]
    assert "Green tea" in text(say(client, "when was it introduced?"))
    add(client, {"event": "reset_slots"}, {"event": "slot", "name": "topic", "value": "black_tea"})
    assert "lack tea" in text(say(client, "how is it made?"))


def test_a_restart_that_is_added_makes_the_bot_forget(client: TestClient) -> None:
    say(client, "what is green tea?")
    found = add(client, {"event": "restart"})
    assert (found["slots"]["topic"], found["events"]) == (None, [])
    assert "Green tea" not in text(say(client, "when was it introduced?"))


def test_a_pause_that_is_added_lasts_until_it_is_lifted(client: TestClient) -> None:
    """The bot hears and says nothing, whether the visitor speaks or an intent is triggered."""
    assert add(client, {"event": "pause"})["paused"]
    assert say(client, "what is green tea?") == []
    body = {"name": "define", "entities": {"topic": "green_tea"}}
    assert client.post("/conversations/ann/trigger_intent", json=body).json()["messages"] == []
    assert tracker(client)["paused"]
    assert not add(client, {"event": "resume"})["paused"]
    assert "Green tea" in text(say(client, "what is green tea?"))


def test_what_is_sent_again_under_a_key_is_done_once(client: TestClient) -> None:
    key = {"Idempotency-Key": "seven"}
    first = add(client, GREEN, **key)
    assert add(client, GREEN, **key)["events"] == first["events"]
    for path, body in (("messages", {"text": "hello", "sender": "user"}), ("trigger_intent", {"name": "help"})):
        headers = {"Idempotency-Key": path}
        once, again = (client.post(f"/conversations/ann/{path}", json=body, headers=headers).json() for _ in range(2))
        assert once == again


def test_a_conversation_is_replaced(client: TestClient) -> None:
    """Put back from its own events it goes on as it would have; what was there instead is gone."""
    say(client, "what is green tea?")
    kept = tracker(client, include_events="ALL")
    say(client, "what is black tea?")
    response = client.put("/conversations/ann/tracker/events", json=kept["events"], params={"include_events": "ALL"})
    assert response.json() == kept
    client.put("/conversations/bob/tracker/events", json=kept["events"])
    assert text(say(client, "when was it introduced?")) == text(say(client, "when was it introduced?", "bob"))
    assert "lack tea" not in str([event for event in tracker(client)["events"] if event["event"] == "user"])


def test_a_message_is_logged_and_not_answered(client: TestClient) -> None:
    body = {"text": "what is green tea?", "sender": "user"}
    found = client.post("/conversations/ann/messages", json=body).json()
    assert found["latest_message"]["intent"]["name"] == "define"
    assert "bot" not in kinds(found)
    assert "what is green tea?" in text(say(client, "what did I ask at first?"))


def test_a_message_means_what_it_is_said_to_mean(client: TestClient) -> None:
    meaning = {"intent": {"name": "when", "confidence": 1}, "entities": [{"entity": "topic", "value": "green_tea"}]}
    body = {"text": "psst", "sender": "user", "parse_data": meaning}
    found = client.post("/conversations/ann/messages", json=body).json()["latest_message"]
    assert (found["text"], found["intent"]) == ("psst", {"name": "when", "confidence": 1.0})
    refused = client.post("/conversations/ann/messages", json={"text": "hello", "sender": "bot"})
    assert (refused.status_code, refused.json()["reason"]) == (400, "BadRequest")


@pytest.mark.parametrize(
    "entities",
    [
        {"topic": ["green_tea", "black_tea"]},
        [{"entity": "topic", "value": "green_tea"}, {"entity": "topic", "value": "black_tea"}],
    ],
)
def test_an_intent_is_answered_as_if_it_was_meant(client: TestClient, entities: Any) -> None:
    body = {"name": "compare", "entities": entities}
    found = client.post("/conversations/ann/trigger_intent", json=body).json()
    pressed = say(client, '/compare{"topic": ["green_tea", "black_tea"]}', "bob")
    assert found["messages"] == [{**message, "recipient_id": "ann"} for message in pressed]
    assert sorted(found["tracker"]["slots"]["compared"]) == ["black_tea", "green_tea"]
    assert found["tracker"]["latest_message"]["metadata"] == {"is_external": True}


def test_a_role_goes_with_an_intent_and_so_does_the_channel(client: TestClient) -> None:
    client.post("/web/chat", json={"type": "say", "id": "1", "text": "hello", "conversation": "ann"})
    entities = [{"entity": "year", "value": "1900", "role": "before"}]
    body = {"name": "select", "entities": entities}
    found = client.post("/conversations/ann/trigger_intent", json=body).json()["tracker"]
    assert found["latest_message"]["entities"][0]["role"] == "before"
    assert found["latest_input_channel"] == "web"


def test_an_intent_that_is_none_is_refused(client: TestClient) -> None:
    response = client.post("/conversations/ann/trigger_intent", json={"name": "fly"})
    assert response.status_code == 404
    assert response.json() == {
        "version": "3.6.21",
        "status": "failure",
        "message": "The intent fly does not exist in the domain.",
        "reason": "NotFound",
        "details": {},
        "help": None,
        "code": 404,
    }


def test_a_conversation_is_told_as_a_story(client: TestClient) -> None:
    say(client, "what is green tea?")
    say(client, '/compare{"topic": ["green_tea", "black_tea"]}')
    add(client, {"event": "session_started"})
    say(client, "thank you")
    told = yaml.safe_load(client.get("/conversations/ann/story").text)
    assert [story["story"] for story in told["stories"]] == ["ann"]
    assert told["stories"][0]["steps"][0] == {"intent": "small_talk", "user": "thank you"}
    sessions = yaml.safe_load(client.get("/conversations/ann/story?all_sessions=true").text)["stories"]
    assert [story["story"] for story in sessions] == ["ann, story 1", "ann, story 2"]
    first = sessions[0]["steps"]
    assert first[0]["user"] == 'what is [green tea]{"entity": "topic", "value": "green_tea"}?'
    assert first[1:3] == [{"action": "action_define"}, {"slot_was_set": [{"topic": "green_tea"}]}]
    assert {"intent": "compare", "user": '/compare{"topic": ["green_tea", "black_tea"]}'} in first


def test_the_domain_has_all_that_the_bot_has(client: TestClient, source: LivePack) -> None:
    found = client.get("/domain").json()
    pack = source.engine.pack
    assert set(pack.intents) == set(found["intents"])
    assert {intent.action for intent in pack.intents.values()} <= set(found["actions"])
    assert set(pack.responses) <= set(found["responses"])
    for accept in ("application/x-yaml", "text/yml", "application/yaml;q=0.9"):
        written = client.get("/domain", headers={"Accept": accept})
        assert written.headers["content-type"].startswith("application/x-yaml")
        assert yaml.safe_load(written.text) == {"version": "3.1", **found}
    assert client.get("/domain", headers={"Accept": "text/html"}).json()["reason"] == "NotAcceptable"


def test_what_rasa_says_of_itself(client: TestClient, start: Any) -> None:
    """`/` is the widget's page where that is on; `/version` has both services' keys."""
    about = client.get("/version").json()
    assert about["version"] == "3.6.21"
    assert about.keys() == {"version", "minimum_compatible_version", "doolittle", "pack", "title", "digest"}
    assert client.get("/status").json().keys() >= {"model_file", "model_id", "num_active_training_jobs"}
    assert "html" in client.get("/").headers["content-type"]
    assert start(channels=("rasa",)).get("/").text == "Hello from Rasa: 3.6.21"


def test_personal_details_are_kept_by_no_way_in(start: Any) -> None:
    client = start(redact=True)
    said = {"text": "I am ada@tea.example", "sender": "user"}
    client.post("/conversations/ann/messages", json=said)
    client.post("/conversations/ann/messages", json={**said, "parse_data": {"text": said["text"]}})
    user = {
        "event": "user",
        "text": said["text"],
        "parse_data": {"text": said["text"]},
        "metadata": {"by": said["text"]},
    }
    client.put("/conversations/bob/tracker/events", json=[user])
    add(client, user, sender="bob")
    parsed = client.post("/model/parse", json={"text": said["text"]}).json()
    assert "ada@" not in str([tracker(client), tracker(client, "bob"), parsed["entities"]])
    assert kinds(tracker(client, "bob")) == ["user", "user"]
