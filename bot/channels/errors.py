"""Errors in a channel's own form, whoever refused: the guard, FastAPI, the store or the channel itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from starlette.types import Message, Send

_STATUSES = ("400", "401", "403", "404", "405", "408", "413", "429", "500", "503", "4XX")


def documented(schema: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    """Errors of such bodies for the OpenAPI document."""
    told = {"description": "What is wrong.", "content": {"application/json": {"schema": schema}}}
    return dict.fromkeys(_STATUSES, told)


@runtime_checkable
class OwnErrors(Protocol):
    """A channel whose protocol has errors of its own."""

    @property
    def below(self) -> str | tuple[str, ...]:
        """How the paths begin on which it words errors."""

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """The status and body to answer with, for a status and the `detail` that would be answered."""


class Worded:
    """Words the response to a request on the channel's paths: one that is an error is held until it is whole."""

    def __init__(self, channel: OwnErrors, send: Send) -> None:
        self._channel, self._send = channel, send
        self._held: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass on, or word."""
        if message["type"].endswith("http.response.start") and message["status"] >= 400:  # A WebSocket's, too.
            self._held = message
            return
        if self._held is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._tell(self._held)

    async def _tell(self, start: Message) -> None:
        body, status = self._body, start["status"]
        headers = dict(start["headers"])
        if headers.get(b"content-type") == b"application/json" and "detail" in (told := json.loads(body or b"{}")):
            status, worded = self._channel.error(status, told["detail"])
            body = json.dumps(worded).encode()
            headers[b"content-length"] = str(len(body)).encode()
        await self._send({**start, "status": status, "headers": list(headers.items())})
        await self._send({"type": start["type"].replace("start", "body"), "body": body})
