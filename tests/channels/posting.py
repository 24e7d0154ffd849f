"""Clients whose messages are posted by a platform, which is sent the answers: what their drivers have in common."""

from __future__ import annotations

import time
from typing import Any

from httpx2 import Response
from receiver import Received, Receiver
from starlette.testclient import TestClient

PATIENCE = 60.0
"""Seconds to wait until all is sent."""


def drained(client: TestClient, there: Receiver) -> list[Received]:
    """What the platform was sent since the last time, once nothing waits to be sent."""
    end = time.monotonic() + PATIENCE
    assert client.portal is not None
    while client.portal.call(client.app.state.outbox.waiting):  # type: ignore[attr-defined]
        assert time.monotonic() < end
        time.sleep(0.002)
    sent, there.received = there.received, []
    return sent


def problem(response: Response) -> str:
    """The words of an error, which has the service's own form."""
    assert response.json().keys() == {"detail"}
    return str(response.json()["detail"])


def number(conversation: str) -> int:
    """The number of a conversation, as platforms have them."""
    return int.from_bytes(conversation.encode().ljust(6)[-6:], "big")


Json = dict[str, Any]
