"""Standard Webhooks, inbound: what partners post, signed by the real library, and what nobody may have sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from drive_webhooks import SECRET, Start, message, post, signed
from pydantic import SecretStr, ValidationError
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app as command
from bot.settings import Settings
from knowledge.loader import HERE

NEWER = "whsec_" + "QUJD" * 10


@pytest.fixture(scope="module")
def erp(partners: Start) -> TestClient:
    """A service with one partner that is answered at once, and callers that need a token."""
    return partners({"name": "erp", "secrets": [SECRET]}, auth_token="a long static token")


def heard(client: TestClient, token: str = "a long static token") -> int:
    """How many messages were taken, by the service's own count."""
    return int(client.get("/status", headers={"Authorization": f"Bearer {token}"}).json()["process"]["turns"])


def test_a_message_is_answered_at_once_and_once(erp: TestClient) -> None:
    """No token is asked for; delivered again, the first answer comes and the conversation stands where it stood."""
    body = message("what is green tea?", "c1", metadata={"page": "/tea"})
    first = post(erp, body, signed(body, "m1"))
    assert (first.status_code, first.headers["content-type"]) == (200, "application/json")
    assert first.json().keys() == {"conversation", "message_id", "messages"}
    assert (first.json()["conversation"], first.json()["message_id"]) == ("c1", "m1")
    assert "Green tea" in first.json()["messages"][0]["text"]

    body2 = message("and black tea?", "c1")
    post(erp, body2, signed(body2, "m2"))
    assert post(erp, body, signed(body, "m1")).json() == first.json()
    other = message("what did I ask at first?", "c1")
    assert "what is green tea?" in post(erp, other, signed(other, "m3")).json()["messages"][0]["text"]


def forged() -> Iterator[tuple[str, dict[str, str]]]:
    """Headers of a message that nobody may have sent, by what is wrong with them."""
    body, now = message("what is green tea?", "forged"), time.time()
    right = signed(body, "f1")
    yield "nothing", {}
    for missing in right:
        yield f"without {missing}", {name: value for name, value in right.items() if name != missing}
    yield "another secret", signed(body, "f2", NEWER)
    yield "another body", signed(body + b" ", "f3")
    yield "another id", {**right, "webhook-id": "f4"}
    yield "too old", signed(body, "f5", at=now - 301)
    yield "too new", signed(body, "f6", at=now + 302)
    yield "another time", {**right, "webhook-timestamp": str(int(now) - 5)}
    for at in ("", "soon", "nan", "inf", "-1", "1e400", "9" * 400, "٣"):
        yield f"the time {at[:9]}", {**right, "webhook-timestamp": at}
    for signature in ("", ",", "v1", "v1,", "v1,,", "v1,***", "x " * 99):
        yield f"the signature {signature[:9]}", {**right, "webhook-signature": signature}
    yield "another version", {**right, "webhook-signature": "v2," + right["webhook-signature"][3:]}
    for name in ("a.b", "a b", "x" * 257, "ñ"):
        yield f"the id {name[:9]}", signed(body, name)


@pytest.mark.parametrize("wrong", [wrong for wrong, _ in forged()])
def test_what_is_forged_or_expired_is_refused_and_not_heard(erp: TestClient, wrong: str) -> None:
    before, headers = heard(erp), dict(forged())[wrong]
    written = {name: value.encode("utf-8") for name, value in headers.items()}
    response = erp.post("/webhooks/erp", content=message("what is green tea?", "forged"), headers=written)
    assert response.status_code == 401
    assert response.json().keys() == {"detail"}
    assert heard(erp) == before


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[]", b"\xff\xfe", b"{}", b'{"type": 1, "data": {}}'),
        *(b'{"type": "conversation.message"}', message("x", ""), message("x", "c" * 257)),
        *(message("x", "c", metadata=[]), message("x", "c").replace(b'"x"', b"null")),
    ],
)
def test_what_is_signed_but_no_message_is_refused_with_the_reason(erp: TestClient, body: bytes) -> None:
    before = heard(erp)
    text = body.decode("latin-1").encode()
    response = post(erp, text, signed(text, f"malformed {hash(body)}".replace(" ", "-")))
    assert response.status_code == 400
    assert response.json()["detail"]
    assert heard(erp) == before


def test_an_event_for_nobody_here_is_no_error(erp: TestClient) -> None:
    body = json.dumps({"type": "invoice.paid", "data": {"id": 1}}).encode()
    assert post(erp, body, signed(body, "i1")).status_code == 204


