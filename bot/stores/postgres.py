"""Conversations in PostgreSQL: for several processes, each of which may take any conversation's next turn.

A turn is two round trips: one holds the conversation and reads, one writes and lets go. In between its transaction
stays open, on a connection of its own; of the many that may wait for one conversation within a process only the first
has a connection, so that a busy conversation does not use up the pool.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool

from bot.letters import Turned
from bot.messages import Answer
from bot.settings import masked
from bot.stores import hold
from bot.stores.cache import Cache, Known
from bot.stores.hold import Borrowed, Connection, Pool, as_bytes, as_text
from bot.stores.locks import Locks
from bot.stores.outbox import Outbox
from bot.stores.schema import POSTGRES, lacking
from bot.stores.store import PAGE, StoreError, Summary, Waiting, whole
from bot.stores.written import PAUSED, Outcome, Written, read_answer, read_events, read_waiting
from bot.tracker import Event, State

POOL = 16
"""Connections of one process, and so turns that are taken at once."""
PATIENCE = 5.0
"""Seconds to wait for a connection."""
GLANCE = 1.0
"""Seconds to wait for one just to know whether there is any."""
LEASE = 10.0
"""Seconds for which a process that sends letters is believed to live after its last word."""
_TAKE = """
    INSERT INTO doolittle_couriers AS c (recipient, holder, until)
    SELECT name, ?, extract(epoch FROM clock_timestamp()) + ? FROM unnest(?::text[]) AS name ORDER BY name
    ON CONFLICT (recipient) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE c.holder = excluded.holder OR c.until < extract(epoch FROM clock_timestamp()) RETURNING recipient
