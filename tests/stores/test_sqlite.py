"""What a store in a file promises beyond the contract: it lasts, is shared, and is never spoiled."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from functools import partial
from pathlib import Path

import pytest
from turns import said, take

from bot.messages import Answer, Message
from bot.stores.schema import SQLITE
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import StoreError, Summary
from bot.stores.worker import Worker
from bot.tracker import State, fold

VERSION_1 = """
CREATE TABLE conversations (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
    number INTEGER PRIMARY KEY, conversation TEXT NOT NULL, event TEXT NOT NULL
);
CREATE INDEX events_by_conversation ON events (conversation, number);
CREATE TABLE answers (
    conversation TEXT NOT NULL, message_id TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation, message_id)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""
"""The schema as the first version made it."""
HEARD = [
    {"event": "user", "text": "hello", "message_id": "1", "timestamp": 5.0},
    {"event": "bot", "text": "Hello!", "timestamp": 5.0},
    {"event": "user", "text": "what is tea,", "message_id": "2", "timestamp": 6.0},
    {"event": "user", "text": "and who are you?", "message_id": "2", "timestamp": 6.0},
    {"event": "slot", "name": "topic", "value": "tea", "timestamp": 6.0},
    {"event": "bot", "text": "Tea is \ud800 a drink.", "timestamp": 6.0},
]


async def test_a_file_that_is_away_is_told_and_may_come_back(file: SQLiteStore, tmp_path: Path) -> None:
    """A closed file, or one that was moved, is not ready; a turn is taken again once it is back."""
    await file.close()
    assert not await file.ready()
    with pytest.raises(StoreError):
        await take(file, "hello")

    await file.open()
    await take(file, "hello")
    (tmp_path / "bot.db").rename(tmp_path / "moved.db")
    assert not await file.ready()
    (tmp_path / "moved.db").rename(tmp_path / "bot.db")
    assert await file.ready()


async def test_a_file_survives_reopening(file: SQLiteStore) -> None:
    """What was said before the file was closed is there when it is opened again."""
    given = await take(file, "hello")
    await file.close()
    await file.open()

    assert await said(file) == ["hello"]
    assert await take(file, "hello") == given


async def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    """Older code does not touch a newer file; it says which file, and what to do."""
    path = tmp_path / "bot.db"
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(SQLITE) + 1}")
    newer.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match=r"bot\.db was written by a later Doolittle .* name another"):
        await SQLiteStore(path).open()
    assert path.read_bytes() == before


async def test_a_file_is_read_beside_its_writer(file: SQLiteStore, tmp_path: Path) -> None:
    """A reader sees what is committed, also while a turn is being written, and can write nothing itself."""
    await take(file, "hello")
    reader = SQLiteStore(tmp_path / "bot.db", reading=True)
    await reader.open()
    with sqlite3.connect(tmp_path / "bot.db") as writing:
        writing.execute("BEGIN IMMEDIATE")
        assert [conversation async for conversation, _ in reader.histories()] == ["ann"]
        writing.rollback()
    writing.close()
    await take(file, "still there?")

    assert await said(reader) == ["hello", "still there?"]
    with pytest.raises(StoreError, match="readonly"):
        await take(reader, "hello", "bob")
    await reader.close()


async def test_reading_leaves_a_file_as_it_is(file: SQLiteStore, tmp_path: Path) -> None:
    """A file that nobody else has open is the same afterwards, and nothing more lies beside it."""
    await take(file, "hello")
    await file.close()
    before, beside = (tmp_path / "bot.db").read_bytes(), os.listdir(tmp_path)
    reader = SQLiteStore(tmp_path / "bot.db", reading=True)
    await reader.open()
    assert await said(reader) == ["hello"]
    await reader.close()

    assert (tmp_path / "bot.db").read_bytes() == before
    assert os.listdir(tmp_path) == beside


async def test_reading_makes_no_file(tmp_path: Path) -> None:
    """A file that is not there, or holds no conversations, is named and neither made nor changed."""
    with pytest.raises(StoreError, match=r"there is no file .*bot\.db"):
        await SQLiteStore(tmp_path / "folder" / "bot.db", reading=True).open()
    assert os.listdir(tmp_path) == []

    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match=r"empty\.db holds no conversations"):
        await SQLiteStore(tmp_path / "empty.db", reading=True).open()
    assert (tmp_path / "empty.db").read_bytes() == b""


@pytest.mark.parametrize("content", [b"no database at all, only text" * 100, None])
async def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A file of another kind, or a folder, is named and left as it is."""
    path = tmp_path / "bot.db"
    path.write_bytes(content) if content else path.mkdir()

    with pytest.raises(StoreError, match=r"bot\.db can not be"):
        await SQLiteStore(path).open()

    assert path.is_dir() if content is None else path.read_bytes() == content


def test_a_killed_process_has_kept_its_turn(tmp_path: Path) -> None:
    """A process killed the moment its answer is out has the turn on disk."""
    program = f"""
        import asyncio, sys, time
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from bot.stores.sqlite import SQLiteStore
        from turns import take

        async def main():
            store = SQLiteStore(Path({str(tmp_path / "bot.db")!r}))
            await store.open()
            print((await take(store, "hello")).text, flush=True)
            time.sleep(60)

        asyncio.run(main())
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"hello\n"
        process.kill()

    async def look() -> list[str]:
        store = SQLiteStore(tmp_path / "bot.db")
        await store.open()
        heard = await said(store)
        await store.close()
        return heard

    assert asyncio.run(look()) == ["hello"]


