"""Forged, expired, malformed and replayed: one table over every entry of every channel.

Whatever is wrong is refused with the right status, never a 500, and no turn is taken. What a protocol has beyond that
stands with its channel: Socket.IO's handshake and packets in `test_socketio_callers.py` and `test_socketio_frames.py`,
Direct Line's own tokens and streams in `test_directline_tokens.py`; every route and every way to forge a token in
`tests/guard/test_callers.py`.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import drive_chatwoot
import drive_telegram
import drive_webhooks
import fake_slack
import jwt
import pytest
from drive_mcp import HERE as MCP
from drive_mcp import call
from starlette.testclient import TestClient
from test_every_channel import KEY, settings

from bot import assembly, channels
from bot.conversation import Conversation
from bot.messages import Answer, Utterance
from bot.service import app

Headers = Mapping[str, str]
Signing = Callable[[bytes, float], Headers]
"""The headers under which a body is taken that was sent at a time, in seconds since the epoch."""
SAID = "what is green tea?"
CHAT = [{"role": "user", "content": SAID}]


def token(key: str = KEY, method: str = "HS256", **claims: Any) -> str:
    return jwt.encode({"user": {"username": "ann", "role": "user"}, **claims}, key, algorithm=method)


def bearing(given: str) -> Headers:
    return {"Authorization": f"Bearer {given}"}


def borne(body: bytes, at: float) -> Headers:
    """A token that holds for five minutes; the message is named by its words."""
    return {**bearing(token(exp=int(at) + 300)), "Idempotency-Key": f"{zlib.crc32(body)}"}


TOKENS: dict[str, Signing] = {
    "nothing": lambda *_: {},
    "another key": lambda *_: bearing(token("another key that is 32 bytes long")),
    "not signed": lambda *_: bearing(token("", "none")),
    "cut": lambda *_: bearing(token()[:-3]),
    "no token": lambda *_: bearing("a.b.c"),
    "no letters": lambda *_: bearing("é"),
    "expired": lambda body, at: borne(body, at - 3600),
}


def stale(sign: Signing, signature: str, at: str) -> dict[str, Signing]:
    """What can be wrong with a signature; `signature` and `at` are the headers that bear it and its time."""
    wrong: dict[str, Signing] = {
        "nothing": lambda *_: {},
        "of another body": lambda body, now: sign(body + b" ", now),
        "cut": lambda body, now: {**sign(body, now), signature: sign(body, now)[signature][:-3]},
        "no letters": lambda body, now: {**sign(body, now), signature: "é"},
        "empty": lambda body, now: {**sign(body, now), signature: ""},
    }
    wrong["expired"] = lambda body, now: sign(body, now - 400)
    wrong["of tomorrow"] = lambda body, now: sign(body, now + 86_400)
    for text in ("", "soon", "-1", "1e9", "nan", "9" * 400):
        wrong[f"at {text[:9]!r}"] = lambda body, now, text=text: {**sign(body, now), at: text}  # type: ignore[misc]
    return wrong


@dataclass(frozen=True)
class Entry:
    """Where a channel takes messages, and one that it takes."""

    channel: str
    path: str
    body: Any
    sign: Signing = borne
    wrong: Mapping[str, Signing] = field(default_factory=lambda: TOKENS)
    """What can be wrong with who sends it."""
    once: bool = True
    """Whether a message that is sent again is known to be the same."""

    @property
    def sent(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def _telegram(_: bytes, __: float) -> Headers:
    return {"X-Telegram-Bot-Api-Secret-Token": drive_telegram.SECRET}


def _partner(body: bytes, at: float) -> Headers:
    return drive_webhooks.signed(body, "once", at=at)


def _chatwoot(body: bytes, at: float) -> Headers:
    return drive_chatwoot.signed(body, at=at)


ENTRIES = {
    "rest": Entry("rest", "/webhooks/rest/webhook", {"sender": "ann", "message": SAID}),
    "web": Entry("web", "/web/chat", {"type": "say", "id": "web", "text": SAID}),
    "openai's chats": Entry("openai", "/v1/chat/completions", {"messages": CHAT}),
    "openai's responses": Entry("openai", "/v1/responses", {"input": CHAT}),
    "deepchat": Entry("deepchat", "/webhooks/deepchat", {"messages": [{"role": "user", "text": SAID}]}),
    "n8n": Entry("n8n", "/webhooks/n8n", {"action": "sendMessage", "sessionId": "s", "chatInput": SAID}),
    "directline": Entry(
        "directline",
        "/v3/directline/conversations/ann/activities",
        {"type": "message", "text": SAID, "from": {"id": "me"}, "channelData": {"clientActivityID": "dl"}},
    ),
    "mcp": Entry("mcp", "/mcp", call("ask", question=SAID, conversation="ann"), once=False),
    "rasa": Entry("rasa", "/conversations/ann/messages", {"text": SAID, "sender": "user"}, once=False),
    "socketio": Entry(
        "socketio",
        "/socket.io/?EIO=4&transport=polling&sid=x",
        b"2",
        wrong={name: wrong for name, wrong in TOKENS.items() if name != "nothing"},  # The handshake may bring one.
        once=False,
    ),
    "slack": Entry(
        "slack",
        "/slack/events",
        fake_slack.direct(SAID, fake_slack.stamp(1)),
        lambda body, at: fake_slack.signed(body, at),
        stale(fake_slack.signed, "X-Slack-Signature", "X-Slack-Request-Timestamp"),
    ),
    "webhooks": Entry(
        "webhooks",
        "/webhooks/erp",
        drive_webhooks.message(SAID, "c"),
        _partner,
        stale(_partner, "webhook-signature", "webhook-timestamp"),
    ),
    "chatwoot": Entry(
        "chatwoot",
        "/webhooks/chatwoot",
        drive_chatwoot.created(SAID, 1, 1),
        _chatwoot,
        stale(_chatwoot, "X-Chatwoot-Signature", "X-Chatwoot-Timestamp"),
    ),
    "telegram": Entry(
        "telegram",
        "/webhooks/telegram",
        drive_telegram.said(SAID, 7, 1).to_json().encode(),
        _telegram,
        {"another": lambda *_: {"X-Telegram-Bot-Api-Secret-Token": "another"}, "nothing": lambda *_: {}},
    ),
}
FORGED = [
    (name, wrong) for name, entry in ENTRIES.items() for wrong in (TOKENS if entry.wrong is None else entry.wrong)
]
NO_TEXT = b"\xff\xfe"
MALFORMED = (b"", b"{", b"null", b"[]", b'"x"', NO_TEXT, b"[" * 5000, b"{}", b'{"\\ud800": NaN}')


class Counting(Conversation):
    """Counts the turns it takes."""

    turns = 0

    async def hear(self, utterance: Utterance) -> Answer:
        answer = await super().hear(utterance)
        Counting.turns += not answer.repeated
        return answer


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The service with every channel on, which takes signed tokens."""
    given = settings(jwt_key=KEY)
    source = assembly.live(given)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "live", lambda *_: source)
        patch.setattr(assembly, "conversation", lambda _, source, where, *__: Counting(where, lambda: source.engine))
        with TestClient(app(given), raise_server_exceptions=False) as talking:
            yield talking
    for there in (drive_chatwoot.THERE, drive_telegram.THERE):
        there.received = []  # Other tests ask them what they were sent.


