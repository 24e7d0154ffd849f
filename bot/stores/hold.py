"""A conversation of a PostgreSQL database, held: one transaction that has its advisory lock, on one connection.

The lock belongs to the transaction, so whatever ends the transaction (a commit, a killed client, a server that goes
away) frees the conversation too, and a turn that lost its lock can not commit any more. An advisory lock rather than a
row's, since the first turn of a conversation has no row yet; a transaction's rather than a session's, since a pooler
may stand in between and nothing can be left locked behind. See "Advisory Locks" in PostgreSQL's manual.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from hashlib import blake2b
from itertools import chain
from math import ceil
from typing import Any, TypeAlias, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.stores.outbox import rows
from bot.stores.store import PAGE, RECENT, StoreError
from bot.stores.written import Found, Written

T = TypeVar("T")
Connection: TypeAlias = psycopg.AsyncConnection[Any]
Pool: TypeAlias = AsyncConnectionPool[Connection]

PREPARED = """
PREPARE doolittle_find (bytea, bytea, bigint, integer) AS
    SELECT c.version, (SELECT answer FROM doolittle_turns WHERE conversation = $1 AND message_id = $2),
        CASE WHEN c.version <> $3 THEN state END,
        CASE WHEN c.version <> $3 THEN ARRAY(
            SELECT events FROM doolittle_turns WHERE conversation = $1 ORDER BY number DESC LIMIT $4
        ) END
    FROM doolittle_conversations c WHERE id = $1;
PREPARE doolittle_write (bytea, bytea, bigint, text, text, text, double precision, integer) AS
    WITH turn AS (
        INSERT INTO doolittle_turns (conversation, message_id, events, answer) SELECT $1, $2, $4, $6
        WHERE coalesce((SELECT version FROM doolittle_conversations WHERE id = $1), 0) = $3
        RETURNING number
    )
    INSERT INTO doolittle_conversations AS c (id, version, state, began, last, turns)
    SELECT $1, number, $5, $7, $7, $8 FROM turn
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
        last = greatest(c.last, excluded.last), turns = excluded.turns
    RETURNING version;
"""
"""What a turn asks of each connection. Several statements go in one message, which psycopg's pipeline sends as many."""
_HOLD = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(%s)"
_FIND = f"{_HOLD}; EXECUTE doolittle_find (%s, %s, %s, %s)"
_WRITE = "EXECUTE doolittle_write (%s, %s, %s, %s, %s, %s, %s, %s)"
_POST = """
    ; INSERT INTO doolittle_outbox (id, recipient, conversation, line, body, written, due)
    SELECT l.* FROM (VALUES {rows}) AS l (id, recipient, conversation, line, body, written, due)
    WHERE EXISTS (SELECT 1 FROM doolittle_turns WHERE conversation = %s AND message_id = %s)
    ON CONFLICT DO NOTHING
"""
_LETTER = "(%s::text, %s::text, %s::bytea, %s::text, %s::text, %s::double precision, %s::double precision)"
_DELETE = """
    WITH gone AS (DELETE FROM doolittle_conversations WHERE id = ANY(%s) AND last < %s RETURNING id),
        turns AS (DELETE FROM doolittle_turns WHERE conversation IN (SELECT id FROM gone)),
        letters AS (DELETE FROM doolittle_outbox WHERE %s::boolean AND conversation IN (SELECT id FROM gone))
    SELECT count(*) FROM gone
"""


def as_bytes(name: str) -> bytes:
    """A conversation's or a message's id as the database keeps it."""
    return name.encode("utf-8", "surrogatepass")


def as_text(name: bytes) -> str:
    """The id that is kept so."""
    return name.decode("utf-8", "surrogatepass")


def key(conversation: bytes) -> int:
    """The number of a conversation's advisory lock. Two that share one are only taken one after the other."""
    return int.from_bytes(blake2b(conversation, digest_size=8).digest(), "big", signed=True)


