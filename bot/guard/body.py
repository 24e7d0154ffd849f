"""Bodies: how large one may be, whether its length is declared or not."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope

from bot.guard.head import header
from bot.guard.refusal import Refusal


class Bodies:
    """Reads bodies whole; a Refusal (413) for one over the limit, before it is in memory."""

    def __init__(self, largest: int) -> None:
        self._largest = largest

    async def whole(self, scope: Scope, receive: Receive) -> Receive | None:
        """What gives the body of a request at once; None if the client went away."""
        declared = header(scope, b"content-length") or b""
        if declared.isdigit() and int(declared) > self._largest:
            raise self._too_large()
        body = bytearray()
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if len(body) > self._largest:
                raise self._too_large()
            if not message.get("more_body", False):
                return replayed(bytes(body), receive)
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
