"""A glance at one conversation in a SQLite file, from the event loop itself.

A turn begins with a look at a row or two that are mostly in memory. That takes some 30 µs; to have a thread look takes
several times as long, and under load much longer, since the thread and the loop then wait for each other's turn in
Python. Whoever writes never keeps a reader waiting; whatever else might is left to the reader's thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress

from bot.stores import jobs
from bot.stores.worker import Job
from bot.stores.written import Found


class Glance:
    """A connection that waits for nobody."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    async def opened(cls, address: str, prepare: Job[None]) -> Glance:
        """A connection that is prepared; what that raises is raised here."""
        return cls(await asyncio.to_thread(_connected, address, prepare))

    def find(self, conversation: str, message_id: str, known: int) -> Found | None:
        """What `jobs.find` finds; None where it would have to wait, or can not be found."""
        try:
            self._connection.execute("BEGIN")
            try:
                return jobs.find(conversation, message_id, known, self._connection)
            finally:
                self._connection.execute("COMMIT")
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            return None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _connected(address: str, prepare: Job[None]) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        prepare(connection)
        connection.execute("PRAGMA busy_timeout = 0")
    except BaseException:
        connection.close()
        raise
    return connection
