"""A thread of its own for one SQLite connection: what waits for it is done together, in one transaction.

One hop to the thread and back for many statements, and one fsync for many turns (group commit, as in DeWitt et al.,
"Implementation Techniques for Main Memory Database Systems", SIGMOD 1984). An event loop hands in jobs, each a
function of the connection; none is told its result before the transaction it was part of is over.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]
_Waiting = tuple[Job[Any], "asyncio.Future[Any]"]
_Done = tuple["asyncio.Future[Any]", Any, BaseException | None]


class Worker:
    """One connection and its thread. `begin` opens a transaction: `BEGIN` to read, `BEGIN IMMEDIATE` to write."""

    def __init__(self, address: str, begin: str, prepare: Job[None]) -> None:
        self._address, self._begin, self._prepare = address, begin, prepare
        self._jobs: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="sqlite", daemon=True)
        self._opened: asyncio.Future[None] = self._loop.create_future()

    @classmethod
    async def opened(cls, address: str, begin: str, prepare: Job[None]) -> Worker:
        """A worker whose connection is prepared, outside of any transaction; what that raises is raised here."""
        worker = cls(address, begin, prepare)
        worker._thread.start()
        await worker._opened
        return worker

    def do(self, job: Job[T]) -> asyncio.Future[T]:
        """Do a job in a transaction, with those that wait beside it; what it raises undoes it alone."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((job, future))
        return future

    async def close(self) -> None:
        """Do what still waits, then close the connection."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        try:
            connection = sqlite3.connect(self._address, uri=True, isolation_level=None)
        except sqlite3.Error as error:
            return self._tell([(self._opened, None, error)])
        try:
            self._prepare(connection)
            self._tell([(self._opened, None, None)])
            open_still = True
            while open_still:
                waiting = self._waiting()
                open_still = None not in waiting
                self._tell(self._together(connection, [job for job in waiting if job is not None]))
        except BaseException as error:
            self._tell([(self._opened, None, error)])
        finally:
            connection.close()

    def _waiting(self) -> list[_Waiting | None]:
        """All that waits; at least one."""
        waiting = [self._jobs.get()]
        with suppress(Empty):
            while True:
                waiting.append(self._jobs.get_nowait())
        return waiting

    def _together(self, connection: sqlite3.Connection, jobs: list[_Waiting]) -> list[_Done]:
        """Do all jobs in one transaction; if any fails, each in its own, so that none fails for its neighbour."""
        try:
            connection.execute(self._begin)
        except sqlite3.Error as error:
            return [(future, None, error) for _, future in jobs]
        try:
            done: list[_Done] = [(future, job(connection), None) for job, future in jobs]
            connection.execute("COMMIT")
        except Exception as error:
            with suppress(sqlite3.Error):  # SQLite has rolled back already, or says so when the next one begins.
                connection.execute("ROLLBACK")
            if len(jobs) == 1:
                return [(jobs[0][1], None, error)]
            return [told for job in jobs for told in self._together(connection, [job])]
        return done

    def _tell(self, done: list[_Done]) -> None:
        """Give results to whoever waits for them, all in one hop to the event loop."""
        with suppress(RuntimeError):  # The loop is closed: nobody waits any more.
            self._loop.call_soon_threadsafe(_settle, done)


def _settle(done: list[_Done]) -> None:
    for future, result, error in done:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
