"""Conversations in one SQLite file: durable before the answer leaves, nothing beside the process.

A conversation is held within one process. Where two processes take turns of the same one on the same file, no turn
is lost: the events of the later are folded onto the state that the earlier left.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite

from bot.messages import Answer
from bot.stores.store import RECENT, Locks, StoreError
from bot.tracker import Event, State, fold

VERSION = 1
"""The schema's version, kept in SQLite's `user_version`."""
PAGE = 256
"""Conversations whose ids are read at once."""
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
    conversation: str
    message_id: str
    _store: SQLiteStore

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Write the turn in one transaction; on return it is on the disk."""
        writing = asyncio.ensure_future(self._store.write(self, events, state, answer))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # Half a transaction on the shared connection would keep every other turn from being written.
            await writing
            raise


class SQLiteStore:
    """The store in one file (`sqlite:doolittle.db`)."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """`reading` opens a file that is there already and writes nothing to it, whoever else does."""
        self._path, self._reading = path, reading
        self._connection: aiosqlite.Connection | None = None
        self._locks = Locks()
        self._writing = Locks()

    async def open(self) -> None:
        """Open the file, making it and its tables if need be; a file of a later version is refused."""
        try:
            address = self._address()
            sqlite3.connect(address, uri=True).close()  # Where this fails, aiosqlite would leave a thread behind.
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self._path} can not be opened: {error}. Name another file.") from error
        connection = await aiosqlite.connect(address, isolation_level=None, uri=True)
        try:
            await (self._look(connection) if self._reading else self._prepare(connection))
        except sqlite3.DatabaseError as error:
            await connection.close()
            raise StoreError(f"{self._path} can not be used: {error}. Name another file.") from error
        except StoreError:
            await connection.close()
            raise
        self._connection = connection

    def _address(self) -> str:
        if not self._reading:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        elif not self._path.exists():
            raise StoreError(
                f"there is no file {self._path}, so nothing was stored in it. Name the one `serve` writes."
            )
        # Read with `ro`, a file that nobody else has open is left with a -wal and a -shm file beside it.
        return f"{self._path.absolute().as_uri()}?mode={'rw' if self._reading else 'rwc'}"

    async def _look(self, connection: aiosqlite.Connection) -> None:
        await connection.execute("PRAGMA busy_timeout = 5000")
        await connection.execute("PRAGMA query_only = ON")
        if not await self._version(connection):
            raise StoreError(f"{self._path} holds no conversations. Name the file that `serve` writes.")

    async def _prepare(self, connection: aiosqlite.Connection) -> None:
        await connection.execute("PRAGMA busy_timeout = 5000")
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")
        await self._version(connection)
        await connection.executescript(_SCHEMA)
        await connection.execute(f"PRAGMA user_version = {VERSION}")

    async def _version(self, connection: aiosqlite.Connection) -> int:
        """The version of the schema in the file; 0 for a file without one."""
        (found,) = await _row(connection, "PRAGMA user_version")
        if found > VERSION:
            raise StoreError(
                f"{self._path} was written by a later Doolittle (schema {found}, this one knows {VERSION}). "
                "Use that version, or name another file."
            )
        return int(found)

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def ready(self) -> bool:
        """Whether the file is there and answers."""
        try:
            with _reached():
                await _row(self._open(), "SELECT 1 FROM conversations LIMIT 1")
        except StoreError:
            return False
        return self._path.exists()

    @asynccontextmanager
    async def turn(self, conversation: str, message_id: str) -> AsyncIterator[SQLiteTurn]:
        """Hold a conversation for one message."""
        async with self._locks.hold(conversation):
            with _reached():
                state, answer = await self._kept(conversation, message_id)
                recent = await self._recent(conversation)
            yield SQLiteTurn(state, recent, answer, conversation, message_id, self)

    async def _kept(self, conversation: str, message_id: str) -> tuple[State, Answer | None]:
        query = (
            "SELECT (SELECT state FROM conversations WHERE id = :conversation),"
            " (SELECT answer FROM answers WHERE conversation = :conversation AND message_id = :message)"
        )
        state, answer = await _row(self._open(), query, {"conversation": conversation, "message": message_id})
        return (
            State.from_dict(json.loads(state)) if state else State(),
            Answer.from_dict(json.loads(answer)) if answer else None,
        )

    async def _recent(self, conversation: str) -> Sequence[Event]:
        query = "SELECT event FROM events WHERE conversation = ? ORDER BY number DESC LIMIT ?"
        rows = await self._open().execute_fetchall(query, (conversation, RECENT))
        return tuple(json.loads(row[0]) for row in reversed(list(rows)))

    async def write(self, turn: SQLiteTurn, events: Sequence[Event], state: State, answer: Answer) -> None:
        """One turn, all or nothing; one transaction at a time, since the connection is shared."""
        async with self._writing.hold(""):
            connection = self._open()
            with _reached():
                await connection.execute("BEGIN IMMEDIATE")
                try:
                    await self._insert(connection, turn, events, state, answer)
                    await connection.execute("COMMIT")
                except BaseException:
                    await connection.execute("ROLLBACK")
                    raise

    async def _insert(
        self, connection: aiosqlite.Connection, turn: SQLiteTurn, events: Sequence[Event], state: State, answer: Answer
    ) -> None:
        meanwhile, answered = await self._kept(turn.conversation, turn.message_id)
        if answered is not None:
            return  # Another process answered the same message meanwhile: that was its turn.
        if meanwhile != turn.state:
            state = fold(meanwhile, events)
        await connection.executemany(
            "INSERT INTO events (conversation, event) VALUES (?, ?)",
            [(turn.conversation, _json(event)) for event in events],
        )
        await connection.execute(
            "INSERT INTO conversations (id, state) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            (turn.conversation, _json(state.as_dict())),
        )
        await connection.execute(
            "INSERT INTO answers VALUES (?, ?, ?)", (turn.conversation, turn.message_id, _json(answer.as_dict()))
        )

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation."""
        query = "SELECT event FROM events WHERE conversation = ? ORDER BY number"
        with _reached():
            rows = await self._open().execute_fetchall(query, (conversation,))
        return tuple(json.loads(row[0]) for row in rows)

    async def delete(self, conversation: str) -> bool:
        """Delete a conversation."""
        async with self._locks.hold(conversation), self._writing.hold(""):
            connection = self._open()
            with _reached():
                await connection.execute("BEGIN IMMEDIATE")
                for table in ("events", "answers"):
                    await connection.execute(f"DELETE FROM {table} WHERE conversation = ?", (conversation,))
                found = await connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
                await connection.execute("COMMIT")
                return bool(found.rowcount)

    async def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation with all its events, some at a time, so that no reader keeps the log from shrinking."""
        query = "SELECT id FROM conversations WHERE id >= ? ORDER BY id LIMIT ?"
        following = ""
        while True:
            with _reached():
                rows = await self._open().execute_fetchall(query, (following, PAGE))
            for (conversation,) in rows:
                yield conversation, await self.events(conversation)
                following = f"{conversation}\0"
            if not rows:
                return

    def _open(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise StoreError(f"{self._path} is not open")
        return self._connection


@contextmanager
def _reached() -> Iterator[None]:
    """Tell a file that can not be reached (locked, gone, disk full) from a mistake of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(str(error)) from error


async def _row(connection: aiosqlite.Connection, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
    async with connection.execute(query, values) as cursor:
        return await cursor.fetchone()


def _json(data: object) -> str:
    # Lone surrogates in a message must not keep its turn from being stored.
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))
