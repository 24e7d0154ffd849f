"""Locks of conversations, and a conversation held by them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

Found_co = TypeVar("Found_co", covariant=True)


class Lock(Protocol):
    """Locks of some kind, one a conversation."""

    async def take(self, conversation: str) -> None:
        """Wait for a conversation's lock, and have it."""

    def free(self, conversation: str) -> None:
        """Let go of it."""


class Held(Generic[Found_co]):
    """A conversation, `async with Held(…) as found:`, with what was found in it once it was held.

    A class and no generator, since an event loop keeps a list of its asynchronous generators, at a price.
    """

    def __init__(self, conversation: str, locks: Sequence[Lock], find: Callable[[], Awaitable[Found_co]]) -> None:
        """`locks` are taken in order."""
        self._conversation, self._locks, self._find = conversation, locks, find
        self._taken: list[Lock] = []

    async def __aenter__(self) -> Found_co:
        try:
            for lock in self._locks:
                await lock.take(self._conversation)
                self._taken.append(lock)
            return await self._find()
        except BaseException:
            self._free()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._free()

    def _free(self) -> None:
        while self._taken:
            self._taken.pop().free(self._conversation)


class Locks:
    """Locks within a process, each kept only while somebody holds or waits for it."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    def hold(self, conversation: str) -> Held[None]:
        """Hold a conversation; others wait in order."""
        return Held(conversation, (self,), nothing)

    async def take(self, conversation: str) -> None:
        """Wait in order."""
        lock, waiting = self._locks.get(conversation) or (asyncio.Lock(), 0)
        self._locks[conversation] = (lock, waiting + 1)
        try:
            await lock.acquire()
        except BaseException:
            self._leave(conversation)
            raise

    def free(self, conversation: str) -> None:
        """Let the next one have it."""
        self._locks[conversation][0].release()
        self._leave(conversation)

    def _leave(self, conversation: str) -> None:
        lock, waiting = self._locks[conversation]
        if waiting == 1:
            del self._locks[conversation]
        else:
            self._locks[conversation] = (lock, waiting - 1)


async def nothing() -> None:
    """Nothing is looked for."""
