"""The crowd: how many requests are worked on at once, and that they are begun one by one."""

from __future__ import annotations

import asyncio
from collections import deque

from starlette.types import Scope

from bot.guard.doors import ACKNOWLEDGED, HANDSHAKE_BELOW, OPEN, SELF_CHECKED
from bot.guard.refusal import Refusal

FREE = OPEN | SELF_CHECKED | ACKNOWLEDGED
"""Where nobody takes a place."""
SOON = 1.0
"""Seconds after which a request that found no place may try again."""


class Crowd:
    """Refuses with 503 what would be one request too many; pages and probes always get through.

    It counts requests that have arrived whole: idle connections, slow senders and polls that wait take nobody's place.
    Nor do those that are acknowledged before they are worked on: a platform sends again what is not acknowledged.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = 0
        self._queue = Queue()

    async def enter(self, scope: Scope) -> int:
        """Take a place and wait for one's turn; a Refusal (503) where there is none. How many places it takes."""
        if scope["path"] in FREE or _waits(scope):
            return 0
        if self._now >= self._most:
            raise Refusal(503, "Too many ask at the moment; please try again.", wait=SOON)
        self._now += 1
        try:
            await self._queue.turn()
        except asyncio.CancelledError:
            self.leave(1)
            raise
        return 1

    def leave(self, places: int) -> None:
        """Give back what was taken."""
        self._now -= places


def _waits(scope: Scope) -> bool:
    """Whether it is a poll, which does nothing but wait."""
    return bool(scope["method"] == "GET" and scope["path"].startswith(HANDSHAKE_BELOW))


class Queue:
    """Lets one begin in each round of the event loop, first come, first served.

    A turn is mostly computing. If all who wait had theirs in one round, nobody new would be let in, and no probe
    answered, before the last of them; uvloop accepts a single connection a round.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._taken = False

    async def turn(self) -> None:
        """Wait for one's turn; at once if this round has none yet."""
        loop = asyncio.get_running_loop()
        if self._taken:
            turn = loop.create_future()
            self._waiting.append(turn)
            await turn
        else:
            self._taken = True
            loop.call_soon(self._round)

    def _round(self) -> None:
        while self._waiting and self._waiting[0].done():  # Whoever went away has no turn to take.
            self._waiting.popleft()
        self._taken = bool(self._waiting)
        if self._taken:
            self._waiting.popleft().set_result(None)
            asyncio.get_running_loop().call_soon(self._round)
