"""The jobs that a SQLite store gives its workers: each reads or writes within the transaction it finds."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from bot.stores.outbox import POST, as_bytes, rows
from bot.stores.store import RECENT
from bot.stores.written import Found, Outcome, Written

PATIENCE = 5.0
"""Seconds to wait for another process that opens the file."""
_LOOK = (
    "SELECT (SELECT version FROM conversations WHERE id = ?),"
    " (SELECT answer FROM turns WHERE conversation = ? AND message_id = ?)"
)
_TURN = (
    "INSERT INTO turns (conversation, message_id, events, answer) SELECT ?, ?, ?, ?"
    " WHERE coalesce((SELECT version FROM conversations WHERE id = ?), 0) = ? ON CONFLICT DO NOTHING"
)
_CONVERSATION = (
    "INSERT INTO conversations (id, version, state, began, last, turns) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,"
    " last = max(last, excluded.last), turns = excluded.turns"
)


def schema(connection: sqlite3.Connection) -> int:
    """The version of the schema in the file; 0 for a file without one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def first(connection: sqlite3.Connection) -> None:
    """Look whether the tables can be read."""
    connection.execute("SELECT 1 FROM conversations LIMIT 1").fetchone()


def keep_log(connection: sqlite3.Connection) -> None:
    """Keep a write-ahead log from now on, also if another process that opens the file is about to do so."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # The one thing for which SQLite does not wait for as long as `busy_timeout` says.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)


def find(conversation: str, message_id: str, known: int, connection: sqlite3.Connection) -> Found:
    """A conversation, without its state and events if it is still in the version known."""
    version, answer = _look(connection, conversation, message_id)
    if version in (0, known):
        return Found(version, answer)
    query = "SELECT events FROM turns WHERE conversation = ? ORDER BY number DESC LIMIT ?"
    recent = connection.execute(query, (conversation, RECENT)).fetchall()
    return Found(version, answer, _state(connection, conversation), [events for (events,) in reversed(recent)])


def write(turn: Written, connection: sqlite3.Connection) -> Outcome:
    """Write a turn, unless its message has an answer already."""
    number = _add(turn, turn.version, connection)
    alone = number > 0
    if not alone:
        version, answered = _look(connection, turn.conversation, turn.message_id)
        if answered is not None:
            return Outcome(0, answered)
        turn = turn.onto(_state(connection, turn.conversation))
        number = _add(turn, version, connection)
    connection.execute(_CONVERSATION, (turn.conversation, number, turn.state, turn.at, turn.at, turn.turns))
    if turn.letters:
        connection.executemany(POST, rows(turn.letters))
    return Outcome(number if alone else 0)


def delete(conversation: str, before: float, letters: bool, connection: sqlite3.Connection) -> bool:
    """Delete a conversation, if there is one whose latest turn is older."""
    found = connection.execute("DELETE FROM conversations WHERE id = ? AND last < ?", (conversation, before))
    if found.rowcount:
        connection.execute("DELETE FROM turns WHERE conversation = ?", (conversation,))
        if letters:
            connection.execute("DELETE FROM outbox WHERE conversation = ?", (as_bytes(conversation),))
    return bool(found.rowcount)


def empty_log(address: str) -> bool:
    """Bring the log beside the file into it and cut it to nothing; False if somebody reads it still."""
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _add(turn: Written, version: int, connection: sqlite3.Connection) -> int:
    """Add a turn to a conversation of that version, and get its number; 0 if it has another or the message an answer.

    One statement, since each lets go of Python's lock and has to wait for it again.
    """
    values = (turn.conversation, turn.message_id, turn.events, turn.answer, turn.conversation, version)
    added = connection.execute(_TURN, values)
    return added.lastrowid or 0 if added.rowcount == 1 else 0


def _look(connection: sqlite3.Connection, conversation: str, message_id: str) -> tuple[int, str | None]:
    """The version of a conversation, 0 if there is none, and the answer to a message."""
    version, answer = connection.execute(_LOOK, (conversation, conversation, message_id)).fetchone()
    return version or 0, answer


def _state(connection: sqlite3.Connection, conversation: str) -> str | None:
    found = connection.execute("SELECT state FROM conversations WHERE id = ?", (conversation,)).fetchone()
    return str(found[0]) if found else None
