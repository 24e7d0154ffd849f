"""The contract of every store.

`async with store.turn(conversation, message_id) as turn` holds the conversation: no other turn of it runs
meanwhile. A message answered before brings its earlier answer; else `commit` is called once, and when it
returns the turn is as durable as the store makes things. What is deleted is gone whole: a turn that was in flight in
another process begins the conversation anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.messages import Answer
from bot.stores.outbox import Outbox
from bot.tracker import Event, State

T = TypeVar("T")
RECENT = 4
"""Turns whose events a turn is given; the state holds what older ones add up to."""
PAGE = 256
"""Conversations that are read, or forgotten, at once."""


class StoreError(Exception):
    """The store can not be opened, or not be reached now.

    Of a turn, all or nothing was kept: sent again under the same message id it gets its answer, and is taken once.
    """


@dataclass(frozen=True, slots=True)
class Summary:
    """One conversation at a glance."""

    conversation: str
    began: float
    """When its first turn was taken, in seconds since the epoch."""
    last: float
    """When its latest turn was taken."""
    turns: int
    """Messages of the visitor."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One conversation that a person has, or is to take."""

    conversation: str
    since: float
    """When it was handed over, in seconds since the epoch."""


class Turn(Protocol):
    """One turn of one conversation, held."""

    state: State
    events: Sequence[Event]
    """The events of the most recent turns, oldest first."""
    answer: Answer | None
    """The answer this message got, if it did: earlier, or after `commit` the one that stands."""

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Append the events, replace the state, remember the answer and post letters about it: all or nothing.

        Once begun it is finished, also for a visitor who has gone: a cancellation is passed on afterwards.
        """


class Store(Protocol):
    """A place for conversations."""

    @property
    def outbox(self) -> Outbox:
        """The letters about its conversations that wait to be sent."""

    def turn(self, conversation: str, message_id: str) -> AbstractAsyncContextManager[Turn]:
        """Hold a conversation for one message."""

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation, oldest first; empty for one never heard of."""

    def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation by id, in the order of ids, with all its events; turns are taken meanwhile."""

    def summaries(self) -> AsyncIterator[Summary]:
        """Every conversation, most recent first, at a glance.

        One that takes a turn meanwhile goes to the front, and is left out if its place had not been reached yet.
        """

    async def waiting(self) -> Sequence[Waiting]:
        """The conversations that are paused, the one handed over first in front."""

    async def delete(self, conversation: str, *, letters: bool = True) -> bool:
        """Delete all of a conversation: state, events, answers, and letters if those too; False if there was none."""

    async def forget(self, before: float) -> int:
        """Delete the conversations whose latest turn is older, in seconds since the epoch; how many those were."""

    async def ready(self) -> bool:
        """Whether it can take a turn now."""

    async def open(self) -> None:
        """Get ready; called once before the first turn."""

    async def close(self) -> None:
        """Finish and let go; called once."""


def moment(events: Sequence[Event]) -> float:
    """When a turn was taken, in seconds since the epoch: by its events, or now if none of them has a time."""
    times = [event.get("timestamp") for event in events]
    return max((float(at) for at in times if isinstance(at, int | float)), default=time.time())


async def whole(work: Awaitable[T]) -> T:
    """What work comes to; who is cancelled while waiting for it is so only when it is done.

    A conversation is held until then, so that the next turn does not begin on half of this one.
    """
    task, cut = asyncio.ensure_future(work), None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            cut = error
    if cut is not None:
        raise cut from task.exception()
    return task.result()
