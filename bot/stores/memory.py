"""Conversations in memory: for tests, the terminal, and bots that may forget."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from typing import Any

from bot.letters import Letter, Turned
from bot.messages import Answer
from bot.stores.locks import Held, Locks
from bot.stores.outbox import POST, Outbox, as_bytes, make, mark, rows
from bot.stores.store import RECENT, Summary, Waiting, moment
from bot.tracker import Event, State


@dataclass
class _Kept:
    state: State = field(default_factory=State)
    turns: list[Sequence[Event]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    began: float = 0.0
    last: float = 0.0

    @property
    def events(self) -> Sequence[Event]:
        """The events of all turns."""
        return tuple(chain.from_iterable(self.turns))


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
        at = moment(events)
        kept = self._store.conversations.setdefault(self._conversation, _Kept(began=at))
        kept.turns.append(tuple(events))
        kept.state = state
        kept.answers[self._message_id] = self.answer = answer
        kept.last = max(at, kept.last)
        self._store.post(self._store.outbox.letters(Turned(self._conversation, self._message_id, events, answer)))


class MemoryStore:
    """The store that forgets when the process ends."""

    def __init__(self) -> None:
        self.conversations: dict[str, _Kept] = {}
        self._locks = Locks()
        self.outbox = Outbox(self._run)

    @cached_property
    def _letters(self) -> sqlite3.Connection:
        """A database of letters in memory, made for the first of them."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        make(connection)
        mark(connection)
        return connection

    async def _run(self, query: str, *values: Any) -> list[Any]:
        return self._letters.execute(query, values).fetchall()

    def post(self, letters: Sequence[Letter]) -> None:
        """Keep letters."""
        if letters:
            self._letters.executemany(POST, rows(letters))
            self.outbox.posted.set()

    def _drop(self, conversation: str, letters: bool = True) -> None:
        del self.conversations[conversation]
        if letters and "_letters" in self.__dict__:
            self._letters.execute("DELETE FROM outbox WHERE conversation = ?", (as_bytes(conversation),))

    def turn(self, conversation: str, message_id: str) -> Held[MemoryTurn]:
        """Hold a conversation for one message."""
        return Held(conversation, (self._locks,), partial(self._begin, conversation, message_id))

    async def _begin(self, conversation: str, message_id: str) -> MemoryTurn:
        kept = self.conversations.get(conversation) or _Kept()
        recent = tuple(chain.from_iterable(kept.turns[-RECENT:]))
        return MemoryTurn(kept.state, recent, kept.answers.get(message_id), self, conversation, message_id)

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation."""
        kept = self.conversations.get(conversation)
        return kept.events if kept else ()

    async def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation with all its events."""
        for conversation in sorted(self.conversations):
            yield conversation, await self.events(conversation)

    async def summaries(self) -> AsyncIterator[Summary]:
        """Every conversation at a glance."""
        for name, kept in sorted(self.conversations.items(), key=lambda item: (-item[1].last, item[0])):
            yield Summary(name, kept.began, kept.last, kept.state.turns)

    async def waiting(self) -> Sequence[Waiting]:
        """Those that are paused."""
        states = ((name, kept.state) for name, kept in self.conversations.items())
        found = (Waiting(name, state.paused_at) for name, state in states if state.paused)
        return sorted(found, key=lambda one: (one.since, one.conversation))

    async def delete(self, conversation: str, *, letters: bool = True) -> bool:
        """Delete a conversation."""
        async with self._locks.hold(conversation):
            found = conversation in self.conversations
            if found:
                self._drop(conversation, letters)
            return found

    async def forget(self, before: float) -> int:
        """Delete the conversations whose latest turn is older."""
        forgotten = 0
        for conversation in [name for name, kept in self.conversations.items() if kept.last < before]:
            async with self._locks.hold(conversation):
                if (kept := self.conversations.get(conversation)) and kept.last < before:
                    self._drop(conversation)
                    forgotten += 1
        return forgotten

    async def ready(self) -> bool:
        """Always."""
        return True

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close but the letters."""
        if "_letters" in self.__dict__:
            self._letters.close()
            del self._letters
