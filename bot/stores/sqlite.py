"""Conversations in one SQLite file: durable before the answer leaves, nothing beside the process.

Two connections, each with a thread of its own: one reads, one writes, and both take all that waits at once, so that
the turns of many conversations share a transaction and an fsync.

A conversation is held across the processes of one machine by a lock in a file beside it. Should that not hold, no turn
is lost all the same: where two were taken on one state, the events of the later are folded onto what the earlier left.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bot.letters import Turned
from bot.messages import Answer
from bot.stores import jobs
from bot.stores.cache import Cache, Known
from bot.stores.filelocks import FileLocks
from bot.stores.locks import Held, Locks, nothing
from bot.stores.outbox import Outbox
from bot.stores.schema import SQLITE, lacking
from bot.stores.store import PAGE, StoreError, Summary, Waiting, whole
from bot.stores.worker import Job, Worker
from bot.stores.written import PAUSED, Written, read_answer, read_events, read_waiting
from bot.tracker import Event, State

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class SQLiteTurn:
    """A turn on a conversation in a file."""

    state: State
    events: Sequence[Event]
    answer: Answer | None
    _store: SQLiteStore
    _key: tuple[str, str]
    _known: Known

    async def commit(self, events: Sequence[Event], state: State, answer: Answer) -> None:
        """Write the turn; on return it is on the disk."""
        turned, outbox = Turned(*self._key, events, answer), self._store.outbox
        written = Written.of(turned, self._known.version, state, outbox)
        outcome = await self._store.write(partial(jobs.write, written))
        if written.letters:
            outbox.posted.set()
        self._store.cache.keep(self._key[0], self._known.after(outcome.version, state, events))
        # Another process may have answered the same message meanwhile: that was its turn.
        self.answer = read_answer(outcome.answer) or answer


class SQLiteStore:
    """The store in one file (`sqlite:doolittle.db`)."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """`reading` opens a file that is there already and writes nothing to it, whoever else does."""
        self._path, self._reading = path, reading
        self._reader: Worker | None = None
        self._writer: Worker | None = None
        self._locks = Locks()
        self._across: FileLocks | None = None
        self.cache = Cache()
        self.outbox = Outbox(self._run, mine=self._mine)

    async def open(self) -> None:
        """Open the file, making it or bringing it forward if need be; a file of a later version is refused."""
        try:
            address = self._address()
            if not self._reading:
                self._writer = await Worker.opened(address, "BEGIN IMMEDIATE", self._prepare)
                self._across = FileLocks(self._path.with_name(f"{self._path.name}-lock"))
            self._reader = await Worker.opened(address, "BEGIN", self._look)
        except (OSError, sqlite3.Error) as error:
            how = "opened" if isinstance(error, OSError | sqlite3.OperationalError) else "used"
            raise StoreError(f"{self._path} can not be {how}: {error}. Name another file.") from error
        finally:
            if self._reader is None:
                await self.close()

    def _address(self) -> str:
        if not self._reading:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        elif not self._path.exists():
            raise StoreError(
                f"there is no file {self._path}, so nothing was stored in it. Name the one `serve` writes."
            )
        # Read with `ro`, a file that nobody else has open is left with a -wal and a -shm file beside it.
        return f"{self._path.absolute().as_uri()}?mode={'rw' if self._reading else 'rwc'}"

    def _look(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA query_only = ON")
        found = jobs.schema(connection)
        if not found:
            raise StoreError(f"{self._path} holds no conversations. Name the file that `serve` writes.")
        if lacking(found, len(SQLITE), str(self._path)):
            raise StoreError(
                f"{self._path} was written by an earlier Doolittle. Start `serve` on it once: that brings it forward."
            )

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout = 5000")
        lacking(jobs.schema(connection), len(SQLITE), str(self._path))  # A later file is not touched at all.
        jobs.keep_log(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # What is deleted is overwritten with zeros.
        connection.execute("PRAGMA wal_autocheckpoint = 4000")  # One large commit should not cost a checkpoint each.
        connection.execute("BEGIN IMMEDIATE")
        for step in lacking(jobs.schema(connection), len(SQLITE), str(self._path)):
            SQLITE[step](connection)
        connection.execute(f"PRAGMA user_version = {len(SQLITE)}")
        connection.execute("COMMIT")

    async def close(self) -> None:
        """Finish what is being written and close the file."""
        for worker in (self._reader, self._writer):
            if worker is not None:
                await worker.close()
        if self._across is not None:
            self._across.close()
        self._reader = self._writer = self._across = None

    async def ready(self) -> bool:
        """Whether the file is there and answers."""
        try:
            await self._read(jobs.first)
        except StoreError:
            return False
        return self._path.exists()

    def turn(self, conversation: str, message_id: str) -> Held[SQLiteTurn]:
        """Hold a conversation for one message."""
        return self._held(conversation, partial(self._begin, conversation, message_id))

    async def _begin(self, conversation: str, message_id: str) -> SQLiteTurn:
        found = await self._read(partial(jobs.find, conversation, message_id, self.cache.version(conversation)))
        known, answer = self.cache.known(conversation, found), read_answer(found.answer)
        return SQLiteTurn(known.state, known.events, answer, self, (conversation, message_id), known)

    def _held(self, conversation: str, find: Callable[[], Awaitable[T]]) -> Held[T]:
        return Held(conversation, (self._locks, self._across) if self._across else (self._locks,), find)

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation."""
        query = "SELECT events FROM turns WHERE conversation = ? ORDER BY number"
        return tuple(event for (turn,) in await self._rows(query, conversation) for event in read_events(turn))

    async def histories(self) -> AsyncIterator[tuple[str, Sequence[Event]]]:
        """Every conversation with all its events, some at a time, so that no reader keeps the log from shrinking."""
        query = "SELECT id FROM conversations WHERE id >= ? ORDER BY id LIMIT ?"
        following = ""
        while rows := await self._rows(query, following, PAGE):
            for (conversation,) in rows:
                yield conversation, await self.events(conversation)
                following = f"{conversation}\0"

    async def summaries(self) -> AsyncIterator[Summary]:
        """Every conversation at a glance, some at a time."""
        query = (
            "SELECT id, began, last, turns FROM conversations WHERE last <= ? AND (last < ? OR id > ?)"
            " ORDER BY last DESC, id LIMIT ?"
        )
        last, following = float("inf"), ""
        while rows := await self._rows(query, last, last, following, PAGE):
            for row in rows:
                yield Summary(*row)
            following, last = rows[-1][0], rows[-1][2]

    async def waiting(self) -> Sequence[Waiting]:
        """Those that are paused."""
        return read_waiting(await self._rows(f"SELECT id, state FROM conversations WHERE instr(state, '{PAUSED}')"))

    async def delete(self, conversation: str, *, letters: bool = True) -> bool:
        """Delete a conversation, its bytes in the file and in the log beside it included."""
        found = await self._delete(conversation, float("inf"), letters)
        await self._empty_log()
        return found

    async def forget(self, before: float) -> int:
        """Delete the conversations whose latest turn is older, some at a time."""
        query = "SELECT id FROM conversations WHERE last < ? LIMIT ?"
        forgotten = 0
        while rows := await self._rows(query, before, PAGE):
            forgotten += sum(await asyncio.gather(*(self._delete(conversation, before) for (conversation,) in rows)))
        await self._empty_log()
        return forgotten

    async def _delete(self, conversation: str, before: float, letters: bool = True) -> bool:
        async with self._held(conversation, nothing):
            self.cache.drop(conversation)
            return await self.write(partial(jobs.delete, conversation, before, letters))

    async def _empty_log(self) -> None:
        with _reached():
            emptied = await asyncio.to_thread(jobs.empty_log, self._address())
        if not emptied:
            log.warning("%s-wal is in use, and is emptied later: until then it holds what was deleted", self._path)

    async def write(self, job: Job[T]) -> T:
        """Do a job in a transaction with others that wait; on return it is on the disk."""
        with _reached():
            return await whole(self._open(self._writer or self._reader).do(job))

    async def _read(self, job: Job[T]) -> T:
        with _reached():
            return await self._open(self._reader).do(job)

    async def _rows(self, query: str, *values: Any) -> list[Any]:
        return await self._read(lambda connection: connection.execute(query, values).fetchall())

    async def _run(self, query: str, *values: Any) -> list[Any]:
        def job(connection: sqlite3.Connection) -> list[Any]:
            return connection.execute(query, values).fetchall()

        return await (self._read(job) if query.lstrip().startswith("SELECT") else self.write(job))

    async def _mine(self, recipients: Sequence[str]) -> Collection[str]:
        return [name for name in recipients if self._across is None or self._across.takes(name)]

    def _open(self, worker: Worker | None) -> Worker:
        if worker is None:
            raise StoreError(f"{self._path} is not open")
        return worker


@contextmanager
def _reached() -> Iterator[None]:
    """Tell a file that can not be reached (locked, gone, disk full, spoiled) from a mistake of ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
            raise StoreError(str(error)) from error
        raise
