"""What a store in PostgreSQL promises beyond the contract: it holds across processes, and outlives its server."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from turns import said, take

from benchmarks import faults
from benchmarks.database import Database
from bot.messages import Answer
from bot.stores.postgres import PATIENCE, POOL, PostgresStore
from bot.stores.store import StoreError

ANSWER = Answer("ann", ())
KILL_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename <> ''"


async def test_a_conversation_is_held_across_processes(postgres: PostgresStore, database: Database) -> None:
    """The turn of another process begins when the one before it is over, not earlier."""
    other = PostgresStore(database.address)
    await other.open()
    async with postgres.turn("ann", "1"):
        waiting = asyncio.create_task(take(other, "hello"))
        await asyncio.wait_for(take(other, "hello", "bob"), timeout=10)
        await asyncio.sleep(0.1)
        assert not waiting.done()

    assert (await waiting).text == "hello"
    await other.close()


async def test_more_visitors_than_connections(postgres: PostgresStore) -> None:
    """Turns beyond the pool wait for a connection; many that wait for one conversation take up only one."""
    async with postgres.turn("busy", "1"):
        crowd = [asyncio.create_task(take(postgres, f"message {n}", "busy")) for n in range(3 * POOL)]
        await asyncio.gather(*(take(postgres, "hello", f"visitor {n}") for n in range(3 * POOL)))
    await asyncio.gather(*crowd)

    assert len(await said(postgres, "busy")) == 3 * POOL


async def test_a_server_that_is_away_is_told_and_comes_back(postgres: PostgresStore, database: Database) -> None:
    """Away, it is not ready and turns are refused; once it is back, no turn fails though every connection is dead."""
    await asyncio.gather(*(take(postgres, "hello", f"visitor {n}") for n in range(2 * POOL)))
    database.stop("immediate")
    postgres.patience = 0.5
    try:
        assert not await postgres.ready()
        with pytest.raises(StoreError):
            await take(postgres, "anybody?")
    finally:
        database.start()

    postgres.patience = 15.0
    answers = await asyncio.gather(*(take(postgres, "again", f"visitor {n}") for n in range(2 * POOL)))
    assert [answer.text for answer in answers] == ["again"] * (2 * POOL)
    assert await postgres.ready()
    assert await said(postgres, "visitor 3") == ["hello", "again"]


@pytest.mark.parametrize("away", [0.0, PATIENCE - 0.8])
async def test_a_server_restarted_under_load_loses_nothing(database: Database, away: float) -> None:
    """What was acknowledged is there, once and in order, and once the server is back no turn fails.

    Away for nearly as long as a turn waits for a connection, it is back before the pool tries again.
    """

    def start() -> None:
        time.sleep(away)
        database.start()

    wrong = await faults.restart(database.address, lambda: database.stop("immediate"), start)

    assert wrong == []


async def test_a_turn_in_flight_outlives_a_restart(postgres: PostgresStore, database: Database) -> None:
    """The lock is gone with its connection; the turn takes it again and is written, since nobody had the next one."""
    await take(postgres, "hello")
    async with postgres.turn("ann", "2") as turn:
        database.stop("immediate")
        database.start()
        await turn.commit([{"event": "user", "text": "still there?", "timestamp": 2.0}], turn.state, ANSWER)

    assert await said(postgres) == ["hello", "still there?"]


async def test_a_lock_that_was_lost_loses_no_turn(postgres: PostgresStore, database: Database) -> None:
    """Where another process took the next turn meanwhile, this one's events are folded onto what that left."""
    other = PostgresStore(database.address)
    await other.open()
    await take(postgres, "hello")
    async with postgres.turn("ann", "2") as turn:
        database.execute(KILL_OTHERS)
        await take(other, "me first")
        await turn.commit([{"event": "user", "text": "still there?", "timestamp": 2.0}], turn.state, ANSWER)

    assert await said(postgres) == ["hello", "me first", "still there?"]
    async with other.turn("ann", "next") as turn:
        assert turn.state.turns == 3
        assert turn.state.slots == {"said": "me first"}
    await other.close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:s3cret@127.0.0.1:1/db",
        "postgresql://ann:s3cret@nowhere.invalid/db",
        "postgresql://127.0.0.1:1/db?user=ann&password=s3cret",
        "postgresql://ann:s3cret@127.0.0.1:port/db",
        "postgresql://ann:p@s3cret@127.0.0.1:1/db",
        "postgresql://ann:s3cret@127.0.0.1:1/db?nonsense=s3cret",
    ],
)
async def test_no_error_and_no_log_has_the_password(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """A server that can not be reached, and an address that is none, are told without it."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError) as told:
        await PostgresStore(address).open()

    assert "s3cret" not in f"{told.value} {told.value.__cause__} {caplog.text}"


async def test_a_database_without_conversations_is_not_made_by_a_reader(database: Database) -> None:
    """Who only reads makes no tables."""
    for _ in range(2):
        with pytest.raises(StoreError, match="holds no conversations"):
            await PostgresStore(database.address, reading=True).open()
