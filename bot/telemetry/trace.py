"""One id for all that a request or a turn leaves behind: log lines, and the header `X-Request-ID` of the response.

It is the trace id of a W3C `traceparent` header (https://www.w3.org/TR/trace-context/), else what `X-Request-ID`
brings, else a fresh one. It never reaches what is said, so the same talk still goes the same way.
"""

from __future__ import annotations

import os
import re
from contextvars import ContextVar, Token

from starlette.types import Scope

_PARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.ASCII)
_GIVEN = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}", re.ASCII)
"""What is taken over of an `X-Request-ID`: nothing that could break or colour a log line."""
_current: ContextVar[str] = ContextVar("trace", default="")


def current() -> str:
    """The id of the request or turn that is being worked on; empty outside of both."""
    return _current.get()


def begin() -> Token[str]:
    """Work under the id there is, or under a fresh one; `end` takes the token."""
    return _current.set(_current.get() or os.urandom(16).hex())


def end(token: Token[str]) -> None:
    """Leave the id that `begin` took up."""
    _current.reset(token)


def follow(scope: Scope) -> str:
    """Work under the id of an HTTP request from here on: the one that it brings, or a fresh one.

    A request runs in a task of its own, so nobody else sees it. A socket's turns each take a fresh one.
    """
    name = _named(scope) or os.urandom(16).hex()
    _current.set(name)
    return name


def _named(scope: Scope) -> str:
    """The id that a request brings, if it brings one that can be used."""
    given = ""
    for name, value in scope["headers"]:
        if name == b"traceparent" and (parent := _PARENT.fullmatch(value)):
            return parent[1].decode("ascii")
        if name == b"x-request-id" and _GIVEN.fullmatch(value):
            given = value.decode("ascii")
    return given
