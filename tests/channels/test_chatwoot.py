"""Chatwoot's agent bot: whose a conversation is, who may post, and that an answer is there once."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from drive_chatwoot import ACCOUNT, SECRET, THERE, TOKEN, Chatwoot, created, signed
from httpx2 import Response
from posting import drained
from receiver import Received, Told
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app as command
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

ASKED = "can I talk to a human?"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": ("chatwoot", "rasa")}
    made = Settings(**about | dict(Chatwoot.settings) | {"admin_token": "an admin's"})
    with TestClient(app(made), raise_server_exceptions=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    THERE.received = []
    yield
    THERE.answer = lambda _: Told()


def post(client: TestClient, event: Any, headers: dict[str, str] | None = None, query: str = "") -> Response:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return client.post(f"/webhooks/chatwoot{query}", content=body, headers=signed(body) if headers is None else headers)


def calls(sent: list[Received]) -> list[tuple[str, Any]]:
    """What was called of the API, without what all calls have in common."""
    assert all(got.headers["api_access_token"] == TOKEN for got in sent)
    prefix = f"/api/v1/accounts/{ACCOUNT}/conversations/"
    return [(got.path.removeprefix(prefix), got.json) for got in sent]


def heard(client: TestClient) -> int:
    return int(client.get("/status", headers={"Authorization": "Bearer an admin's"}).json()["process"]["turns"])


def test_a_message_is_answered_once_however_often_it_comes(client: TestClient) -> None:
    event = created("what is green tea?", 5, 100)
    assert post(client, event).status_code == 204
    [(path, payload)] = calls(drained(client, THERE))
    assert path == "5/messages"
    assert payload.keys() == {"content", "message_type"}
    assert payload["message_type"] == "outgoing"
    assert "Green tea" in payload["content"]

    assert post(client, event).status_code == 204
    assert drained(client, THERE) == []


def test_only_visitors_of_pending_conversations_are_heard(client: TestClient) -> None:
    before = heard(client)
    for wrong in (
        {"message_type": "outgoing"},
        {"message_type": "template"},
        {"message_type": "activity"},
        {"private": True},
        {"content": None},
        {"content": "  "},
        {"event": "message_updated"},
        {"event": "conversation_opened"},
        {"event": "webwidget_triggered"},
        {"conversation": {"id": 6, "status": "open"}},
        {"conversation": {"id": 6, "status": "resolved"}},
        {"conversation": {"id": 6, "status": "snoozed"}},
        {"conversation": {"id": 6}},
        {"account": None},
    ):
        assert post(client, created("what is green tea?", 6, 200) | wrong).status_code == 204, wrong
    assert post(client, {"event": "conversation_resolved", "id": 6, "messages": []}).status_code == 204
    assert drained(client, THERE) == []
    assert heard(client) == before


def test_a_hand_over_opens_the_conversation_and_a_pending_one_is_the_bots_again(client: TestClient) -> None:
    """First the answer, then the status; what is said to the person is not heard; given back, the bot goes on."""
    post(client, created(ASKED, 7, 300))
    (said, payload), opened = calls(drained(client, THERE))
    assert said == "7/messages"
    assert "person" in payload["content"]
    assert "Start over" not in payload["content"]  # Nobody would hear it.
    assert opened == ("7/toggle_status", {"status": "open"})

    post(client, created("what is green tea?", 7, 301, status="open"))
    post(client, created("I am Ann.", 7, 303, status="open", message_type="outgoing"))
    assert drained(client, THERE) == []
    post(client, created("what is black tea?", 7, 302))
    [(_, payload)] = calls(drained(client, THERE))
    assert "lack tea" in payload["content"]


@pytest.mark.parametrize("seen", ["message_created", "conversation_opened"])
def test_a_hand_over_is_not_undone_by_what_is_still_pending(client: TestClient, seen: str) -> None:
    """Neither by the same message again, nor by the next one before the status got through; only once it was open."""
    place = 70 + len(seen)
    asked = created(ASKED, place, 1)
    post(client, asked)
    assert len(drained(client, THERE)) == 2
    post(client, asked)
    post(client, created("what is green tea?", place, 2))
    assert drained(client, THERE) == []

    opened = {"event": seen, "id": place, "status": "open", "messages": [{"account_id": ACCOUNT}]}
    post(client, opened if seen == "conversation_opened" else created("Hello.", place, 3, "open", private=True))
    post(client, asked)
    post(client, created("what is green tea?", place, 2))
    assert drained(client, THERE) == []
    post(client, created("what is black tea?", place, 4))
    [(_, payload)] = calls(drained(client, THERE))
    assert "lack tea" in payload["content"]


def test_who_releases_elsewhere_makes_the_conversation_pending(client: TestClient) -> None:
    post(client, created(ASKED, 12, 800))
    drained(client, THERE)
    [name] = [one["id"] for one in listed(client) if one["id"].startswith(f"chatwoot:{ACCOUNT}:12:")]
    bearer = {"Authorization": "Bearer an admin's"}
    assert client.post(f"/admin/conversations/{name}/release", headers=bearer).status_code == 204
    assert calls(drained(client, THERE)) == [("12/toggle_status", {"status": "pending"})]


def test_who_steers_the_conversation_steers_its_status(client: TestClient) -> None:
    """By Rasa's event API; what changes nothing is not told, and no past is said again."""
    post(client, created("what is green tea?", 13, 900))
    drained(client, THERE)
    [name] = [one["id"] for one in listed(client) if one["id"].startswith(f"chatwoot:{ACCOUNT}:13:")]
    path = f"/conversations/{name}/tracker/events"
    past = client.get(f"/conversations/{name}/tracker?include_events=ALL").json()["events"]
    for method, events, told in (
        ("PUT", past, []),
        ("POST", [{"event": "pause"}], ["open"]),
        ("POST", [{"event": "pause"}], []),
        ("PUT", past, ["pending"]),
    ):
        assert client.request(method, path, json=events).status_code == 200
        assert calls(drained(client, THERE)) == [("13/toggle_status", {"status": status}) for status in told]


