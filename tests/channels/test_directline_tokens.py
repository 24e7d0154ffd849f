"""Direct Line's tokens: who gets one, for what it is good, and that nothing else is."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import jwt
import pytest
from drive_directline import BELOW, Talk, begun, behind, say, stream
from fastapi import HTTPException
from pydantic import SecretStr
from starlette.testclient import TestClient, WebSocketDenialResponse

from bot.channels.directline.passes import Passes
from bot.settings import Settings

KEY = "a key that is at least 32 bytes long"
SECRET = "a long static token"
GREEN = "what is green tea?"
Start = Callable[..., TestClient]


@pytest.fixture(scope="module")
def client(switched_on: Start) -> TestClient:
    """Where callers need no token."""
    return switched_on("directline")


@pytest.fixture(scope="module")
def guarded(switched_on: Start) -> TestClient:
    """Where they do."""
    return switched_on("directline", auth_token=SECRET, jwt_key=KEY)


def test_a_token_is_refreshed(client: TestClient, guarded: TestClient) -> None:
    """By itself alone: who holds the secret has nothing to refresh, and a token makes no others."""
    talk = begun(client, user={"id": "dl_ada"})
    fresh = client.post(f"{BELOW}/tokens/refresh", headers=talk.headers).json()
    assert fresh["conversationId"] == talk.id
    say(client, Talk(talk.id, fresh["token"]), GREEN)
    assert behind(client, talk)["activities"][0]["from"]["id"] == "dl_ada"
    assert client.post(f"{BELOW}/tokens/refresh").status_code == 403
    assert client.post(f"{BELOW}/tokens/generate", headers=talk.headers).status_code == 403
    held = guarded.post(f"{BELOW}/tokens/refresh", headers={"Authorization": f"Bearer {SECRET}"})
    assert held.status_code == 403


def test_who_holds_the_secret_may_act_without_a_token(guarded: TestClient) -> None:
    """The static token in every conversation, a user's token in its own; and a token bought with it is for that."""
    static = Talk("anybody's", SECRET)
    assert say(guarded, static, GREEN).status_code == 200
    assert len(behind(guarded, static)["activities"]) == 2
    ann = jwt.encode({"user": {"username": "ann", "role": "user"}}, KEY, algorithm="HS256")
    talk = begun(guarded, ann)
    assert talk.id == "ann"
    assert say(guarded, talk, GREEN).status_code == 200
    assert say(guarded, Talk("ann", ann), GREEN).status_code == 200
    assert say(guarded, Talk("bob", ann), GREEN).status_code == 403


def test_a_key_that_everybody_knows_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others sign with a private key, the public one is no secret: no token can be made of it."""
    monkeypatch.setattr("bot.channels.directline.passes.Tokens", lambda settings: None)
    settings = Settings().model_copy(update={"jwt_method": "ES256", "jwt_key": SecretStr(KEY)})
    key = blake2b(KEY.encode(), digest_size=32, person=b"directline").digest()
    claims = {"aud": "directline", "exp": int(time.time()) + 600, "conv": "ada"}
    forged = jwt.encode(claims, key, algorithm="HS256")
    with pytest.raises(HTTPException) as refused:
        Passes(settings).holder({"headers": [(b"authorization", f"Bearer {forged}".encode())]})
    assert refused.value.status_code == 403


def signed(**claims: Any) -> str:
    return jwt.encode({"aud": "directline", "exp": 2e9, **claims}, KEY, algorithm="HS256")


FORGED: dict[str, Callable[[TestClient, Talk, str], str]] = {
    "signed with another key": lambda _, talk, __: signed(conv=talk.id),
    "not signed": lambda _, talk, __: jwt.encode({"aud": "directline", "conv": talk.id}, "", algorithm="none"),
    "cut": lambda _, talk, __: talk.token[:-3],
    "for the stream": lambda client, talk, _: stream(client, talk).partition("&t=")[2],
    "for another conversation": lambda client, _, secret: begun(client, secret).token,
    "expired": lambda _, talk, __: earlier().token(talk.id),
}


def earlier() -> Passes:
    """Of the guarded service, but long ago."""
    return Passes(Settings(auth_token=SECRET), clock=lambda: 1e9)  # type: ignore[arg-type]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("place", ["client", "guarded"])
def test_a_wrong_token_is_refused(place: str, request: pytest.FixtureRequest, forged: str) -> None:
    """403 in Direct Line's form, where a secret is set and where none is; nothing is heard."""
    client: TestClient = request.getfixturevalue(place)
    secret = SECRET if place == "guarded" else ""
    right = begun(client, secret)
    wrong = Talk(right.id, FORGED[forged](client, right, secret))
    for response in (
        say(client, wrong, GREEN),
        client.get(f"{wrong.path}/activities", headers=wrong.headers),
        client.get(wrong.path, headers=wrong.headers),
        client.get(f"{wrong.path}/activities?token={wrong.token}"),
    ):
        assert response.status_code == 403
        over = forged == "expired" and place == "guarded"
        assert response.json()["error"]["code"] == ("TokenExpired" if over else "NotAllowed")
    assert behind(client, right)["activities"] == []


def test_who_has_no_token_or_a_wrong_secret_is_refused(guarded: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {jwt.encode({}, KEY)}x"}):
        for path in ("/tokens/generate", "/conversations", "/conversations/a/activities"):
            response = guarded.post(f"{BELOW}{path}", json={"type": "message", "text": "x"}, headers=headers)
            assert (response.status_code, response.json()["error"]["code"]) == (401, "Unauthorized")


def test_a_stream_opens_once_and_in_time(guarded: TestClient) -> None:
    """A replayed address, one of another conversation, forged, with a token to talk, or over: 403."""
    talk = begun(guarded, SECRET)
    used = stream(guarded, talk)
    with guarded.websocket_connect(used):
        pass
    fresh = stream(guarded, talk)
    wrong = [used, fresh.replace(talk.id, "another"), f"{fresh}x", f"{talk.path}/stream?t={talk.token}"]
    over = f"{talk.path}/stream?t={earlier().stream(talk.id)}"
    for url in (*wrong, f"{talk.path}/stream?t=", over):
        with pytest.raises(WebSocketDenialResponse) as denied, guarded.websocket_connect(url):
            pass
        assert denied.value.status_code == 403
        assert denied.value.json()["error"]["code"] == ("TokenExpired" if url == over else "NotAllowed")
    with pytest.raises(WebSocketDenialResponse) as denied, guarded.websocket_connect(f"{talk.path}/stream"):
        pass
    assert denied.value.status_code == 401
