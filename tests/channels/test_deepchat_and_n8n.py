"""What is special about the channels of deep-chat and n8n, over their wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

DEEP, N8N = "/webhooks/deepchat", "/webhooks/n8n"
KEY = "a key that is at least 32 bytes long"
GREEN = "what is green tea?"
JSON = {"Content-Type": "application/json"}
PAGE = {"Origin": "https://page.example"}


def started(**given: Any) -> TestClient:
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": ("deepchat", "n8n")}
    return TestClient(app(Settings(**about | given)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with started(cors=("https://page.example",)) as talking:
        yield talking


def chat(*texts: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "text": text} for text in texts], **more}


def test_a_conversation_is_named_by_body_header_or_cookie(client: TestClient) -> None:
    """In that order; where nothing names one, a cookie does that scripts can not read, and only then it is set."""
    for body, headers in (
        ({"conversation": "by body"}, {"X-Conversation-Id": "other"}),
        ({}, {"X-Conversation-Id": "h"}),
    ):
        first = client.post(DEEP, json=chat(GREEN, **body), headers=headers)
        assert first.json()["conversation"] == (body.get("conversation") or "h")
        assert "set-cookie" not in first.headers
        assert "Camellia" in client.post(DEEP, json=chat("say that again", **body), headers=headers).json()["text"]
    made = client.post(DEEP, json=chat(GREEN))
    assert len(made.json()["conversation"]) == 32
    cookie = made.headers["set-cookie"]
    assert cookie.endswith(f"; HttpOnly; Path={DEEP}; SameSite=lax")
    assert client.post(DEEP, json=chat("say that again")).json()["conversation"] == made.json()["conversation"]
    client.cookies.clear()
    with TestClient(client.app, base_url="https://bot.example") as secure:
        assert "; Secure" in secure.post(DEEP, json=chat(GREEN)).headers["set-cookie"]


def test_only_the_last_message_of_the_user_is_heard(client: TestClient) -> None:
    """A client may send the whole chat each time; what came before is kept here, whatever it holds."""
    client.post(DEEP, json=chat(GREEN, conversation="whole"))
    body = chat("what is oolong?", "say that again", conversation="whole")
    body["messages"] += [{"role": "ai", "html": "<b>x</b>"}, {"role": "user", "files": []}]
    assert "Camellia" in client.post(DEEP, json=body).json()["text"]


def test_a_repeated_request_gets_its_first_answer(client: TestClient) -> None:
    once = {"Idempotency-Key": "one"}
    for path, body in ((DEEP, chat(GREEN, conversation="once")), (N8N, sent(GREEN, "once too"))):
        answers = [client.post(path, json=body, headers=once).json() for _ in range(2)]
        assert answers[0] == answers[1]
    log = client.post(N8N, json={"action": "loadPreviousSession", "sessionId": "once too"}).json()["data"]
    assert len(log) == 2


def sent(text: str, session: str) -> dict[str, Any]:
    return {"action": "sendMessage", "sessionId": session, "chatInput": text}


@pytest.mark.parametrize("path", [DEEP, N8N])
def test_files_are_declined_in_an_answer(client: TestClient, path: str) -> None:
    """So that the visitor reads why, and nothing is heard or kept."""
    response = client.post(path, files={"files": b"%PDF"}, data={"message1": GREEN})
    assert response.status_code == 200
    assert [text for text in response.json().values() if "can not read files" in text]


@pytest.mark.parametrize("path", [DEEP, N8N])
@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"null", b"[]", b"{", b'"x"', b"\xff", b"[" * 5000, b'{"messages": []}'),
        b'{"messages": {"role": "user"}}',
        b'{"messages": [{"role": "ai", "text": "hello"}]}',
        b'{"messages": [{"role": "user", "text": 7}]}',
        json.dumps(chat("hello", conversation="x" * 257)).encode(),
        *(b'{"action": "sing"}', b'{"action": "sendMessage"}', b'{"action": "loadPreviousSession"}'),
        b'{"action": "sendMessage", "sessionId": ["a"], "chatInput": "hello"}',
        json.dumps(sent("hello", "x" * 257)).encode(),
    ],
)
def test_a_request_of_another_form_is_refused(client: TestClient, path: str, body: bytes) -> None:
    """In the channel's own form."""
    response = client.post(path, content=body, headers=JSON)
    assert response.status_code in (400, 422)
    told = response.json()
    assert told.keys() in ({"error"}, {"code", "message"})


def test_surrogates_and_control_characters_are_heard(client: TestClient) -> None:
    """In words; a name with such is none."""
    for path, named, body in (
        (DEEP, "conversation", chat("\ud800 \x00 tea?")),
        (N8N, "sessionId", sent("\ud800 \x00 tea?", "odd")),
    ):
        assert client.post(path, content=json.dumps(body), headers=JSON).status_code == 200
        assert client.post(path, content=json.dumps(body | {named: "\ud800"}), headers=JSON).status_code == 422


def test_the_previous_session_is_told_from_the_log(client: TestClient) -> None:
    """In LangChain's form; what the visitor picked by number is told as they said it; another session is another."""
    for text in (GREEN, "1"):
        answer = client.post(N8N, json=sent(text, "before")).json()
    told = client.post(N8N, json={"action": "loadPreviousSession", "sessionId": "before"}).json()["data"]
    assert [each["id"][-1] for each in told] == ["HumanMessage", "AIMessage"] * 2
    assert [told[0]["kwargs"]["content"], told[2]["kwargs"]["content"]] == [GREEN, "1"]
    assert told[3]["kwargs"]["content"] == answer["output"]
    assert client.post(N8N, json={"action": "loadPreviousSession", "sessionId": "new"}).json() == {"data": []}


def test_a_users_token_decides_on_the_conversation() -> None:
    """Whatever id the browser made up."""
    token = jwt.encode({"user": {"username": "ann", "role": "user"}}, KEY, algorithm="HS256")
    hers = {"Authorization": f"Bearer {token}"}
    with started(jwt_key=KEY) as guarded:
        assert guarded.post(DEEP, json=chat(GREEN, conversation="x"), headers=hers).json()["conversation"] == "ann"
        assert "Camellia" in guarded.post(N8N, json=sent("say that again", "y"), headers=hers).json()["output"]
        told = guarded.post(N8N, json={"action": "loadPreviousSession", "sessionId": "z"}, headers=hers).json()
        assert len(told["data"]) == 4
        assert guarded.post(N8N, json={"action": "loadPreviousSession", "sessionId": "ann"}).status_code == 401


@pytest.mark.parametrize("path", [DEEP, N8N, "/v3/directline/conversations"])
def test_pages_elsewhere_may_call_if_they_are_named(path: str) -> None:
    """The preflight of what the widgets send is granted to them alone, token or none; refusals can be read as well."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    known = ("deepchat", "n8n", "directline")
    with started(cors=("https://page.example",), channels=known, auth_token="a long static token") as client:
        granted = client.options(path, headers=PAGE | asked)
        other = client.options(path, headers={"Origin": "https://other.example"} | asked)
        refused = client.post(path, json={}, headers=PAGE)
    assert (granted.status_code, granted.headers["access-control-allow-origin"]) == (200, PAGE["Origin"])
    assert "access-control-allow-origin" not in other.headers
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, PAGE["Origin"])
