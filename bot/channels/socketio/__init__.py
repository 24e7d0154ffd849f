"""Rasa's Socket.IO channel: `/socket.io/`, as Rasa 3.6, rasa-webchat and socket.io-client 3 and 4 speak it.

A client sends `session_request` and gets `session_confirm`, sends `user_uttered` and gets one `bot_uttered` or more.
What is sent has exactly the keys that Rasa's clients know; `docs/channels/socketio.md` has them all. Different from
Rasa: sessions always persist, every tab of one gets its answers, and what came while nobody was there is handed over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from bot.channels.channel import Limits
from bot.channels.socketio.desk import Desk
from bot.conversation import Conversation
from bot.settings import Settings, UnavailableError

ALONE = (
    "the channel socketio keeps each visitor in one process, so set DOOLITTLE_WORKERS to 1; several services behind a "
    "proxy that sends each visitor to the same one will do"
)


class SocketIOChannel:
    """Rasa's Socket.IO channel."""

    name = "socketio"
    limits = Limits()
    websockets = True

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/socket.io/`, and `/webhooks/socketio/`, which tells that it is there; UnavailableError with workers."""
        if settings.workers > 1:
            raise UnavailableError("channels", ALONE)
        desk = Desk(conversation, settings)

        @asynccontextmanager
        async def lifespan(service: FastAPI) -> AsyncIterator[None]:
            async with desk.open(lambda: bool(getattr(service.state, "stopping", False))):
                yield

        router = APIRouter(tags=["socketio"], lifespan=lifespan)

        @router.get("/webhooks/socketio/")
        async def status() -> dict[str, str]:
            """Whether the channel is there."""
            return {"status": "ok"}

        router.mount("/socket.io", desk.app)
        return router


channel = SocketIOChannel()