def post(client: TestClient, entry: Entry, body: bytes, headers: Headers) -> int:
    """The status of a request."""
    given = {"Content-Type": "application/json", **(MCP if entry.channel == "mcp" else {}), **headers}
    raw = [(name.encode(), value.encode()) for name, value in given.items()]
    return client.post(entry.path, content=body, headers=raw).status_code


def test_every_channel_stands_in_the_table() -> None:
    assert {entry.channel for entry in ENTRIES.values()} == set(channels.known())


@pytest.mark.parametrize(("name", "wrong"), FORGED)
def test_what_is_forged_or_expired_is_refused(client: TestClient, name: str, wrong: str) -> None:
    entry, before = ENTRIES[name], Counting.turns
    headers = entry.wrong[wrong](entry.sent, time.time())
    assert post(client, entry, entry.sent, headers) == 401
    assert Counting.turns == before


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_malformed_is_refused(client: TestClient, name: str) -> None:
    """From somebody who may send."""
    entry, before = ENTRIES[name], Counting.turns
    for body in MALFORMED:
        if body == NO_TEXT and name in ("slack", "webhooks"):
            continue  # Their own libraries sign text alone.
        status = post(client, entry, body, entry.sign(body, time.time()))
        assert status in (400, 422), body[:20]
    assert Counting.turns == before


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry.once])
def test_what_is_replayed_is_heard_once(client: TestClient, name: str) -> None:
    entry, before = ENTRIES[name], Counting.turns
    headers = entry.sign(entry.sent, time.time())
    statuses = [post(client, entry, entry.sent, headers) for _ in range(3)]
    assert all(status in (200, 204) for status in statuses), statuses
    assert Counting.turns == before + 1
