"""Rasa's REST channel, over real HTTP: every existing Rasa client finds the form it knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from bot.channels.rest import rendered
from bot.messages import Answer, Button, Message
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

if TYPE_CHECKING:
    from tests.conftest import Served

KEYS = {"recipient_id", "text", "buttons", "image", "attachment", "custom"}
"""What Rasa's own clients know."""


def test_an_answer_has_rasas_form(served: Served) -> None:
    """An answer is a list of messages with Rasa's keys; text carries its buttons, the data is a message of its own."""
    text, data = served.say("what is green tea?", sender="form")

    assert text.keys() == {"recipient_id", "text", "buttons"}
    assert text["recipient_id"] == "form"
    assert all(button.keys() == {"title", "payload"} for button in text["buttons"])
    assert data.keys() == {"recipient_id", "custom"}
    assert data["custom"]["blocks"][-1]["type"] == "sources"


def test_the_first_message_is_a_complete_answer(served: Served) -> None:
    """Bridges that read only the first message's text lose no answer."""
    for question, answer in {
        "what is green tea?": "Green tea is tea from leaves that are heated",
        "is green tea a tea?": "Yes",
        "difference between green and black tea": "Black tea is oxidised and green tea is not",
        "when was green tea introduced?": "1191",
        "hello": "Hello",
        "what is coffee?": "I know about green and black tea",
    }.items():
        first = served.say(question, sender=f"first: {question}")[0]
        assert answer in first["text"]


def test_text_without_buttons_is_split_at_blank_lines() -> None:
    """Rasa's clients get one message a paragraph; text with buttons stays whole; an operator may switch that off."""
    plain = Answer("ann", (Message("One.\n\nTwo.\nStill two.\n"),))
    with_buttons = Answer("ann", (Message("One.\n\nTwo.", (Button("More", "/more"),)),))

    assert [part["text"] for part in rendered(plain)] == ["One.", "Two.\nStill two."]
    assert [part["text"] for part in rendered(with_buttons)] == ["One.\n\nTwo."]
    assert len(list(rendered(plain, split=False))) == 1


def test_nothing_empty_is_sent() -> None:
    """Each message has its recipient and exactly one content, an image and data among them; an empty answer is []."""
    shown = Answer("ann", (Message("Look.", image="https://tea.example/pot.png", custom={"blocks": [1]}), Message()))

    assert list(rendered(shown)) == [
        {"recipient_id": "ann", "text": "Look."},
        {"recipient_id": "ann", "custom": {"blocks": [1]}},
        {"recipient_id": "ann", "image": "https://tea.example/pot.png"},
    ]
    assert list(rendered(Answer("ann", ()))) == []


def test_every_answer_keeps_to_rasas_keys(served: Served) -> None:
    """Whatever is said, no message has a key that Rasa's clients do not know, and none is null."""
    for said in ("hello", "list all teas", "compare green tea with black tea", "qwertz", "which one is older?"):
        for message in served.say(said, sender="keys"):
            assert message.keys() <= KEYS
            assert None not in message.values()


def test_who_does_not_say_their_name_gets_a_fresh_one(served: Served) -> None:
    """A missing, null or empty sender gets an unguessable id, another on each call, and can go on under it."""
    names = [
        served.post({"message": "hello", **sender}).json()[0]["recipient_id"] for sender in ({}, {}, {"sender": None})
    ]

    assert len(set(names)) == 3
    assert all(len(name) >= 32 for name in names)
    first, other = served.text("hello", names[0]), served.text("hello", "a new one")
    assert first != other, "the first has been greeted before"


def test_a_sender_may_be_a_number(served: Served) -> None:
    """Rasa casts the sender to a string."""
    assert served.say("hello", sender=4711)[0]["recipient_id"] == "4711"


@pytest.mark.parametrize("name", ["metadata", "header"])
def test_a_message_delivered_twice_takes_one_turn(served: Served, name: str) -> None:
    """A repeated message id gets the first answer; the wordings of greetings, which take turns, show no second turn."""

    def deliver(message_id: str) -> list[dict[str, Any]]:
        body: dict[str, Any] = {"sender": f"twice by {name}", "message": "hello"}
        headers: Mapping[str, str] = {"Idempotency-Key": message_id} if name == "header" else {}
        metadata = {"metadata": {"message_id": message_id}} if name == "metadata" else {}
        return list(served.post(body | metadata, **headers).json())

    first, again, next_one = deliver("1"), deliver("1"), deliver("2")
    assert again == first
    assert first[0]["text"].startswith("Hello!")
    assert next_one[0]["text"].startswith("Hi!"), "the second wording, not the third"