class Borrowed:
    """A connection of the pool, for as long as something needs it."""

    def __init__(self, pool: Pool, patience: float) -> None:
        """`patience` is how many seconds to wait for a connection."""
        self._pool, self._patience = pool, patience
        self._connection: Connection | None = None

    async def begin(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Begin a transaction with some work that can be done again: it is, where a connection turns out to be dead.

        After a restart of the server all connections of the pool are.
        """
        for _ in range(self._pool.max_size + 1):
            self._connection = await self._connected()
            try:
                return await work(self._connection)
            except psycopg.errors.LockNotAvailable:
                raise
            except psycopg.OperationalError:
                await self._connection.close()
                await self.give_back()
        raise StoreError("every connection to PostgreSQL is dead")

    async def _connected(self) -> Connection:
        """A connection. The pool tries to reconnect seldom, so where it has none in time, whether one can be had is
        asked once more: nothing fails that began while the database was away and still waits when it is back."""
        try:
            return await self._pool.getconn(timeout=self._patience)
        except PoolTimeout:
            assert isinstance(self._pool.kwargs, dict)
            parts = {**self._pool.kwargs, "connect_timeout": ceil(self._patience)}
            await (await psycopg.AsyncConnection.connect(**parts)).close()
            return await self._pool.getconn(timeout=self._patience)

    async def go_on(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """More work in the same transaction."""
        if self._connection is None:
            raise StoreError("the connection to PostgreSQL was given back")
        return await work(self._connection)

    async def give_back(self) -> None:
        """End the transaction, if it has not ended, and give the connection back."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            with suppress(psycopg.Error):  # It is dead, and the pool puts another in its place.
                await connection.rollback()
        elif connection.info.transaction_status != TransactionStatus.IDLE:
            await connection.close()  # Cut off in the middle of a statement: the server ends the transaction.
        await self._pool.putconn(connection)


async def find(connection: Connection, conversation: str, message_id: str, known: int) -> Found:
    """Hold a conversation and look what is there, in one round trip: no state and events if it is as known."""
    name = as_bytes(conversation)
    cursor = psycopg.AsyncClientCursor(connection)
    # A statement sees what was committed before it began, so that of the turn that had the lock before is seen.
    await cursor.execute(_FIND, (key(name), name, as_bytes(message_id), known, RECENT))
    while cursor.nextset():
        pass
    row = await cursor.fetchone()
    if row is None:
        return Found(0, None)
    version, answer, state, recent = row
    return Found(version, answer, state, recent[::-1] if recent else ())


async def write(connection: Connection, turn: Written) -> int:
    """Write a turn of a held conversation and let go of it, in one round trip.

    Returns its number; 0 if the conversation has another version than the turn was taken on, and nothing was written.
    """
    name = (as_bytes(turn.conversation), as_bytes(turn.message_id))
    values: list[Any] = [*name, turn.version, turn.events, turn.state, turn.answer, turn.at, turn.turns]
    query = _WRITE
    if turn.letters:  # A turn that was not written has none.
        query += _POST.format(rows=", ".join([_LETTER] * len(turn.letters)))
        values += [*chain.from_iterable(rows(turn.letters)), *name]
    cursor = psycopg.AsyncClientCursor(connection)
    await cursor.execute(f"{query}; COMMIT".encode(), values)
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def delete(conversation: str, letters: bool, connection: Connection) -> int:
    """Delete a conversation once nobody holds it; 0 if there was none."""
    name = as_bytes(conversation)
    await psycopg.AsyncClientCursor(connection).execute(_HOLD, (key(name),))
    return await _deleted(connection, [name], float("inf"), letters)


async def forget(before: float, connection: Connection) -> int:
    """Delete some of the conversations whose latest turn is older and that nobody holds; how many those were."""
    await connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
    query = "SELECT id FROM doolittle_conversations WHERE last < %s ORDER BY last LIMIT %s"
    names = [name for (name,) in await (await connection.execute(query, (before, PAGE))).fetchall()]
    query = "SELECT pg_try_advisory_xact_lock(lock) FROM unnest(%s::bigint[]) WITH ORDINALITY AS t (lock, n) ORDER BY n"
    held = await (await connection.execute(query, ([key(name) for name in names],))).fetchall()
    return await _deleted(connection, [name for name, (free,) in zip(names, held, strict=True) if free], before)


async def _deleted(connection: Connection, names: list[bytes], before: float, letters: bool = True) -> int:
    found = await (await connection.execute(_DELETE, (names, before, letters))).fetchone()
    await connection.commit()
    return int(found[0]) if found else 0