def test_a_conversation_that_is_resolved_waits_for_nobody(client: TestClient) -> None:
    post(client, created(ASKED, 8, 400))
    drained(client, THERE)
    resolved = {"event": "conversation_resolved", "id": 8, "status": "resolved", "messages": [{"account_id": ACCOUNT}]}
    assert post(client, resolved).status_code == 204
    assert drained(client, THERE) == []
    [name] = [one["id"] for one in listed(client) if one["id"].startswith(f"chatwoot:{ACCOUNT}:8:")]
    tracker = client.get(f"/admin/conversations/{name}", headers={"Authorization": "Bearer an admin's"}).json()
    assert tracker["paused"] is False
    assert [e["event"] for e in tracker["events"] if e["event"] in ("pause", "resume")] == ["pause", "resume"]


def listed(client: TestClient) -> list[dict[str, Any]]:
    found = client.get("/admin/conversations", headers={"Authorization": "Bearer an admin's"}).json()
    return list(found["conversations"])


def test_an_answer_is_sent_until_chatwoot_takes_it(client: TestClient) -> None:
    statuses = [429, 200]
    THERE.answer = lambda _: Told(statuses.pop(0), b"", {"Retry-After": "0"})
    post(client, created("what is green tea?", 9, 500))
    assert [path for path, _ in calls(drained(client, THERE))] == ["9/messages"] * 2


def test_an_older_chatwoot_brings_the_secret_in_the_address(client: TestClient) -> None:
    event = created("what is green tea?", 10, 600)
    for wrong in ("", "?secret=", "?secret=another", "?secret=%FF", "?token=" + SECRET):
        assert post(client, event, {}, wrong).status_code == 401
    assert post(client, event, {}, f"?secret={SECRET}").status_code == 204
    assert len(drained(client, THERE)) == 1


def test_what_is_forged_or_expired_is_refused_and_not_heard(client: TestClient) -> None:
    """Also where the address has the right secret: who signs has to sign well."""
    before, now = heard(client), time.time()
    body = json.dumps(created("what is green tea?", 11, 700)).encode()
    right = signed(body)
    unnumbered = hmac.new(SECRET.encode(), b"soon." + body, "sha256").hexdigest()
    for wrong in (
        signed(body, "another"),
        signed(body + b" "),
        signed(body, at=now - 400),
        signed(body, at=now + 400),
        {**right, "X-Chatwoot-Timestamp": str(int(now) - 1)},
        {**right, "X-Chatwoot-Timestamp": ""},
        {**right, "X-Chatwoot-Timestamp": "9" * 300},
        {"X-Chatwoot-Signature": f"sha256={unnumbered}", "X-Chatwoot-Timestamp": "soon"},
        {"X-Chatwoot-Signature": right["X-Chatwoot-Signature"]},
        {**right, "X-Chatwoot-Signature": "sha256="},
        {**right, "X-Chatwoot-Signature": ""},
    ):
        response = post(client, body, wrong, f"?secret={SECRET}")
        assert response.status_code == 401, wrong
        assert response.json().keys() == {"detail"}
    raw = {"X-Chatwoot-Signature": "ñ".encode(), "X-Chatwoot-Timestamp": "٣".encode()}
    assert client.post("/webhooks/chatwoot", content=body, headers=raw).status_code == 401
    assert heard(client) == before


def test_what_is_signed_but_malformed_is_refused(client: TestClient) -> None:
    for body in (b"", b"{", b"[]", b"\xff", b'{"event": 1}', b'{"event": "message_created", "account": "x"}'):
        assert post(client, body).status_code == 400, body


def test_it_is_not_on_without_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOOLITTLE_CHANNELS", '["chatwoot"]')
    monkeypatch.setenv("DOOLITTLE_CHATWOOT_TOKEN", "")
    ended = CliRunner().invoke(command, ["serve", "--knowledge", str(HERE / "starter"), "--store", "memory"])
    assert ended.exit_code == 1
    assert ended.stderr.startswith("setting DOOLITTLE_CHATWOOT_URL: the channel chatwoot needs")
