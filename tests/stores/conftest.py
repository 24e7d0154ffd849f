"""Each kind of store, empty: in memory, in a file, in a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from benchmarks.database import Database
from bot.stores.memory import MemoryStore
from bot.stores.postgres import PostgresStore
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store

TABLES = [f"doolittle_{name}" for name in ("schema", "conversations", "turns", "outbox", "couriers", "outbox_gone")]


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """A PostgreSQL server."""
    running = Database(durable=False)
    yield running
    running.remove()


@pytest.fixture
def database(server: Database) -> Database:
    """The server, without any conversation."""
    server.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
    return server


@pytest.fixture
async def postgres(database: Database) -> AsyncIterator[PostgresStore]:
    """A store in a database."""
    made = PostgresStore(database.address)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[SQLiteStore]:
    """A store in a file, `bot.db`."""
    made = SQLiteStore(tmp_path / "bot.db")
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def memory() -> MemoryStore:
    """A store in memory."""
    return MemoryStore()


@pytest.fixture(params=["memory", "file", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store in turn."""
    made: Store = request.getfixturevalue(request.param)
    return made
