"""What the tables of each database look like, step by step: version N is what the first N steps make.

A database of an earlier version is brought forward by the steps it lacks, in one transaction; one of a later version
is refused. Steps are never edited, only added.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator

from bot.stores import outbox
from bot.stores.store import StoreError, moment
from bot.stores.written import PAUSED, read_state
from bot.tracker import Event


def lacking(found: int, known: int, place: str) -> range:
    """The steps that a database of the version found lacks; a StoreError for one that a later Doolittle wrote."""
    if found > known:
        raise StoreError(
            f"{place} was written by a later Doolittle (schema {found}, this one knows {known}). "
            "Use that version, or name another one in DOOLITTLE_STORE."
        )
    return range(found, known)


def _one_row_an_event(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE conversations (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID")
    connection.execute(
        "CREATE TABLE events (number INTEGER PRIMARY KEY, conversation TEXT NOT NULL, event TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX events_by_conversation ON events (conversation, number)")
    connection.execute(
        "CREATE TABLE answers (conversation TEXT NOT NULL, message_id TEXT NOT NULL, answer TEXT NOT NULL,"
        " PRIMARY KEY (conversation, message_id)) WITHOUT ROWID"
    )


def _one_row_a_turn(connection: sqlite3.Connection) -> None:
    """A turn is one row with its events and its answer; a conversation knows its latest turn, and when it was."""
    for name in ("conversations", "events", "answers"):
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    # A number is never given twice: a turn taken on a state knows by it whether that is still the state.
    connection.execute(
        "CREATE TABLE turns (number INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL, message_id TEXT,"
        " events TEXT NOT NULL, answer TEXT)"
    )
    connection.execute(
        "CREATE TABLE conversations (id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL,"
        " began REAL NOT NULL, last REAL NOT NULL, turns INTEGER NOT NULL)"
    )
    for conversation, state in connection.execute("SELECT id, state FROM old_conversations"):
        _bring(connection, conversation, state)
    for name in ("conversations", "events", "answers"):
        connection.execute(f"DROP TABLE old_{name}")
    connection.execute("CREATE INDEX turns_by_conversation ON turns (conversation)")
    connection.execute("CREATE UNIQUE INDEX turns_by_message ON turns (conversation, message_id)")
    connection.execute("CREATE INDEX conversations_by_last ON conversations (last DESC, id)")


def _bring(connection: sqlite3.Connection, conversation: str, state: str) -> None:
    """Bring a conversation from one row an event to one row a turn."""
    answers = dict(
        connection.execute("SELECT message_id, answer FROM old_answers WHERE conversation = ?", (conversation,))
    )
    rows = connection.execute("SELECT event FROM old_events WHERE conversation = ? ORDER BY number", (conversation,))
    events = [json.loads(event) for (event,) in rows]
    turns = [(message_id, turn, answers.pop(message_id, None)) for message_id, turn in _turns(events)]
    without: list[Event] = []
    version = 0
    for message_id, turn, answer in (*((key, without, left) for key, left in answers.items()), *turns):
        written = (conversation, message_id if answer else None, json.dumps(turn), answer)
        inserted = connection.execute(
            "INSERT INTO turns (conversation, message_id, events, answer) VALUES (?, ?, ?, ?)", written
        )
        version = inserted.lastrowid or version
    began, last = moment(events[:1]), moment(events)
    row = (conversation, version, state, began, last, read_state(state).turns)
    connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?)", row)


def _turns(events: list[Event]) -> Iterator[tuple[str | None, list[Event]]]:
    """Events by the turn they belong to; the clauses of one message are several events with its id."""
    message_id: str | None = None
    turn: list[Event] = []
    for event in events:
        if event.get("event") == "user" and (not event.get("message_id") or event["message_id"] != message_id):
            if turn:
                yield message_id, turn
            message_id, turn = event.get("message_id"), []
        turn.append(event)
    if turn:
        yield message_id, turn


def _paused(connection: sqlite3.Connection) -> None:
    """Whoever looks for what is paused does not read the state of every conversation."""
    connection.execute(f"CREATE INDEX conversations_paused ON conversations (id) WHERE instr(state, '{PAUSED}')")


SQLITE: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _one_row_an_event,
    _one_row_a_turn,
    _paused,
    outbox.make,
    outbox.mark,
)
_NUMBER = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
POSTGRES: tuple[str, ...] = (
    # Ids are bytes: text in PostgreSQL can not hold NUL, and sorts by the collation of the database.
    """
    CREATE TABLE doolittle_conversations (
        id bytea PRIMARY KEY, version bigint NOT NULL, state text NOT NULL,
        began double precision NOT NULL, last double precision NOT NULL, turns integer NOT NULL
    );
    CREATE INDEX doolittle_conversations_by_last ON doolittle_conversations (last DESC, id);
    CREATE TABLE doolittle_turns (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, conversation bytea NOT NULL, message_id bytea NOT NULL,
        events text NOT NULL, answer text NOT NULL
    );
    CREATE INDEX doolittle_turns_by_conversation ON doolittle_turns (conversation, number);
    CREATE UNIQUE INDEX doolittle_turns_by_message ON doolittle_turns (conversation, message_id);
    """,
    f"""
    CREATE INDEX doolittle_conversations_paused ON doolittle_conversations (id)
        WHERE position('{PAUSED}' in state) > 0;
    """,
    # Of the processes that share a database one sends, as long as it says so from time to time.
    f"""
    {outbox.TABLE.format(table="doolittle_outbox", number=_NUMBER, bytes="bytea", time="double precision")}
    CREATE TABLE doolittle_courier (holder text NOT NULL, until double precision NOT NULL);
    INSERT INTO doolittle_courier VALUES ('', 0);
    """,
    outbox.GONE.format(table="doolittle_outbox"),
    # By recipient: services with other channels may share it. A process of before sends no more, so none comes twice.
    """
    DROP TABLE doolittle_courier;
    CREATE TABLE doolittle_couriers (recipient text PRIMARY KEY, holder text NOT NULL, until double precision NOT NULL);
    """,
)
