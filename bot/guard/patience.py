"""Patience: how long a request waits for the beginning of its response."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.guard.refusal import Refusal, refuse


class Patience:
    """Answers 503 where nothing was answered in time.

    What is being done is not cut short: a turn in flight is committed whole, and who repeats the message under the
    same id gets its answer. A response that has begun, a stream for instance, may take as long as it likes.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and wait."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response = _Response(scope, send, self._seconds)
        timer = asyncio.get_running_loop().call_later(self._seconds, response.give_up)
        try:
            await self._app(scope, receive, response.send)
        finally:
            timer.cancel()
            if response.refusing:
                await response.refusing


class _Response:
    def __init__(self, scope: Scope, send: Send, seconds: float) -> None:
        self._scope, self._send, self._seconds = scope, send, seconds
        self._begun = False
        self.refusing: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> None:
        if self.refusing is None:
            self._begun = True
            await self._send(message)

    def give_up(self) -> None:
        if not self._begun:
            detail = (
                f"There is no answer within {self._seconds:g} s. The message may still be answered: send it again "
                "under the same id and it is not taken twice."
            )
            refused = refuse(Refusal(503, detail, wait=self._seconds), self._scope, self._send)
            self.refusing = asyncio.get_running_loop().create_task(refused)
