"""The outbox: letters that wait to be sent, in the database of the store, each written in the transaction of its turn.

A process that is killed therefore loses no letter of a turn that it committed, and sends none of one that it did not.
What was sent is deleted; what failed for good is kept for `KEPT` seconds, to be looked at and sent once more. A
conversation that is deleted takes its letters with it.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.letters import Letter, Turned

log = logging.getLogger(__name__)
KEPT = 30 * 86_400.0
"""Seconds after which a letter that nobody took is thrown away."""
TABLE = """
    CREATE TABLE {table} (
        number {number}, id text NOT NULL, recipient text NOT NULL, conversation {bytes} NOT NULL, line text NOT NULL,
        body text NOT NULL, written {time} NOT NULL, due {time}, tries integer NOT NULL DEFAULT 0,
        problem text NOT NULL DEFAULT '', gone integer NOT NULL DEFAULT 0
    );
    CREATE UNIQUE INDEX {table}_by_id ON {table} (recipient, id);
    CREATE INDEX {table}_by_due ON {table} (recipient, due);
    CREATE INDEX {table}_by_line ON {table} (recipient, line, number);
    CREATE INDEX {table}_by_conversation ON {table} (conversation);
"""
"""`due` is empty for a letter that is tried no more; `gone` is not used any more."""
GONE = """
    CREATE TABLE {table}_gone (recipient text PRIMARY KEY);
    INSERT INTO {table}_gone SELECT DISTINCT recipient FROM {table} WHERE gone = 1;
"""
"""Who wants no letters: known also when the letter that told so was deleted with its conversation."""
_ROW = "number, id, recipient, conversation, body, line, written, due, tries, problem"
_DUE = f"""
    SELECT {_ROW} FROM {{table}} o WHERE recipient = ? AND due <= ?
        AND NOT EXISTS (SELECT 1 FROM {{table}}_gone g WHERE g.recipient = o.recipient)
        AND (line = '' OR NOT EXISTS (SELECT 1 FROM {{table}} e WHERE e.recipient = o.recipient AND e.line = o.line
            AND e.number < o.number AND e.due IS NOT NULL))
    ORDER BY due, number LIMIT ?
"""
POST = (
    "INSERT INTO outbox (id, recipient, conversation, line, body, written, due) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
Run = Callable[..., Awaitable[list[Any]]]
"""Runs a statement with its values, written with `?`, in a transaction of its own; gives its rows."""
Writes = Callable[[Turned], Iterable[Letter]]
"""Who writes letters about what was written into the log."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter in the outbox."""

    number: int
    letter: Letter
    written: float
    """Seconds since the epoch."""
    due: float | None
    """When it is tried next; None if it is tried no more."""
    tries: int
    problem: str
    """Why the last try failed."""


Holds = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Of these recipients, those that this process sends to now, of all processes that share the store."""


async def _all(recipients: Sequence[str]) -> Collection[str]:
    return recipients


class Outbox:
    """The letters of one store."""

    def __init__(self, run: Run, table: str = "outbox", mine: Holds = _all) -> None:
        """`mine` takes what is free: no two processes send to one recipient at once."""
        self._run, self._table, self.mine = run, table, mine
        self.writers: Sequence[Writes] = ()
        self.posted = asyncio.Event()
        """Set when there may be something to send."""

    def letters(self, turned: Turned) -> tuple[Letter, ...]:
        """The letters that are to be written about a turn; who fails to write one costs no visitor an answer."""
        written: list[Letter] = []
        for write in self.writers:
            try:
                written += write(turned)
            except Exception:
                log.exception("A letter could not be written")
        return tuple(written)

    async def due(self, recipient: str, most: int) -> Sequence[Posted]:
        """The letters to a recipient whose time has come, in order; of each line the first alone."""
        return [_posted(row) for row in await self._do(_DUE, recipient, time.time(), most)]

    async def sent(self, number: int) -> None:
        """A letter has arrived."""
        await self._do("DELETE FROM {table} WHERE number = ?", number)

    async def failed(self, posted: Posted, due: float | None, problem: str, gone: bool = False) -> None:
        """A try has failed; it is due again, or never. `gone`: its recipient wants no others either."""
        if gone:
            query = "INSERT INTO {table}_gone (recipient) VALUES (?) ON CONFLICT DO NOTHING"
            await self._do(query, posted.letter.recipient)
        query = "UPDATE {table} SET tries = ?, due = ?, problem = ? WHERE number = ?"
        await self._do(query, posted.tries + 1, due, problem, posted.number)

    async def waiting(self, *, failed: bool = False, most: int = 100) -> Sequence[Posted]:
        """What is to be sent, or what is tried no more, oldest first."""
        query = f"SELECT {_ROW} FROM {{table}} WHERE due IS {'' if failed else 'NOT'} NULL ORDER BY number LIMIT ?"
        return [_posted(row) for row in await self._do(query, most)]

    async def replay(self, recipient: str) -> int:
        """Send again what was tried in vain, to a recipient that wants letters again; how many those are."""
        await self._do("DELETE FROM {table}_gone WHERE recipient = ?", recipient)
        query = "UPDATE {table} SET due = ?, tries = 0 WHERE recipient = ? AND due IS NULL RETURNING number"
        return len(await self._do(query, time.time(), recipient))

    async def purge(self) -> None:
        """Throw away what is too old: what failed, and what is for somebody who is not known any more."""
        await self._do("DELETE FROM {table} WHERE written < ?", time.time() - KEPT)

    async def _do(self, query: str, *values: Any) -> list[Any]:
        return await self._run(query.format(table=self._table), *values)


def rows(letters: Iterable[Letter]) -> list[tuple[Any, ...]]:
    """Letters as `POST` takes them."""
    now = time.time()
    return [(o.id, o.recipient, as_bytes(o.conversation), o.line, o.body, now, now) for o in letters]


def as_bytes(conversation: str) -> bytes:
    """A conversation's id as every database can keep it."""
    return conversation.encode("utf-8", "surrogatepass")


def make(connection: sqlite3.Connection) -> None:
    """Make the table in a SQLite database."""
    _do(connection, TABLE)


def mark(connection: sqlite3.Connection) -> None:
    """Make the table of who wants no letters there."""
    _do(connection, GONE)


def _do(connection: sqlite3.Connection, script: str) -> None:
    filled = script.format(table="outbox", number="INTEGER PRIMARY KEY AUTOINCREMENT", bytes="BLOB", time="REAL")
    for statement in filter(str.strip, filled.split(";")):
        connection.execute(statement)


def _posted(row: Sequence[Any]) -> Posted:
    number, name, recipient, conversation, body, line, *rest = row
    return Posted(
        number, Letter(name, recipient, bytes(conversation).decode("utf-8", "surrogatepass"), body, line), *rest
    )
