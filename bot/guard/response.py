"""A response on its way out: whether it has begun, and the refusal that takes its place."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Scope, Send

from bot.guard.refusal import Refusal, refuse


class Response:
    """What one request, or one WebSocket, is answered; `send` passes it on."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._begun = False
        self._given_up: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> None:
        """Pass on; what comes after it was given up is for nobody."""
        if self._given_up is None:
            self._begun = True
            await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Refuse, unless a response has begun."""
        if not self._begun:
            self._begun = True
            await refuse(refusal, self._scope, self._send)

    def give_up(self, refusal: Refusal) -> None:
        """Refuse while something still works on the response: that is passed on no more."""
        if not self._begun:
            self._given_up = asyncio.get_running_loop().create_task(self.refuse(refusal))

    @property
    def given_up(self) -> bool:
        """Whether it was."""
        return self._given_up is not None

    async def close(self) -> None:
        """Let the refusal leave, if it was given up."""
        if self._given_up is not None:
            await self._given_up