def test_a_button_can_be_pressed(served: Served) -> None:
    """Each payload that an answer offers is understood when it is sent back as the message."""
    for button in served.say("what is green tea?", sender="buttons")[0]["buttons"]:
        answer = served.say(button["payload"], sender="buttons")[0]["text"]
        assert "tea" in answer
        assert "sorry" not in answer
    assert "withered" in served.text('/define{"topic": "black_tea"}', "buttons")


def test_a_stream_is_a_line_of_json_for_each_message(served: Served) -> None:
    """`stream=true` sends the same messages, one a line, without server-sent events' `data:`."""
    body = {"sender": "stream", "message": "what is green tea?", "metadata": {"message_id": "1"}}
    with served.client.stream("POST", "/webhooks/rest/webhook?stream=true", json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = list(response.iter_lines())

    assert [json.loads(line) for line in lines] == served.post(body).json()


def test_a_conversation_goes_on(served: Served) -> None:
    """What "it" means is remembered between two requests, and by one visitor's conversation only."""
    served.say("what is black tea?", sender="goes on")

    assert "1839" in served.text("when was it introduced?", "goes on")
    assert "1839" not in served.text("when was it introduced?", "somebody else")


def test_parameters_are_documented_and_have_their_form(served: Served) -> None:
    """They are read by hand: FastAPI's own error is given all the same."""
    operation = served.client.get("/openapi.json").json()["paths"]["/webhooks/rest/webhook"]["post"]
    forms = {(each["in"], each["name"]): each["schema"] for each in operation["parameters"]}
    assert forms["query", "stream"]["type"] == "boolean"
    assert forms["header", "Idempotency-Key"]["maxLength"] == 256
    body = {"sender": "ann", "message": "what is green tea?"}
    for refused, where in (
        (served.post(body, "?stream=perhaps"), ["query", "stream"]),
        (served.post(body, **{"idempotency-key": "k" * 257}), ["header", "Idempotency-Key"]),
    ):
        assert refused.status_code == 422
        assert [each["loc"] for each in refused.json()["detail"]] == [where]


def test_the_pages_around_the_channel(served: Served) -> None:
    """Status, health, readiness, version, the OpenAPI document and a page to chat on are there."""
    get = served.client.get
    assert get("/webhooks/rest/").json() == {"status": "ok"}
    assert get("/health").json() == {"status": "ok"}
    assert get("/ready").json() == {"ready": True, "pack_problems": [], "action_problem": ""}
    assert get("/version").json()["pack"] == "tea"
    assert "/webhooks/rest/webhook" in get("/openapi.json").json()["paths"]
    page = get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert page.text.startswith("<!doctype html>")


async def test_a_store_that_is_away_is_told() -> None:
    """While the store is closed a message is refused with 503 and a reason; `/ready` says so, `/health` is well."""
    service = app(Settings(knowledge=HERE / "starter", store="sqlite:never-opened.db", live=False))
    transport = httpx2.ASGITransport(service)  # which runs no start-up: the store stays closed
    async with httpx2.AsyncClient(transport=transport, base_url="http://tea.example") as client:
        ready = await client.get("/ready")
        answer = await client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "hello"})
        health = await client.get("/health")

    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "send that again" in answer.json()["detail"]
    assert health.status_code == 200


async def test_pages_elsewhere_may_call_when_they_are_named() -> None:
    """A browser's preflight is granted to the origins of the settings, and to no others."""
    service = app(Settings(knowledge=HERE / "starter", store="memory", live=False, cors=("https://tea.example",)))
    asked = {"Access-Control-Request-Method": "POST"}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(service), base_url="http://bot.example") as client:
        granted = await client.options("/webhooks/rest/webhook", headers=asked | {"Origin": "https://tea.example"})
        refused = await client.options("/webhooks/rest/webhook", headers=asked | {"Origin": "https://evil.example"})

    assert granted.headers["access-control-allow-origin"] == "https://tea.example"
    assert "access-control-allow-origin" not in refused.headers
