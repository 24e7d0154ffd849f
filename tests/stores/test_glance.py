"""The look that each turn on SQLite begins with: it waits for nobody, and says so where it would have to."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from turns import take

from bot.stores.glance import Glance
from bot.stores.sqlite import SQLiteStore
from bot.stores.written import Found


async def test_it_sees_what_was_written_also_while_somebody_writes(file: SQLiteStore, tmp_path: Path) -> None:
    await take(file, "hello")
    glance = await Glance.opened(f"file:{tmp_path / 'bot.db'}?mode=rw", lambda connection: None)
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = glance.find("ann", "none", 0)
        assert found
        assert found.version
        assert found.state
        assert glance.find("ann", "none", found.version) == Found(found.version, None)
        other.execute("ROLLBACK")
    await take(file, "what is tea?")
    later = glance.find("ann", "none", found.version)
    assert later
    assert later.version > found.version
    glance.close()


async def test_it_finds_nothing_in_a_file_that_is_locked(tmp_path: Path) -> None:
    """A file without a write-ahead log can be; then the reader's thread waits."""
    locked = await Glance.opened(f"file:{tmp_path / 'locked.db'}?mode=rwc", without_a_log)
    with contextlib.closing(sqlite3.connect(tmp_path / "locked.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert locked.find("ann", "none", 0) is None
        other.execute("COMMIT")
    assert locked.find("ann", "none", 0) == Found(0, None)
    locked.close()


def without_a_log(connection: sqlite3.Connection) -> None:
    """Tables in a file where who writes locks out who reads."""
    connection.execute("CREATE TABLE conversations (id, version, state)")
    connection.execute("CREATE TABLE turns (conversation, message_id, answer)")
