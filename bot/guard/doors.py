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
BELOW = ("/widget/", "/admin/")
"""What lies below is open (the widget's files) or checks for itself (the operator's endpoints)."""


def open_to_all(path: str) -> bool:
    """Whether a path asks nobody for a caller's token."""
    return path in OPEN or path in SELF_CHECKED or path.startswith(BELOW)


class Doors:
    """Lets in who has a token, to HTTP and WebSockets alike, and notes who it is as `calling` and `state.caller`."""

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open or has a token; refuse the rest unread."""
        if scope["type"] == "lifespan" or open_to_all(scope["path"]):
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