def write_version_1(path: Path, conversations: tuple[str, ...]) -> None:
    """Write conversations as the first version did."""
    old = sqlite3.connect(path)
    old.executescript(VERSION_1)
    rows = [(conversation, json.dumps(event)) for event in HEARD for conversation in conversations]
    old.executemany("INSERT INTO events (conversation, event) VALUES (?, ?)", rows)
    for conversation in conversations:
        state = json.dumps(fold(State(), HEARD).as_dict())
        old.execute("INSERT INTO conversations VALUES (?, ?)", (conversation, state))
        for message_id in ("1", "2", "never heard"):
            answer = json.dumps(Answer(conversation, (Message(f"answer {message_id}"),)).as_dict())
            old.execute("INSERT INTO answers VALUES (?, ?, ?)", (conversation, message_id, answer))
    old.commit()
    old.close()


async def test_a_file_of_version_1_is_brought_forward(tmp_path: Path) -> None:
    """Conversations of the first schema keep state, events and answers, and go on; a reader says who can do that."""
    path = tmp_path / "bot.db"
    write_version_1(path, ("ann", "b\x00b"))

    with pytest.raises(StoreError, match=r"bot\.db was written by an earlier Doolittle\. Start `serve` on it once"):
        await SQLiteStore(path, reading=True).open()
    store = SQLiteStore(path)
    await store.open()

    assert [(conversation, list(events)) async for conversation, events in store.histories()] == [
        ("ann", HEARD),
        ("b\x00b", HEARD),
    ]
    assert [summary async for summary in store.summaries()] == [
        Summary(name, 5.0, 6.0, 2) for name in ("ann", "b\x00b")
    ]
    for message_id in ("1", "2", "never heard"):
        assert (await take(store, "again", message_id=message_id)).text == f"answer {message_id}"
    async with store.turn("ann", "next") as turn:
        assert turn.state == fold(State(), HEARD)
        assert list(turn.events) == HEARD
    await take(store, "thanks")
    assert await said(store) == ["hello", "what is tea,", "and who are you?", "thanks"]
    await store.close()


async def test_deleted_words_are_not_in_the_file(file: SQLiteStore, tmp_path: Path) -> None:
    """Of a conversation that was deleted or forgotten no word is left on the disk, not even in the log."""
    for number in range(40):
        await take(file, f"{number} my secret is plover {'x' * 300}")
        await take(file, f"{number} my secret is xyzzy {'x' * 300}", "bob", at=2.0)
        await take(file, f"{number} hello", "cat", at=3.0)
    assert b"plover" in content(tmp_path)

    assert await file.delete("ann")
    assert await file.forget(3.0) == 1

    assert b"plover" not in content(tmp_path)
    assert b"xyzzy" not in content(tmp_path)
    assert len(await said(file, "cat")) == 40


async def test_a_turn_that_can_not_be_written_fails_alone(tmp_path: Path) -> None:
    """Of jobs that share a transaction, one that fails is undone, and the others are done."""
    worker = await Worker.opened(f"file:{tmp_path / 'jobs.db'}", "BEGIN IMMEDIATE", lambda c: create(c, "things"))

    def insert(number: int, connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO things VALUES (?)", (number,))
        return 1 // (number % 5)

    done = await asyncio.gather(*(worker.do(partial(insert, n)) for n in range(1, 11)), return_exceptions=True)
    kept = await worker.do(lambda c: [n for (n,) in c.execute("SELECT number FROM things ORDER BY number")])
    await worker.close()

    assert [n for n, result in enumerate(done, 1) if isinstance(result, ZeroDivisionError)] == [5, 10]
    assert kept == [1, 2, 3, 4, 6, 7, 8, 9]


async def test_turns_at_once_share_a_transaction(tmp_path: Path) -> None:
    """What waits while a job is done is done in one transaction after it."""
    worker = await Worker.opened(f"file:{tmp_path / 'jobs.db'}", "BEGIN IMMEDIATE", lambda c: create(c, "things"))
    begun: list[str] = []
    released = threading.Event()
    await worker.do(lambda c: c.set_trace_callback(begun.append))
    first = worker.do(lambda _: released.wait(15))
    rest = [worker.do(lambda c: c.execute("INSERT INTO things VALUES (1)").rowcount) for _ in range(50)]
    released.set()

    assert sum(await asyncio.gather(*rest)) == 50
    assert await first
    await worker.close()
    assert begun.count("BEGIN IMMEDIATE") <= 3


def create(connection: sqlite3.Connection, name: str) -> None:
    """Make a table of numbers."""
    connection.execute(f"CREATE TABLE {name} (number)")


def content(folder: Path) -> bytes:
    """All that is in the files of a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())
