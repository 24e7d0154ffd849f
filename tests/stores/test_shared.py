"""What stores promise that several processes share: a file, a database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from turns import said, take

from benchmarks import faults
from benchmarks.database import Database
from bot.messages import Answer
from bot.stores.postgres import PostgresStore
from bot.stores.schema import POSTGRES, SQLITE
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store, StoreError

Pair = tuple[Store, Store]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where conversations are shared; nothing is there yet."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'bot.db'}"
    database: Database = request.getfixturevalue("database")
    return database.address


@pytest.fixture
async def pair(address: str) -> AsyncIterator[Pair]:
    """Two stores on one file or database, as two processes have them, opened at once: both would make the tables."""
    stores = faults.store_of(address), faults.store_of(address)
    await asyncio.gather(*(store.open() for store in stores))
    yield stores
    for store in stores:
        await store.close()


async def test_each_sees_the_others_turns(pair: Pair) -> None:
    """State, events and answers are those of the latest turn, whoever took it."""
    one, other = pair
    first = await take(one, "hello")
    assert await take(other, "hello") == first
    for text in ("how are you?", "and you?", "fine"):
        await take(one, text)
        async with other.turn("ann", "next") as turn:
            assert turn.state.slots == {"said": text}
            assert [event["text"] for event in turn.events if event["event"] == "user"] == await said(one)


async def test_none_is_lost_of_turns_at_once(pair: Pair) -> None:
    """Where both take turns of one conversation at once, the log and the state have all of them."""
    await asyncio.gather(*(take(pair[number % 2], f"message {number}") for number in range(20)))

    async with pair[0].turn("ann", "next") as turn:
        assert turn.state.turns == 20
    assert len(await said(pair[1])) == 20


async def test_a_message_delivered_to_both_takes_one_turn(pair: Pair) -> None:
    """Of two that get the same message at once, one takes the turn, and both give its answer."""
    answers = await asyncio.gather(
        take(pair[0], "one said", message_id="7"), take(pair[1], "the other said", message_id="7")
    )

    assert answers[0] == answers[1]
    assert await said(pair[0]) == [answers[0].text]


async def test_a_turn_does_not_bring_back_what_was_deleted_meanwhile(pair: Pair) -> None:
    """A turn in flight while another process deletes its conversation goes too, or is the first of a new one."""
    one, other = pair
    await take(one, "hello")
    async with one.turn("ann", "2") as turn:
        deleting = asyncio.create_task(other.delete("ann"))
        await asyncio.sleep(0.1)
        events = [{"event": "user", "text": "still there?", "timestamp": 2.0}]
        await turn.commit(events, turn.state, Answer("ann", ()))
    assert await deleting

    left = await said(other)
    assert left in ([], ["still there?"])
    async with other.turn("ann", "next") as turn:
        assert turn.state.turns == len(left)
        assert "said" not in turn.state.slots


async def test_tables_of_a_later_version_are_refused(pair: Pair, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older code does not touch what newer code wrote, and says what to do."""
    monkeypatch.setattr("bot.stores.sqlite.SQLITE", SQLITE[:-1])
    monkeypatch.setattr("bot.stores.postgres.POSTGRES", POSTGRES[:-1])

    with pytest.raises(StoreError, match=r"was written by a later Doolittle .* Use that version"):
        await faults.store_of(address).open()


async def test_tables_of_an_earlier_version_are_brought_forward_once(
    pair: Pair, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes that start at once on an earlier version make each step once, and nothing is lost."""
    await take(pair[0], "hello")
    monkeypatch.setattr("bot.stores.sqlite.SQLITE", (*SQLITE, lambda c: c.execute("CREATE TABLE doolittle_more (n)")))
    monkeypatch.setattr("bot.stores.postgres.POSTGRES", (*POSTGRES, "CREATE TABLE doolittle_more (n integer)"))
    newer = [faults.store_of(address) for _ in range(3)]

    await asyncio.gather(*(store.open() for store in newer))

    assert await said(newer[0]) == ["hello"]
    for store in newer:
        await store.close()


async def test_a_reader_writes_nothing(pair: Pair, address: str) -> None:
    """A store that is opened to be read sees what is committed, and can not take turns."""
    await take(pair[0], "hello")
    place = Path(address.removeprefix("sqlite:"))
    reader: Store = (
        SQLiteStore(place, reading=True) if address.startswith("sqlite:") else PostgresStore(address, reading=True)
    )
    await reader.open()
    await take(pair[0], "still there?")

    assert await said(reader) == ["hello", "still there?"]
    with pytest.raises(StoreError, match=r"read-?only"):
        await take(reader, "hello", "bob")
    await reader.close()


async def test_every_acknowledged_turn_survives_a_kill(address: str) -> None:
    """A process killed at a random moment has kept what it acknowledged; sent again, nothing is there twice."""
    assert await faults.kill(address, rounds=2) == []


async def test_a_conversation_hammered_by_two_processes_is_in_order(address: str) -> None:
    """Each turn is taken on the state that the one before it left."""
    assert await faults.hammer(address, turns=120) == []
