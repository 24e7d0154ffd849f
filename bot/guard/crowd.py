"""The crowd: how many requests are worked on at once."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.guard.doors import HANDSHAKE_BELOW, OPEN, SELF_CHECKED
from bot.guard.refusal import Refusal, refuse

SOON = 1.0
"""Seconds after which a request that found no place may try again."""


class Crowd:
    """Refuses with 503 what would be one request too many; pages and probes always get through.

    It counts requests that have arrived whole: idle connections, slow senders and polls that wait take nobody's place.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse at once."""
        if scope["type"] != "http" or scope["path"] in OPEN | SELF_CHECKED or _waits(scope):
            await self._app(scope, receive, send)
            return
        if self._now >= self._most:
            await refuse(Refusal(503, "Too many ask at the moment; please try again.", wait=SOON), scope, send)
            return
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1


def _waits(scope: Scope) -> bool:
    """Whether it is a poll, which does nothing but wait."""
    return bool(scope["method"] == "GET" and scope["path"].startswith(HANDSHAKE_BELOW))