def test_other_names_and_methods_are_not_there(erp: TestClient) -> None:
    body = message("hello", "c")
    token = {"Authorization": "Bearer a long static token"}
    assert post(erp, body, signed(body, "n1") | token, "crm").status_code == 404
    assert post(erp, body, signed(body, "n1"), "crm").status_code == 401
    assert erp.get("/webhooks/erp").status_code == 405


def test_nobody_else_gets_into_a_partners_conversation(partners: Start) -> None:
    """Not by its name, whatever channel they speak on, and not as another partner."""
    client = partners({"name": "erp", "secrets": [SECRET]}, {"name": "erp2", "secrets": [NEWER]})
    body = message("what is green tea?", "c1")
    post(client, body, signed(body, "m1"))
    asking = message("what did I ask at first?", "c1")
    other = post(client, asking, signed(asking, "m2", NEWER), "erp2").json()
    assert "green tea" not in other["messages"][0]["text"]
    for sender in ("c1", "erp:c1"):
        rest = client.post(
            "/webhooks/rest/webhook",
            json={"sender": sender, "message": "what did I ask at first?", "input_channel": "webhooks"},
        )
        assert "green tea" not in rest.json()[0]["text"]


@pytest.mark.parametrize(
    ("partner", "wrong"),
    [
        ({"secrets": [SECRET]}, "name"),
        ({"name": "Big", "secrets": [SECRET]}, "name"),
        ({"name": "a/b", "secrets": [SECRET]}, "name"),
        ({"name": "erp", "secrets": []}, "secrets"),
        ({"name": "erp", "secrets": ["whsec_c2hvcnQ="]}, "24 to 64 bytes"),
        ({"name": "erp", "secrets": ["whsec_" + "*" * 40]}, "24 to 64 bytes"),
        ({"name": "erp", "secrets": [SECRET], "url": "ftp://a.example"}, "https://"),
        ({"name": "erp", "secrets": [SECRET], "url": "http://a.example"}, "https://"),
        ({"name": "erp", "secrets": [SECRET], "url": "https://a:b@a.example"}, "https://"),
        ({"name": "erp", "secrets": [SECRET], "events": ["conversation.released"]}, "no url"),
        ({"name": "erp", "secrets": [SECRET], "url": "https://a.example", "events": ["any"]}, "events"),
        ({"name": "erp", "secrets": [SECRET], "secret": "x"}, "secret"),
    ],
)
def test_a_wrong_setting_ends_serve_and_shows_no_secret(
    partner: Mapping[str, Any], wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOOLITTLE_WEBHOOKS", json.dumps([partner]))
    monkeypatch.setenv("DOOLITTLE_CHANNELS", '["webhooks"]')
    ended = CliRunner().invoke(command, ["serve", "--knowledge", str(HERE / "starter"), "--store", "memory"])
    assert ended.exit_code == 1
    assert ended.stderr.startswith("setting DOOLITTLE_WEBHOOKS")
    assert wrong in ended.stderr
    for secret in partner.get("secrets", ()):
        assert secret not in ended.stderr


def test_names_that_are_taken_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOOLITTLE_CHANNELS", '["webhooks"]')
    arguments = ["serve", "--knowledge", str(HERE / "starter"), "--store", "memory"]
    for name in ("rest", "callback", "slack", "telegram"):
        monkeypatch.setenv("DOOLITTLE_WEBHOOKS", json.dumps([{"name": name, "secrets": [SECRET]}]))
        ended = CliRunner().invoke(command, arguments)
        assert ended.stderr.startswith(f"setting DOOLITTLE_WEBHOOKS: '{name}' is the name of a channel")
    monkeypatch.setenv("DOOLITTLE_WEBHOOKS", "[]")
    assert "nobody is named" in CliRunner().invoke(command, arguments).stderr


def test_secrets_are_not_shown() -> None:
    given = Settings(webhooks=({"name": "erp", "secrets": [SECRET]},), telegram_token=SecretStr("1:secret"))  # type: ignore[arg-type]
    assert SECRET not in repr(given) + str(given)
    assert "1:secret" not in repr(given)
    with pytest.raises(ValidationError) as told:
        Settings(webhooks=({"name": "erp", "secrets": [SECRET]},) * 2)  # type: ignore[arg-type]
    assert "several of the name erp" in str(told.value)
    assert SECRET not in str(told.value)
