"""Doors: every path needs a token, once one is set, but those that are named here."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.guard.caller import calling
from bot.guard.refusal import Refusal, refuse
from bot.guard.tokens import Tokens

OPEN = frozenset({"/", "/chat", "/health", "/ready"})
"""For everybody: probes, and pages that hold nothing secret."""
SELF_CHECKED = frozenset({"/metrics", "/status"})
"""Ask for a token of their own, not for a caller's."""
OPEN_BELOW = "/widget/"
SELF_CHECKED_BELOW = "/admin/"


def checks_itself(path: str) -> bool:
    """Whether a path asks for a token of its own."""
    return path in SELF_CHECKED or path.startswith(SELF_CHECKED_BELOW)


def asks(path: str) -> bool:
    """Whether a path asks for a caller's token, once one is set."""
    return not (path in OPEN or path.startswith(OPEN_BELOW) or checks_itself(path))


class Doors:
    """Lets in who has a token, to HTTP and WebSockets alike, and notes who it is as `calling` and `state.caller`."""

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open or has a token; refuse the rest unread."""
        if scope["type"] == "lifespan" or not asks(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            caller = self._tokens.caller(scope)
        except Refusal as refusal:
            await refuse(refusal, scope, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        before = calling.set(caller)
        try:
            await self._app(scope, receive, send)
        finally:
            calling.reset(before)
