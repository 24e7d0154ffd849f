"""Chatwoot: it posts what visitors say, and shows what its API is sent."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from httpx2 import Response
from posting import Json, drained, number, problem
from receiver import Receiver
from shown import Shown, read
from starlette.testclient import TestClient

SECRET, TOKEN = "a secret of chatwoot's", "the access token of the agent bot"
THERE = Receiver()
ACCOUNT = 3
HANDING_OVER = ("handover", "can I talk to a human?")
"""What leads to a person."""


def created(text: str, conversation: int, message_id: int, status: str = "pending", **more: Any) -> Json:
    """The event of a message, with what else Chatwoot tells."""
    return {
        "event": "message_created",
        "id": message_id,
        "content": text,
        "message_type": "incoming",
        "content_type": "text",
        "content_attributes": {},
        "private": False,
        "created_at": "2026-11-26T10:00:00.000Z",
        "source_id": None,
        "sender": {"id": 9, "name": "Ann", "email": "", "type": "contact"},
        "account": {"id": ACCOUNT, "name": "Tea"},
        "inbox": {"id": 2, "name": "Website"},
        "conversation": {"id": conversation, "status": status, "inbox_id": 2, "channel": "Channel::WebWidget"},
        **more,
    }


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a body, as newer versions send them."""
    now = str(int(time.time() if at is None else at))
    signature = hmac.new(secret.encode(), f"{now}.".encode() + body, "sha256").hexdigest()
    return {"X-Chatwoot-Signature": f"sha256={signature}", "X-Chatwoot-Timestamp": now, "X-Chatwoot-Delivery": "d1"}


class Chatwoot:
    """A visitor of an inbox with an agent bot."""

    channel, signed = "chatwoot", True
    deaf = True
    """Once the conversation is opened it is the person's alone."""
    settings: Mapping[str, Any] = {"chatwoot_url": THERE.url, "chatwoot_token": TOKEN, "chatwoot_secret": SECRET}

    def __init__(self) -> None:
        self._said = id(self) % 1_000_000

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        self._said += 1
        if client.portal is not None:
            drained(client, THERE)  # What was not said by the bot.
        body = json.dumps(created(text, number(conversation), self._said)).encode()
        response = client.post("/webhooks/chatwoot", content=body, headers=signed(body) | headers)
        if response.status_code == 204:
            response.status_code = 200
            self._sent = drained(client, THERE)
            path = f"/api/v1/accounts/{ACCOUNT}/conversations/{number(conversation)}/messages"
            opened = [got for got in self._sent if got.path == path.replace("messages", "toggle_status")]
            assert [got.json["status"] for got in opened] == ["open"] * (text in HANDING_OVER)
            self._sent = [got for got in self._sent if got not in opened]
            assert all((got.path, got.headers["api_access_token"]) == (path, TOKEN) for got in self._sent)
        return response

    def shown(self, response: Response) -> Shown:
        shown = Shown()
        for one in (read(got.json["content"]) for got in self._sent):
            for name in ("texts", "buttons", "drawn", "sources", "images"):
                getattr(shown, name).extend(getattr(one, name))
        return shown

    def problem(self, response: Response) -> str:
        return problem(response)
