"""Bodies: how large one may be, whether its length is declared or not, and how long it may take to arrive."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.guard.refusal import Refusal, refuse


class Bodies:
    """Reads a body for the app: 413 for one over the limit, before it is in memory; 408 for one that is too slow."""

    def __init__(self, app: ASGIApp, largest: int, seconds: float) -> None:
        self._app = app
        self._largest = largest
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            declared = dict(scope["headers"]).get(b"content-length", b"0")
            if declared.isdigit() and int(declared) > self._largest:
                raise self._too_large()
            body = await self._read(receive)
        except Refusal as refusal:
            await refuse(refusal, scope, send)
            return
        if body is not None:
            await self._app(scope, _replayed(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None if the client went away."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                while (message := await receive())["type"] == "http.request":
                    body += message.get("body", b"")
                    if len(body) > self._largest:
                        raise self._too_large()
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            detail = f"The request did not arrive within {self._seconds:g} s."
            raise Refusal(408, detail, Connection="close") from None
        return None

    def _too_large(self) -> Refusal:
        return Refusal(413, f"The request is larger than {self._largest} bytes.")


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
