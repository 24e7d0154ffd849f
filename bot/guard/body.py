"""Bodies: how large one may be, whether its length is declared or not, and how long it may take to arrive."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive, Scope

from bot.guard.refusal import Refusal


class Bodies:
    """Reads bodies whole: 413 for one over the limit, before it is in memory; 408 for one that is too slow."""

    def __init__(self, largest: int, seconds: float) -> None:
        self._largest = largest
        self._seconds = seconds

    async def whole(self, scope: Scope, receive: Receive) -> Receive | None:
        """What gives the body of a request at once; None if the client went away."""
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > self._largest:
            raise self._too_large()
        body = await self._read(receive)
        return None if body is None else replayed(body, receive)

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


def replayed(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read, then what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
