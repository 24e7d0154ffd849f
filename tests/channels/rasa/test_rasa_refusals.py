"""Rasa's HTTP API: who may do what, how a refusal is told, and that nothing that is added breaks a conversation."""

from __future__ import annotations

import random
from typing import Any

import httpx2
import jwt
import pytest
from starlette.testclient import TestClient
from steering import GREEN, TOKEN, kinds, say, settings, text, tracker

from bot.exchanges import exchanges
from bot.live import LivePack
from bot.service import app

KEY = "a key that is at least 32 bytes long"
SECURITY = "https://rasa.com/docs/rasa/user-guide/configuring-http-api/#security-considerations"
ROUTES = (
    ("GET", "/conversations/{}/tracker", None),
    ("POST", "/conversations/{}/tracker/events", GREEN),
    ("PUT", "/conversations/{}/tracker/events", [GREEN]),
    ("POST", "/conversations/{}/messages", {"text": "hello", "sender": "user"}),
    ("POST", "/conversations/{}/trigger_intent", {"name": "help"}),
    ("GET", "/conversations/{}/story", None),
)
"""Those of one conversation."""
OPERATORS = (("POST", "/model/parse", {"text": "hello"}), ("GET", "/domain", None))


async def test_a_status_is_told_to_an_admin_wherever_the_service_listens(source: LivePack, start: Any) -> None:
    """As Rasa tells it to whoever has the token; without any token only on loopback, as ever."""
    for given, status in (({"auth_token": TOKEN}, 200), ({}, 403)):
        service = app(settings(host="0.0.0.0", **given))
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(service), base_url="http://tea.example") as asking:
            assert (await asking.get(f"/status?token={TOKEN}")).status_code == status


@pytest.mark.parametrize(("method", "path", "body"), [*ROUTES, *OPERATORS])
def test_a_token_opens_what_rasa_opens_with_it(start: Any, method: str, path: str, body: Any) -> None:
    """None without a valid one; a user's their own conversation alone; an admin's, and the static one, all."""
    client = start(auth_token=TOKEN, jwt_key=KEY)
    user = {"username": "ann", "role": "user"}
    sign = {"key": KEY, "algorithm": "HS256"}
    forged = jwt.encode({"user": user}, "another key that is 32 bytes long", algorithm="HS256")
    expired = jwt.encode({"user": user, "exp": 1}, **sign)
    for token in ("", "wrong", forged, expired, "a.b.c"):
        for sent in ({"params": {"token": token}}, {"headers": {"Authorization": f"Bearer {token}"}}):
            response = client.request(method, path.format("ann"), json=body, **sent)
            assert response.status_code == 401
            assert response.json() == {
                "version": "3.6.21",
                "status": "failure",
                "message": "User is not authenticated.",
                "reason": "NotAuthenticated",
                "details": {},
                "help": SECURITY,
                "code": 401,
            }
    own = {"Authorization": f"Bearer {jwt.encode({'user': user}, **sign)}"}
    other = client.request(method, path.format("bob"), json=body, headers=own)
    assert (other.status_code, other.json()["reason"], other.json()["help"]) == (403, "NotAuthorized", SECURITY)
    admin = jwt.encode({"user": {"username": "root", "role": "admin"}}, **sign)
    nothing = client.get("/conversations/ann/tracker", params={"token": admin, "include_events": "ALL"}).json()
    assert kinds(nothing) == ["action", "session_started", "action"], "nothing that was refused was done"
    allowed = client.request(method, path.format("ann"), json=body, headers=own).status_code
    assert allowed == (403 if "{}" not in path else 404 if path.endswith("story") else 200)
    for token in (TOKEN, admin):
        done = client.request(method, path.format("bob"), json=body, params={"token": token}).status_code
        assert done == (404 if path.endswith("story") else 200)


def test_refusals_are_told_in_rasas_form(start: Any) -> None:
    client = start(longest_message=30, largest_body=2_000, sender_rate="1/minute")
    long = {"text": "what is green tea? " * 3, "sender": "user"}
    hello = {"text": "hello", "sender": "user"}
    asked = [
        client.post("/model/parse", json=long),
        client.post("/conversations/ann/messages", json=long),
        client.post("/conversations/ann/messages", json={**long, "text": "x" * 3000}),
        client.post("/conversations/ann/messages", json=hello),
        client.post("/conversations/ann/messages", json=hello),
        client.get("/conversations/ann/nothing"),
        client.delete("/conversations/ann/tracker/events"),
        client.get("/conversations/ann/tracker?until=soon"),
        client.get(f"/conversations/{'a' * 300}/tracker"),
    ]
    assert [response.status_code for response in asked] == [413, 413, 413, 200, 429, 404, 405, 400, 400]
    for response in asked:
        if response.status_code != 200:
            assert response.json().items() >= {"status": "failure", "code": response.status_code}.items()
    assert int(asked[4].headers["retry-after"]) > 0
    assert asked[6].headers["allow"] == "POST, PUT"
    away = start(opened=False, store="sqlite:never-opened.db").get("/conversations/ann/tracker")
    assert (away.status_code, away.json()["reason"]) == (503, "ServiceUnavailable")


