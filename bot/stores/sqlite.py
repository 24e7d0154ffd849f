"""Conversations in one SQLite file: durable before the answer leaves, nothing beside the process."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite

from bot.messages import Answer
from bot.stores.store import RECENT, Locks
from bot.tracker import Event, State

VERSION = 1
"""The schema's version, kept in SQLite's `user_version`."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY, conversation TEXT NOT NULL, event TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_conversation ON events (conversation, number);
CREATE TABLE IF NOT EXISTS answers (
    conversation TEXT NOT NULL, message_id TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation, message_id)
) WITHOUT ROWID;
"""


@dataclass
class SQLiteTurn:
    """A turn on a conversation in a file."""

    state: State
    events: Sequence[Event]
    answer: Answer | None
    _store: SQLiteStore
    _conversation: str
    _message_id: str

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Write the turn in one transaction; on return it is on the disk."""
        await self._store.write(self._conversation, self._message_id, events, state, answer)


class SQLiteStore:
    """The store in one file (`sqlite:doolittle.db`)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: aiosqlite.Connection | None = None
        self._locks = Locks()
        self._writing = Locks()

    async def open(self) -> None:
        """Open the file, making it and its tables if need be; a file of a later version is refused."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = await aiosqlite.connect(self._path, isolation_level=None)
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")
        await connection.execute("PRAGMA busy_timeout = 5000")
        (found,) = await _row(connection, "PRAGMA user_version")
        if found > VERSION:
            await connection.close()
            raise RuntimeError(
                f"{self._path} was written by a later Doolittle (schema {found}, this one knows {VERSION}). "
                "Use that version, or name another file."
            )
        await connection.executescript(_SCHEMA)
        await connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection = connection

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def ready(self) -> bool:
        """Whether the file answers."""
        try:
            await _row(self._open(), "SELECT 1")
        except (RuntimeError, ValueError, aiosqlite.Error):
            return False
        return True

    @asynccontextmanager
    async def turn(self, conversation: str, message_id: str) -> AsyncIterator[SQLiteTurn]:
        """Hold a conversation for one message."""
        async with self._locks.hold(conversation):
            given = await _row(
                self._open(),
                "SELECT answer FROM answers WHERE conversation = ? AND message_id = ?",
                (conversation, message_id),
            )
            kept = await _row(self._open(), "SELECT state FROM conversations WHERE id = ?", (conversation,))
            recent = await self._recent(conversation) if kept else ()
            state = State.from_dict(json.loads(kept[0])) if kept else State()
            answer = Answer.from_dict(json.loads(given[0])) if given else None
            yield SQLiteTurn(state, recent, answer, self, conversation, message_id)

    async def _recent(self, conversation: str) -> Sequence[Event]:
        query = "SELECT event FROM events WHERE conversation = ? ORDER BY number DESC LIMIT ?"
        rows = await self._open().execute_fetchall(query, (conversation, RECENT))
        return tuple(json.loads(row[0]) for row in reversed(list(rows)))

    async def write(
        self, conversation: str, message_id: str, events: Sequence[Event], state: State, answer: Answer
    ) -> None:
        """One turn, all or nothing. One transaction at a time: the connection is shared."""
        async with self._writing.hold(""):
            connection = self._open()
            await connection.execute("BEGIN IMMEDIATE")
            try:
                await connection.executemany(
                    "INSERT INTO events (conversation, event) VALUES (?, ?)",
                    [(conversation, _json(event)) for event in events],
                )
                await connection.execute(
                    "INSERT INTO conversations (id, state) VALUES (?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET state = excluded.state",
                    (conversation, _json(state.as_dict())),
                )
                await connection.execute(
                    "INSERT INTO answers VALUES (?, ?, ?)", (conversation, message_id, _json(answer.as_dict()))
                )
                await connection.execute("COMMIT")
            except BaseException:
                await connection.execute("ROLLBACK")
                raise

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation."""
        query = "SELECT event FROM events WHERE conversation = ? ORDER BY number"
        rows = await self._open().execute_fetchall(query, (conversation,))
        return tuple(json.loads(row[0]) for row in rows)

    def _open(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise RuntimeError("the store is not open; call open() first")
        return self._connection


async def _row(connection: aiosqlite.Connection, query: str, values: tuple[Any, ...] = ()) -> Any:
    async with connection.execute(query, values) as cursor:
        return await cursor.fetchone()


def _json(data: object) -> str:
    # Lone surrogates in a message must not keep its turn from being stored.
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))
