"""One id for all that a request or a turn leaves behind: log lines, and the header `X-Request-ID` of the response.

It is the trace id of a W3C `traceparent` header (https://www.w3.org/TR/trace-context/), else what `X-Request-ID`
brings, else a fresh one. It never reaches what is said, so the same talk still goes the same way.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar, Token

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.ASCII)
_GIVEN = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}", re.ASCII)
"""What is taken over of an `X-Request-ID`: nothing that could break or colour a log line."""
_current: ContextVar[str] = ContextVar("trace", default="")


def current() -> str:
    """The id of the request or turn that is being worked on; empty outside of both."""
    return _current.get()


def begin() -> Token[str]:
    """Work under the id there is, or under a fresh one; `end` takes the token."""
    return _current.set(_current.get() or secrets.token_hex(16))


def end(token: Token[str]) -> None:
    """Leave the id that `begin` took up."""
    _current.reset(token)


class Traced:
    """Gives each HTTP request its id, and the response the same; a socket's turns each take a fresh one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = _named(scope) or secrets.token_hex(16)
        header = (b"x-request-id", name.encode("ascii"))
        _current.set(name)  # A request runs in a task of its own: nobody else sees it.

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await self._app(scope, receive, named)


def _named(scope: Scope) -> str:
    """The id that a request brings, if it brings one that can be used."""
    given = ""
    for name, value in scope["headers"]:
        if name == b"traceparent" and (parent := _PARENT.fullmatch(value)):
            return parent[1].decode("ascii")
        if name == b"x-request-id" and _GIVEN.fullmatch(value):
            given = value.decode("ascii")
    return given