"""
LIMITS = {"lock_timeout": "30s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}
"""How long a turn waits for another's, and how long one that hangs keeps others waiting."""
_MIGRATION = 0x0D00117713
"""The number of the lock that is held while tables are made."""

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class PostgresTurn:
    """A turn on a conversation in a database."""

    state: State
    events: Sequence[Event]
    answer: Answer | None
    _store: PostgresStore
    _borrowed: Borrowed
    _key: tuple[str, str]
    _known: Known

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Write the turn; on return the database has it."""
        turned, outbox = Turned(*self._key, events, answer), self._store.outbox
        written = Written.of(turned, self._known.version, state, outbox)
        outcome = await whole(self._store.write(self._borrowed, written))
        if written.letters:
            outbox.posted.set()
        self._store.cache.keep(self._key[0], self._known.after(outcome.version, state, events))
        self.answer = read_answer(outcome.answer) or answer


class PostgresStore:
    """The store in a database (`postgresql://user:password@host:5432/database`)."""

    def __init__(self, address: str, *, reading: bool = False) -> None:
        """`reading` takes a database that is there already and writes nothing to it, whoever else does."""
        self._address, self._reading = address, reading
        self._parts = _parts(address)
        self._pool: Pool | None = None
        self._locks = Locks()
        self.cache = Cache()
        self.patience = PATIENCE
        self.outbox = Outbox(self._run, "doolittle_outbox", self._mine)
        self._name = secrets.token_hex(8)
        self._courier = False

    async def open(self) -> None:
        """Connect, making the tables or bringing them forward if need be; those of a later version are refused."""
        with self._reached():
            parts = {"connect_timeout": int(PATIENCE), **self._parts}
            async with await psycopg.AsyncConnection.connect(**parts) as connection:
                await self._prepare(connection)
            pool: Pool = AsyncConnectionPool(
                kwargs={**parts, "autocommit": True},
                min_size=1,
                max_size=POOL,
                open=False,
                configure=self._configure,
                reconnect_timeout=PATIENCE / 2,  # Tried seldom for long, it would come back late.
            )
            await pool.open()
            self._pool = pool

    async def _configure(self, connection: Connection) -> None:
        limits = {**LIMITS, **({"default_transaction_read_only": "on"} if self._reading else {})}
        for name, value in limits.items():
            await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        await connection.execute(hold.PREPARED)

    async def _prepare(self, connection: Connection) -> None:
        """Bring the tables forward, one process at a time."""
        if self._reading:
            found = await _schema(connection)
            if not found:
                raise StoreError("the database holds no conversations. Name the one `serve` writes.")
            if lacking(found, len(POSTGRES), "the database"):
                raise StoreError("the database was written by an earlier Doolittle. Start `serve` on it once.")
            return
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION,))
        steps = lacking(await _schema(connection), len(POSTGRES), "the database")
        for step in steps:
            await connection.execute(POSTGRES[step].encode())
        if steps:
            await connection.execute("CREATE TABLE IF NOT EXISTS doolittle_schema (version integer NOT NULL)")
            await connection.execute("DELETE FROM doolittle_schema")
            await connection.execute("INSERT INTO doolittle_schema VALUES (%s)", (len(POSTGRES),))

    async def close(self) -> None:
        """Close all connections."""
        if self._pool is not None:
            if self._courier:
                with suppress(StoreError):  # It would be believed for LEASE seconds more.
                    await self._run("DELETE FROM doolittle_couriers WHERE holder = ?", self._name)
            await self._pool.close()
            self._pool = None

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            await self._once(_first, GLANCE)
        except StoreError:
            return False
        return True

    @asynccontextmanager
    async def turn(self, conversation: str, message_id: str) -> AsyncIterator[PostgresTurn]:
        """Hold a conversation for one message, across all processes."""
        async with self._locks.hold(conversation), self._borrowed() as borrowed:
            version = self.cache.version(conversation)
            with self._reached():
                found = await borrowed.begin(lambda c: hold.find(c, conversation, message_id, version))
            known, answer = self.cache.known(conversation, found), read_answer(found.answer)
            yield PostgresTurn(known.state, known.events, answer, self, borrowed, (conversation, message_id), known)

    async def write(self, borrowed: Borrowed, turn: Written) -> Outcome:
        """Write a turn; where its connection was lost, hold the conversation anew and see what became of it."""
        with self._reached():
            try:
                if version := await borrowed.go_on(lambda c: hold.write(c, turn)):
                    return Outcome(version)
            except psycopg.Error as error:
                log.warning("A turn is written a second time: %s", error)
            await borrowed.give_back()
            found = await borrowed.begin(lambda c: hold.find(c, turn.conversation, turn.message_id, 0))
            if found.answer is not None:
                return Outcome(0, found.answer)
            alone = found.version == turn.version
            turn = replace(turn if alone else turn.onto(found.state), version=found.version)
            if not (version := await borrowed.go_on(lambda c: hold.write(c, turn))):
                raise StoreError("the conversation was not held any more; nothing of the turn was kept")
            return Outcome(version if alone else 0)

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation."""
        query = "SELECT events FROM doolittle_turns WHERE conversation = %s ORDER BY number"
        rows = await self._rows(query, as_bytes(conversation))
        return tuple(event for (turn,) in rows for event in read_events(turn))

    async def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation with all its events, some at a time."""
        query = "SELECT id FROM doolittle_conversations WHERE id >= %s ORDER BY id LIMIT %s"
        following = b""
        while rows := await self._rows(query, following, PAGE):
            for (name,) in rows:
                yield as_text(name), await self.events(as_text(name))
                following = name + b"\0"

    async def summaries(self) -> AsyncIterator[Summary]:
        """Every conversation at a glance, some at a time."""
        query = (
            "SELECT id, began, last, turns FROM doolittle_conversations WHERE last <= %s AND (last < %s OR id > %s)"
            " ORDER BY last DESC, id LIMIT %s"
        )
        last, following = float("inf"), b""
        while rows := await self._rows(query, last, last, following, PAGE):
            for name, *times in rows:
                yield Summary(as_text(name), *times)
            following, last = rows[-1][0], rows[-1][2]

    async def waiting(self) -> Sequence[Waiting]:
        """Those that are paused."""
        query = f"SELECT id, state FROM doolittle_conversations WHERE position('{PAUSED}' in state) > 0"
        return read_waiting([(as_text(name), state) for name, state in await self._rows(query)])

    async def delete(self, conversation: str, *, letters: bool = True) -> bool:
        """Delete a conversation, once nobody holds it."""
        async with self._locks.hold(conversation):
            self.cache.drop(conversation)
            return bool(await whole(self._once(partial(hold.delete, conversation, letters))))

    async def forget(self, before: float) -> int:
        """Delete the conversations whose latest turn is older, some at a time; one that is held now is not silent."""
        forgotten = 0
        while found := await whole(self._once(partial(hold.forget, before))):
            forgotten += found
        return forgotten

    async def _run(self, query: str, *values: Any) -> list[Any]:
        async def work(connection: Connection) -> list[Any]:
            cursor = await connection.execute(query.replace("?", "%s").encode(), values)
            return await cursor.fetchall() if cursor.description else []

        return await self._once(work)

    async def _mine(self, recipients: Sequence[str]) -> Collection[str]:
        taken = await self._run(_TAKE, self._name, LEASE, [*recipients])
        self._courier = self._courier or bool(taken)
        return [name for (name,) in taken]

    async def _rows(self, query: str, *values: Any) -> list[Any]:
        async def read(connection: Connection) -> list[Any]:
            return await (await connection.execute(query.encode(), values)).fetchall()

        return await self._once(read)

    async def _once(self, work: Callable[[Connection], Awaitable[T]], patience: float | None = None) -> T:
        """Some work in a transaction of its own."""
        with self._reached():
            async with self._borrowed(patience) as borrowed:
                return await borrowed.begin(work)

    @asynccontextmanager
    async def _borrowed(self, patience: float | None = None) -> AsyncIterator[Borrowed]:
        if self._pool is None:
            raise StoreError("the connection to PostgreSQL is not open")
        borrowed = Borrowed(self._pool, patience or self.patience)
        try:
            yield borrowed
        finally:
            await whole(borrowed.give_back())

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Tell a database that can not be reached from a mistake of ours; the password is in no error."""
        try:
            yield
        except psycopg.Error as error:
            # The primary message alone: a detail or a context may quote what is stored.
            told = " ".join((error.diag.message_primary or str(error)).split()) or type(error).__name__
            if password := self._parts.get("password"):
                told = told.replace(str(password), "***")
            raise StoreError(f"{masked(self._address)}: {told}") from error


def _parts(address: str) -> dict[str, Any]:
    """The parts of an address; what is wrong with it is not said in the words of it, since they may be a password."""
    try:
        if address.count("@") > 1:
            raise psycopg.ProgrammingError
        return dict(conninfo_to_dict(address))
    except psycopg.ProgrammingError:
        raise StoreError(
            "that is no address of a database. Write postgresql://user:password@host:5432/database, with %40, %2F and"
            " %3A for each @, / and : of the password."
        ) from None


async def _schema(connection: Connection) -> int:
    """The version of the tables; 0 for a database without them."""
    found = await (await connection.execute("SELECT to_regclass('doolittle_schema')")).fetchone()
    if found is None or found[0] is None:
        return 0
    version = await (await connection.execute("SELECT version FROM doolittle_schema")).fetchone()
    return int(version[0]) if version else 0


async def _first(connection: Connection) -> None:
    await connection.execute("SELECT 1 FROM doolittle_conversations LIMIT 1")