def test_what_fails_here_is_told_without_detail(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.rasa.shown", lambda *_: {}["words of a visitor"])
    response = client.get("/conversations/ann/tracker")
    assert (response.status_code, response.json()["reason"]) == (500, "InternalServerError")
    assert "words of a visitor" not in response.text + caplog.text


@pytest.mark.parametrize(
    "events",
    [
        "nothing",
        [],
        {},
        {"event": "nonsense"},
        {"event": "undo"},
        {"event": "rewind"},
        {"event": "followup", "name": "action_define"},
        {"event": "slot", "name": "topic"},
        {"event": "slot", "name": "topic", "value": 5},
        {"event": "slot", "name": "compared", "value": "green_tea"},
        {"event": "slot", "name": "listed", "value": ["green_tea", None]},
        {"event": "slot", "name": "eliza", "value": {"a": 1}},
        {"event": "slot", "name": "deep", "value": [[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]},
        {"event": "active_loop", "name": "another_form"},
        {"event": "restart", "timestamp": -1},
        {"event": "restart", "timestamp": 1e300},
        {"event": "restart", "timestamp": "now"},
        {"event": "user", "text": 5},
        {"event": "user", "text": "hello", "parse_data": {"entities": [{"entity": "topic"}]}},
        {"event": "user", "text": "hello", "parse_data": {"metadata": {"told": ["x"]}}},
        {"event": "bot", "text": "hello", "data": {"buttons": [{"payload": "/x"}]}},
        {"event": "bot", "text": "hello", "data": {"custom": {"blocks": [{"type": "sources", "items": [{}]}]}}},
        {"event": "bot", "text": "hello", "metadata": {"answers": 5}},
        {"event": "bot", "text": "hello", "metadata": {"remember": {"line": "l"}}},
        [GREEN, {"event": "slot"}],
    ],
)
def test_what_could_not_be_gone_on_from_is_refused_whole(refusing: TestClient, events: Any) -> None:
    for method in ("POST", "PUT"):
        response = refusing.request(method, "/conversations/ann/tracker/events", json=events)
        assert (response.status_code, response.json()["reason"]) == (400, "BadRequest"), response.text
    assert refusing.get("/conversations/ann/story").status_code == 404, "nothing of it was kept"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 60_000, b'{"text": NaN}', b"null", b""])
def test_what_is_no_json_is_refused(refusing: TestClient, body: bytes) -> None:
    for method, path, _ in (*ROUTES, *OPERATORS):
        if method != "GET":
            headers = {"Content-Type": "application/json"}
            sent = refusing.request(method, path.format("ann"), content=body, headers=headers)
            assert sent.status_code == 400
            assert sent.json()["code"] == 400


VALUES = ("green_tea", "nonsense", "", None, 5, True, [], {}, ["green_tea", "nope"], [1], "zip" * 50)
SAYING = (
    "what is it?",
    "the second one",
    "2",
    "why?",
    "yes",
    "both",
    "list them again",
    "stop",
    "sources?",
    "repeat that",
)


def _meaning(dice: random.Random) -> dict[str, Any]:
    entities = [
        {"entity": dice.choice(("topic", "kind", "entry", "among", "year", "x")), "value": dice.choice(VALUES)}
        for _ in range(dice.randint(0, 3))
    ]
    return {
        "intent": {"name": dice.choice(("define", "compare", "select", "zzz", "")), "confidence": 1},
        "entities": entities,
    }


def _event(dice: random.Random) -> dict[str, Any]:
    slots = ("topic", "compared", "listed", "base", "eliza", "requested_slot", "advised", "foo")
    buttons = [{"title": "T"}, {"title": "U", "payload": '/define{"topic": "nope"}'}]
    return dice.choice(
        (
            {"event": "slot", "name": dice.choice(slots), "value": dice.choice(VALUES)},
            {"event": "user", "text": dice.choice(("hi", None)), "parse_data": dice.choice((None, _meaning(dice)))},
            {"event": "bot", "text": None, "data": {"buttons": buttons, "custom": None}, "metadata": None},
            {"event": "bot", "text": "x", "metadata": {"expecting": _meaning(dice), "answers": ["a.b"]}},
            {
                "event": "bot",
                "metadata": {"remember": {"line": "l", "about": ["b"]}, "parse_data": _meaning(dice), "answers": ["a"]},
            },
            {"event": "active_loop", "name": dice.choice(("advisor_form", None))},
            {"event": dice.choice(("restart", "reset_slots", "session_started", "reminder", "entities"))},
            {"event": "feedback", "value": "up", "message_id": "m"},
        )
    )


def test_whatever_is_added_a_conversation_goes_on(client: TestClient) -> None:
    """It answers, shows its story, its history and its tracker, and takes that tracker back."""
    dice, kept = random.Random(7), 0
    for number in range(60):
        name = f"c{number}"
        response = client.post(f"/conversations/{name}/tracker/events", json=[_event(dice) for _ in range(3)])
        assert response.status_code in (200, 400)
        if response.status_code == 200:
            kept += 1
            for _ in range(2):
                assert text(say(client, dice.choice(SAYING), name))
            assert client.get(f"/conversations/{name}/story?all_sessions=true").status_code == 200
            assert client.post("/web/chat", json={"type": "history", "conversation": name}).status_code == 200
            events = tracker(client, name, include_events="ALL")["events"]
            exchanges(events)
            assert client.put(f"/conversations/{name}/tracker/events", json=events).status_code == 200
    assert kept > 15
