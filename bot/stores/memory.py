"""Conversations in memory: for tests, the terminal, and bots that may forget."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.messages import Answer
from bot.stores.store import RECENT, Locks
from bot.tracker import Event, State


@dataclass
class _Kept:
    state: State = field(default_factory=State)
    events: list[Event] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)


@dataclass
class MemoryTurn:
    """A turn on a conversation in memory."""

    state: State
    events: Sequence[Event]
    answer: Answer | None
    _store: MemoryStore
    _conversation: str
    _message_id: str

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Keep the turn; nothing can fail between its parts."""
        kept = self._store.conversations.setdefault(self._conversation, _Kept())
        kept.events += events
        kept.state = state
        kept.answers[self._message_id] = answer


class MemoryStore:
    """The store that forgets when the process ends."""

    def __init__(self) -> None:
        self.conversations: dict[str, _Kept] = {}
        self._locks = Locks()

    @asynccontextmanager
    async def turn(self, conversation: str, message_id: str) -> AsyncIterator[MemoryTurn]:
        """Hold a conversation for one message."""
        async with self._locks.hold(conversation):
            kept = self.conversations.get(conversation) or _Kept()
            answer = kept.answers.get(message_id)
            yield MemoryTurn(kept.state, kept.events[-RECENT:], answer, self, conversation, message_id)

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation."""
        kept = self.conversations.get(conversation)
        return tuple(kept.events) if kept else ()

    async def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation with all its events."""
        for conversation in sorted(self.conversations):
            yield conversation, await self.events(conversation)

    async def delete(self, conversation: str) -> bool:
        """Delete a conversation."""
        async with self._locks.hold(conversation):
            return self.conversations.pop(conversation, None) is not None

    async def ready(self) -> bool:
        """Always."""
        return True

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""
