"""The front: what every request meets first and every response last: its id, its headers, a channel's own errors."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.channel import Channel
from bot.channels.errors import OwnErrors, Worded
from bot.guard.headers import Headers
from bot.guard.rate import Rate
from bot.guard.wall import Wall
from bot.settings import Settings
from bot.telemetry import trace

EXPOSED = ("Retry-After", "X-Request-ID")
"""Headers that a page from elsewhere may read."""


def front(app: ASGIApp, settings: Settings, address: Rate | None, found: Iterable[Channel]) -> ASGIApp:
    """An app behind its wall and its front; `address` is how often one address may call."""
    app = Wall(app, settings, address)
    if settings.cors:  # Around the wall: a page from elsewhere may read its refusals too.
        app = CORSMiddleware(app, settings.cors, allow_methods=["*"], allow_headers=["*"], expose_headers=EXPOSED)
    return Front(app, Headers(settings.cors), (channel for channel in found if isinstance(channel, OwnErrors)))


class Front:
    """Stands before all that may refuse, so that a refusal too has its id and is worded as its channel words it."""

    def __init__(self, app: ASGIApp, headers: Headers, wording: Iterable[OwnErrors]) -> None:
        """`wording`: the channels that have errors of their own."""
        self._app, self._headers, self._wording = app, headers, tuple(wording)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and complete what is answered."""
        if scope["type"] == "http":
            send = self._completed(trace.follow(scope), send)
        if scope["type"] != "lifespan":
            for channel in self._wording:
                if scope["path"].startswith(channel.below):
                    send = Worded(channel, send).send
        await self._app(scope, receive, send)

    def _completed(self, name: str, send: Send) -> Send:
        header = (b"x-request-id", name.encode("ascii"))

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*self._headers.complete(message.get("headers", ())), header]
            await send(message)

        return completed
