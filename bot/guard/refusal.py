"""Refusals: a status, a reason and, where it helps, when to try again."""

from __future__ import annotations

import json
import math

from starlette.exceptions import HTTPException
from starlette.types import Scope, Send


class Refusal(HTTPException):
    """What is not done, and why: raised in a channel, it becomes the response `{"detail": …}` by itself.

    A channel whose protocol has errors of its own catches it and words it as they are.
    """

    def __init__(self, status: int, detail: str, *, wait: float = 0.0, **headers: str) -> None:
        """`wait`: seconds until it may be tried again; `headers` are written with `_` for `-`."""
        written = {name.replace("_", "-"): value for name, value in headers.items()}
        if wait:
            written["Retry-After"] = str(math.ceil(wait))
        super().__init__(status, detail, written)


async def refuse(refusal: Refusal, scope: Scope, send: Send) -> None:
    """Answer a request, or a WebSocket that asks to be opened, with a refusal."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.detail})
        return
    kind = "http.response" if scope["type"] == "http" else "websocket.http.response"
    body = json.dumps({"detail": refusal.detail}).encode()
    told = {"content-type": "application/json", "content-length": str(len(body)), **(refusal.headers or {})}
    headers = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    await send({"type": f"{kind}.start", "status": refusal.status_code, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
