"""Partners that post to `/webhooks/<name>` by Standard Webhooks: one is answered at once, one is called back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from httpx2 import Response
from posting import Json, drained, problem
from receiver import Receiver
from shown import Shown
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"
THERE = Receiver()
Start = Callable[..., TestClient]
"""Starts the service over the small pack with the partners given, and settings."""


def signed(body: bytes, name: str, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a body, as the real library makes them."""
    now = datetime.fromtimestamp(int(time.time() if at is None else at), UTC)
    signature = Webhook(secret).sign(name, now, body.decode())
    return {"webhook-id": name, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


def message(text: str, conversation: str, **more: Any) -> bytes:
    """A message as partners send it."""
    data = {"conversation": conversation, "text": text, **more}
    return json.dumps({"type": "conversation.message", "timestamp": "2026-11-26T10:00:00Z", "data": data}).encode()


def post(client: TestClient, body: bytes, headers: Mapping[str, str], name: str = "erp") -> Response:
    return client.post(f"/webhooks/{name}", content=body, headers=dict(headers))


class Webhooks:
    """A partner that is answered at once."""

    channel, partner, signed = "webhooks", "erp", True
    settings: Mapping[str, Any] = {
        "webhooks": (
            {"name": "erp", "secrets": [SECRET]},
            {"name": "crm", "secrets": [SECRET], "url": f"{THERE.url}/hook", "private": True},
        )
    }

    def __init__(self) -> None:
        self._said = 0

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        self._said += 1
        body = message(text, conversation)
        name = f"{id(self)}-{self._said}"
        return client.post(f"/webhooks/{self.partner}", content=body, headers=signed(body, name) | headers)

    def shown(self, response: Response) -> Shown:
        return told(response.json())

    def problem(self, response: Response) -> str:
        return problem(response)


class WebhooksCalledBack(Webhooks):
    """A partner that is called back."""

    partner = "crm"

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        response = super().say(client, text, conversation, **headers)
        if response.status_code == 202:
            response.status_code = 200
            told = drained(client, THERE)
            for event in told:
                Webhook(SECRET).verify(event.body, dict(event.headers))
            [self._sent] = [event for event in told if event.json["type"].startswith("conversation.turn.")]
        return response

    def shown(self, response: Response) -> Shown:
        return told(self._sent.json["data"])


def told(data: Json) -> Shown:
    """What a program reads in an event."""
    shown = Shown()
    for each in data.get("messages", ()):
        shown.texts += [each["text"]] if "text" in each else []
        shown.images += [each["image"]] if "image" in each else []
        shown.buttons += [button["title"] for button in each.get("buttons", ())]
        for block in each.get("custom", {}).get("blocks", ()):
            if block["type"] == "sources":
                shown.sources += [item.get("url", "") for item in block["items"]]
            else:
                shown.drawn.append(json.dumps(block, ensure_ascii=False))
    return shown
