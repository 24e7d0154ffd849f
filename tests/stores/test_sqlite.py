"""What a store in a file promises beyond the contract: it lasts, is shared, and is never spoiled."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from turns import said, take

from bot.stores.schema import SQLITE
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import StoreError


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


async def test_a_turn_cut_short_keeps_others_from_nothing(file: SQLiteStore) -> None:
    """A visitor who hangs up while the turn is being written leaves the file usable, and the turn whole or absent."""
    for tenths in range(30):
        turn = asyncio.create_task(take(file, f"cut after {tenths} tenths of a millisecond"))
        await asyncio.sleep(tenths / 10_000)
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)

    await take(file, "hello", "bob")
    assert await said(file, "bob") == ["hello"]
    async with file.turn("ann", "next") as next_turn:
        assert next_turn.state.turns == len(await said(file))


async def test_two_stores_on_one_file(file: SQLiteStore, tmp_path: Path) -> None:
    """Two processes share a file: each sees the other's turns, and where both take turns at once none is lost."""
    other = SQLiteStore(tmp_path / "bot.db")
    await other.open()
    first = await take(file, "hello")
    assert await take(other, "hello") == first

    await asyncio.gather(*(take((file, other)[number % 2], f"message {number}") for number in range(20)))

    async with other.turn("ann", "next") as turn:
        assert turn.state.turns == 21
    assert len(await said(file)) == 21
    await other.close()


async def test_a_message_delivered_to_two_stores_takes_one_turn(file: SQLiteStore, tmp_path: Path) -> None:
    """Of two processes that get the same message at once, one takes the turn; both answer."""
    other = SQLiteStore(tmp_path / "bot.db")
    await other.open()

    answers = await asyncio.gather(take(file, "hello"), take(other, "hello"))

    assert [answer.text for answer in answers] == ["hello", "hello"]
    assert await said(file) == ["hello"]
    await other.close()


async def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    """Older code does not touch a newer file; it says which file, and what to do."""
    path = tmp_path / "bot.db"
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(SQLITE) + 1}")
    newer.close()

    with pytest.raises(StoreError, match=r"bot\.db was written by a later Doolittle .* name another"):
        await SQLiteStore(path).open()


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
    """A file that nobody else has open is the same afterwards, and nothing lies beside it."""
    await take(file, "hello")
    await file.close()
    before = (tmp_path / "bot.db").read_bytes()
    reader = SQLiteStore(tmp_path / "bot.db", reading=True)
    await reader.open()
    assert await said(reader) == ["hello"]
    await reader.close()

    assert (tmp_path / "bot.db").read_bytes() == before
    assert os.listdir(tmp_path) == ["bot.db"]


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
