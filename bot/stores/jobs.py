"""The jobs that a SQLite store gives its workers: each reads or writes within the transaction it finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bot.stores.store import RECENT
from bot.stores.written import Found, Outcome, Written

_TURN = "INSERT INTO turns (conversation, message_id, events, answer) VALUES (?, ?, ?, ?)"
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


def find(conversation: str, message_id: str, known: int, connection: sqlite3.Connection) -> Found:
    """A conversation, without its state and events if it is still in the version known."""
    version = _version(connection, conversation)
    if not version:
        return Found(0, None)
    answer = _answer(connection, conversation, message_id)
    if version == known:
        return Found(version, answer)
    query = "SELECT events FROM turns WHERE conversation = ? ORDER BY number DESC LIMIT ?"
    recent = connection.execute(query, (conversation, RECENT)).fetchall()
    return Found(version, answer, _state(connection, conversation), [events for (events,) in reversed(recent)])


def write(turn: Written, connection: sqlite3.Connection) -> Outcome:
    """Write a turn, unless its message has an answer already."""
    if answered := _answer(connection, turn.conversation, turn.message_id):
        return Outcome(0, answered)
    alone = _version(connection, turn.conversation) == turn.version
    if not alone:
        turn = turn.onto(_state(connection, turn.conversation))
    number = connection.execute(_TURN, (turn.conversation, turn.message_id, turn.events, turn.answer)).lastrowid or 0
    connection.execute(_CONVERSATION, (turn.conversation, number, turn.state, turn.at, turn.at, turn.turns))
    return Outcome(number if alone else 0)


def delete(conversation: str, before: float, connection: sqlite3.Connection) -> bool:
    """Delete a conversation, if there is one whose latest turn is older."""
    found = connection.execute("DELETE FROM conversations WHERE id = ? AND last < ?", (conversation, before))
    if found.rowcount:
        connection.execute("DELETE FROM turns WHERE conversation = ?", (conversation,))
    return bool(found.rowcount)


def empty_log(address: str) -> bool:
    """Bring the log beside the file into it and cut it to nothing; False if somebody reads it still."""
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _version(connection: sqlite3.Connection, conversation: str) -> int:
    found = connection.execute("SELECT version FROM conversations WHERE id = ?", (conversation,)).fetchone()
    return int(found[0]) if found else 0


def _state(connection: sqlite3.Connection, conversation: str) -> str | None:
    found = connection.execute("SELECT state FROM conversations WHERE id = ?", (conversation,)).fetchone()
    return str(found[0]) if found else None


def _answer(connection: sqlite3.Connection, conversation: str, message_id: str) -> str | None:
    query = "SELECT answer FROM turns WHERE conversation = ? AND message_id = ?"
    found = connection.execute(query, (conversation, message_id)).fetchone()
    return str(found[0]) if found else None
