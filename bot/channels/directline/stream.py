"""A WebSocket that follows a conversation: whatever the log has behind a watermark, and then what is added to it.

A message that was heard in this process wakes who follows it at once. What other processes add, and what a person adds
to a conversation, is looked for once a second: the log is all that the processes share.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.refused import refused
from bot.conversation import StoreError
from bot.guard.refusal import Refusal

LOOK = 1.0
"""Seconds after which the log is looked at again."""
UNREADABLE, LATER = 1003, 1013
"""Statuses of RFC 6455 and its registry: for data that can not be accepted, and for trying again later."""
SOON = 5.0
"""Seconds after which another try makes sense, where too many follow."""

Behind = Callable[[int], Awaitable[dict[str, Any]]]
"""The activities behind a watermark, as Direct Line's set of them."""


class Followers:
    """Who follows which conversation in this process."""

    def __init__(self, most: int) -> None:
        """`most` may follow at once."""
        self._most = most
        self._waiting: dict[str, set[asyncio.Event]] = {}

    def wake(self, conversation: str) -> None:
        """There is something new in it."""
        for woken in self._waiting.get(conversation, ()):
            woken.set()

    async def follow(self, socket: WebSocket, conversation: str, behind: Behind, watermark: int) -> None:
        """Send what there is, and what comes, until the client goes; 503 if too many follow already."""
        if sum(map(len, self._waiting.values())) >= self._most:
            raise Refusal(503, "Too many follow at the moment; please try again.", wait=SOON)
        with self._woken(conversation) as woken, suppress(WebSocketDisconnect):
            await socket.accept()
            gone = asyncio.create_task(_gone(socket))
            try:
                while not gone.done():
                    woken.clear()
                    told = await behind(watermark)
                    watermark = int(told["watermark"])
                    if told["activities"]:
                        await socket.send_text(json.dumps(told))
                    await _first(woken, gone)
                if gone.result():
                    await socket.close(UNREADABLE, "Nothing is said here: post activities.")
            except StoreError as error:
                await socket.close(LATER, refused(error, "Following").detail)
            finally:
                gone.cancel()

    @contextmanager
    def _woken(self, conversation: str) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        waiting = self._waiting.setdefault(conversation, set())
        waiting.add(woken)
        try:
            yield woken
        finally:
            waiting.discard(woken)
            if not waiting:
                self._waiting.pop(conversation, None)


async def _first(woken: asyncio.Event, gone: asyncio.Task[bool]) -> None:
    waking = asyncio.create_task(woken.wait())
    try:
        await asyncio.wait((waking, gone), timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waking.cancel()


async def _gone(socket: WebSocket) -> bool:
    """Wait until the client goes, or sends anything but the empty frames by which it sees that it is connected."""
    while (frame := await socket.receive())["type"] != "websocket.disconnect":
        if frame.get("text") or frame.get("bytes"):
            return True
    return False
