"""Failures nobody foresaw: told to the caller without a detail, to the log without a visitor's words."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.guard.refusal import Refusal, refuse
from bot.trail import trail

log = logging.getLogger(__name__)

WRONG = "Something went wrong here; it is noted in the log."


class Failures:
    """Answers 500 and goes on; a response that had begun is broken off by the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and catch what comes out."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            # The path as it came may hold anything; the route is ours.
            route = getattr(scope.get("route"), "path", "before any route")
            log.error("%s %s failed: %s", scope.get("method", "WebSocket"), route, trail(error))
            if not begun:
                await refuse(Refusal(500, WRONG), scope, send)
