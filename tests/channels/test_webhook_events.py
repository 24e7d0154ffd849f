"""Events by Standard Webhooks: who is told what, signed as `standardwebhooks` itself verifies it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from drive_webhooks import SECRET, Start, message, post, signed
from posting import drained
from receiver import Receiver, Told
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bot.channels.webhooks.events import LARGEST, events
from bot.letters import Turned
from bot.messages import Answer, Message
from bot.subscriber import HANDED_OVER

NEWER = "whsec_" + "QUJD" * 10
EVENTS = ["conversation.turn.answered", "conversation.turn.unanswered", "conversation.feedback.given"]


@pytest.fixture
def there() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()


def test_a_partner_with_a_url_is_called_back(partners: Start, there: Receiver) -> None:
    """202 when it is stored; then the answer as an event, signed, with their name of the conversation; no other's."""
    crm = {"name": "crm", "secrets": [SECRET], "url": f"{there.url}/hook?a=b", "private": True}
    client = partners(crm, {"name": "erp", "secrets": [SECRET]})
    body = message("what is green tea?", "c/1 ñ")
    assert post(client, body, signed(body, "m1"), "crm").status_code == 202
    [got] = drained(client, there)
    event = Webhook(SECRET).verify(got.body, dict(got.headers))

    assert (got.path, got.headers["content-type"]) == ("/hook?a=b", "application/json")
    assert event.keys() == {"type", "timestamp", "data"}
    assert event["type"] == "conversation.turn.answered"
    assert event["timestamp"].endswith("Z")
    data = event["data"]
    assert (data["conversation"], data["message_id"], data["text"]) == ("c/1 ñ", "m1", "what is green tea?")
    assert data["outcome"] == "answered"
    assert "Green tea" in data["messages"][0]["text"]

    assert post(client, body, signed(body, "m1"), "crm").status_code == 202
    post(client, body, signed(body, "m1"), "erp")
    client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "hello"})
    assert drained(client, there) == []  # Delivered again it is answered before, and the rest is not for them.


def test_subscribers_are_told_what_they_want_to_know(partners: Start, there: Receiver) -> None:
    """Of all channels, each event under an id of its own; the same event has one id for all."""
    told = {"secrets": [SECRET], "url": there.url, "private": True}
    client = partners({"name": "all", "events": EVENTS, **told}, {"name": "misses", "events": EVENTS[1:2], **told})
    say = {"sender": "ann", "metadata": {"message_id": "m1"}}
    client.post("/webhooks/rest/webhook", json={**say, "message": "what is green tea?"})
    [got] = drained(client, there)
    assert Webhook(SECRET).verify(got.body, dict(got.headers))["data"]["channel"] == "rest"

    say["metadata"] = {"message_id": "m2"}
    client.post("/webhooks/rest/webhook", json={**say, "message": "how much does a camel weigh?"})
    sent = drained(client, there)
    assert [got.json["type"] for got in sent] == ["conversation.turn.unanswered"] * 2
    assert len({got.headers["webhook-id"] for got in sent}) == 1
    assert sent[0].json["data"]["outcome"] == "declined"

    judged = {"type": "feedback", "conversation": "ann", "id": "m1", "value": "down", "comment": "too short"}
    assert client.post("/web/chat", json=judged).status_code == 200
    [got] = drained(client, there)
    assert got.json["type"] == "conversation.feedback.given"
    about = {"conversation": "ann", "message_id": "m1", "value": "down", "reason": "too short"}
    assert got.json["data"] == about


def test_a_hand_over_is_told_and_a_release(partners: Start, there: Receiver) -> None:
    """Of every channel on which a person takes over; the bot is silent until it is released."""
    kinds = [HANDED_OVER, "conversation.released", "conversation.turn.silent"]
    desk = {"name": "desk", "secrets": [SECRET], "url": there.url, "private": True, "events": kinds}
    client = partners(desk, admin_token="an admin's", person=["rest"])
    talk = lambda text: client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": text}).json()  # noqa: E731
    assert talk("can I talk to a human?")
    [got] = drained(client, there)
    assert (got.json["type"], got.json["data"]["conversation"]) == (HANDED_OVER, "ann")
    assert got.json["data"]["text"] == "can I talk to a human?"
    assert talk("what is green tea?") == []
    [got] = drained(client, there)
    assert (got.json["type"], got.json["data"]["text"]) == ("conversation.turn.silent", "what is green tea?")


def test_who_subscribes_to_hand_overs_takes_over_on_the_own_channel_alone(partners: Start, there: Receiver) -> None:
    """Not where no answer of theirs arrives, and nowhere while the channel is off."""
    desk = {"name": "desk", "secrets": [SECRET], "url": there.url, "private": True, "events": [HANDED_OVER]}
    asked, wanted = "can I talk to a human?", {"sender": "ann", "message": "can I talk to a human?"}
    for client in (partners(desk), partners(desk, channels=("rest", "web"))):
        client.post("/webhooks/rest/webhook", json=wanted)
        assert client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "hello"}).json()
        assert drained(client, there) == []
    erp = {"name": "erp", "secrets": [SECRET]}
    for others, silent in (((desk,), True), ((desk | {"events": []},), False)):
        client = partners(erp, *others)
        answers = [
            post(client, body, signed(body, name)).json()
            for name, body in (("m1", message(asked, "c1")), ("m2", message("hello", "c1")))
        ]
        assert [answer.get("handover", False) for answer in answers] == [silent, False]
        assert (answers[1]["messages"] == []) is silent
        assert [got.json["type"] for got in drained(client, there)] == [HANDED_OVER] * silent


