"""The contract of every store.

`async with store.turn(conversation, message_id) as turn` holds the conversation: no other turn of it runs
meanwhile. A message answered before brings its earlier answer; else `commit` is called once, and when it
returns the turn is as durable as the store makes things.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from bot.messages import Answer
from bot.tracker import Event, State


class StoreError(Exception):
    """The store can not be opened, or not be reached now; of a turn, nothing was kept, and it may be tried again."""


class Turn(Protocol):
    """One turn of one conversation, held."""

    state: State
    events: Sequence[Event]
    """The most recent events, oldest first."""
    answer: Answer | None
    """The answer this message already got, if it did."""

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Append the events, replace the state and remember the answer, all or nothing."""


class Store(Protocol):
    """A place for conversations."""

    def turn(self, conversation: str, message_id: str) -> AbstractAsyncContextManager[Turn]:
        """Hold a conversation for one message."""

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation, oldest first; empty for one never heard of."""

    def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation by id, in the order of ids, with all its events; turns are taken meanwhile."""

    async def delete(self, conversation: str) -> bool:
        """Delete all of a conversation: state, events and answers; False if there was none."""

    async def ready(self) -> bool:
        """Whether it can take a turn now."""

    async def open(self) -> None:
        """Get ready; called once before the first turn."""

    async def close(self) -> None:
        """Finish and let go; called once."""


RECENT = 40
"""Events a turn is given; the state holds what older ones add up to."""


class Locks:
    """One lock a conversation, kept only while somebody holds or waits for it."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """Hold a conversation; others wait in order."""
        lock, waiting = self._locks.get(conversation, (asyncio.Lock(), 0))
        self._locks[conversation] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[conversation]
            if waiting == 1:
                del self._locks[conversation]
            else:
                self._locks[conversation] = (lock, waiting - 1)