def test_what_is_changed_from_outside_tells_only_what_it_came_to(partners: Start, there: Receiver) -> None:
    """Rasa's event API: no past is told again, nothing logged is a turn, a pause is one hand-over, if it is one."""
    kinds = [*EVENTS, "conversation.turn.silent", HANDED_OVER, "conversation.released"]
    crm = {"name": "crm", "secrets": [SECRET], "url": there.url, "private": True, "events": kinds}
    client = partners(crm, channels=("rest", "web", "webhooks", "rasa"), person=["rest"])
    client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "what is green tea?"})
    client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "can I talk to a human?"})
    assert len(drained(client, there)) == 3

    def told(method: str, path: str, *events: dict[str, object]) -> list[str]:
        body: object = [*events] if path != "messages" else events[0]
        assert client.request(method, f"/conversations/ann/{path}", json=body).status_code == 200
        sent = drained(client, there)
        assert {got.json["data"]["conversation"] for got in sent} <= {"ann"}
        assert all(got.json["timestamp"] > "2020" for got in sent)
        return [got.json["type"] for got in sent]

    past = client.get("/conversations/ann/tracker?include_events=ALL").json()["events"]
    put, add = ("PUT", "tracker/events"), ("POST", "tracker/events")
    pause, resume = {"event": "pause"}, {"event": "resume"}
    assert told(*put, *past) == []
    assert told("POST", "messages", {"text": "hello", "sender": "user"}) == []
    assert told(*add, {"event": "feedback", "value": "up", "message_id": "m1"}) == []
    assert told(*add, resume) == ["conversation.released"]
    assert told(*add, resume) == []
    assert told(*add, pause, resume, pause) == [HANDED_OVER]
    assert told(*put, *past, resume) == ["conversation.released"]
    assert told(*put, *past) == [HANDED_OVER]


def test_a_conversation_that_is_replaced_keeps_its_letters(partners: Start, there: Receiver) -> None:
    there.answer = lambda _: Told(503)
    crm = {"name": "crm", "secrets": [SECRET], "url": there.url, "private": True, "events": EVENTS}
    client = partners(crm, channels=("rest", "webhooks", "rasa"))
    client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "what is green tea?"})
    assert client.portal is not None
    waiting = client.app.state.outbox.waiting  # type: ignore[attr-defined]
    [letter] = client.portal.call(waiting)
    assert client.put("/conversations/ann/tracker/events", json=[{"event": "restart"}]).status_code == 200
    assert [one.letter.id for one in client.portal.call(waiting)] == [letter.letter.id]


def test_a_secret_is_replaced_without_a_gap(partners: Start, there: Receiver) -> None:
    """While there are two, both are taken, and what is sent is signed with both."""
    client = partners({"name": "crm", "secrets": [NEWER, SECRET], "url": there.url, "private": True})
    for number, secret in enumerate((SECRET, NEWER)):
        body = message("hello", "c1")
        assert post(client, body, signed(body, f"m{number}", secret), "crm").status_code == 202
        [got] = drained(client, there)
        for receiving in (SECRET, NEWER):
            Webhook(receiving).verify(got.body, dict(got.headers))
        with pytest.raises(WebhookVerificationError):
            Webhook("whsec_" + "RUZH" * 10).verify(got.body, dict(got.headers))


def test_this_machine_is_not_called_without_leave(partners: Start, there: Receiver) -> None:
    """An address that leads to it waits in the outbox with the reason; visitors get their answers all the same."""
    partner = {"name": "crm", "secrets": [SECRET], "url": f"https://localhost:{there.port}/", "events": EVENTS}
    client = partners(partner)
    assert client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "hello"}).json()
    assert client.portal is not None
    end = time.monotonic() + 60
    while not (found := client.portal.call(client.app.state.outbox.waiting)[0]).tries:  # type: ignore[attr-defined]
        assert time.monotonic() < end
    assert found.problem == "its address is not on the internet"
    assert there.received == []


def test_an_event_is_never_large_but_an_answer_is_whole() -> None:
    """What does not fit is abridged: blocks first, then texts."""
    user = {"event": "user", "timestamp": 1.0, "text": "hello " * 5_000, "input_channel": "rest"}
    blocks = {"blocks": [{"type": "table", "rows": [["x" * 100] * 10] * 40}]}
    for message_, kept in (
        (Message("Short.", custom=blocks), "Short."),
        (Message("A sentence of it. " * 5_000), "A sentence of it."),
    ):
        answer = Answer("ann", (message_,) * 9)
        [event] = events(Turned("ann", "m1", [user], answer))
        body = event.body()
        assert len(body) < LARGEST
        data = json.loads(body)["data"]
        assert data["abridged"] is True
        assert data["messages"][0]["text"].startswith(kept)
        assert json.loads(event.body(whole=True))["data"]["messages"][0]["text"] == message_.text
    assert len(event.body(whole=True)) > LARGEST
