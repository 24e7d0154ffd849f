"""The outbox of every store: a turn and its letters are kept together or not at all."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.database import Database
from bot.letters import Letter, Turned
from bot.messages import Answer, Message
from bot.stores.outbox import make, mark
from bot.stores.postgres import PostgresStore
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store

NAME = "ann\0 ñ \ufffd"


def told(turned: Turned) -> Iterator[Letter]:
    """Two letters about each turn, in a line."""
    for part in ("a", "b"):
        yield Letter(turned.name(part), "crm", turned.conversation, f'{{"part": "{part}"}}', "line")


@pytest.fixture
def posting(store: Store) -> Store:
    store.outbox.writers = [told]
    return store


async def take(store: Store, message_id: str, conversation: str = NAME) -> None:
    """One turn."""
    async with store.turn(conversation, message_id) as turn:
        if turn.answer is None:
            event = {"event": "user", "timestamp": 1.0, "text": "hello", "message_id": message_id}
            await turn.commit([event], turn.state, Answer(conversation, (Message("Hello."),)))


async def test_a_turn_and_its_letters_are_written_together(posting: Store) -> None:
    """Once for each message, in order, under ids that are the same whenever they are made."""
    assert await posting.outbox.waiting() == []
    for message_id in ("m1", "m2", "m1"):
        await take(posting, message_id)
    waiting = await posting.outbox.waiting()
    names = [Turned(NAME, m, (), Answer(NAME, ())).name(part) for m in ("m1", "m2") for part in ("a", "b")]

    assert [one.letter.id for one in waiting] == names
    assert {(one.letter.recipient, one.letter.conversation, one.letter.line) for one in waiting} == {
        ("crm", NAME, "line")
    }
    assert [one.letter.body for one in waiting] == ['{"part": "a"}', '{"part": "b"}'] * 2
    assert posting.outbox.posted.is_set()


async def test_a_line_is_taken_from_its_front(posting: Store) -> None:
    """The next is due when the one before has arrived, or will be tried no more; what is not due yet keeps the rest."""
    await take(posting, "m1")
    outbox = posting.outbox
    [first] = await outbox.due("crm", 10)
    assert await outbox.due("other", 10) == []
    await outbox.failed(first, time.time() + 1000, "HTTP 500")
    assert await outbox.due("crm", 10) == []
    [first, second] = await outbox.waiting()
    assert (first.tries, first.problem, second.tries) == (1, "HTTP 500", 0)

    await outbox.failed(first, None, "HTTP 500")
    assert [one.number for one in await outbox.due("crm", 10)] == [second.number]
    await outbox.sent(second.number)
    assert await outbox.waiting() == []
    [failed] = await outbox.waiting(failed=True)
    assert (failed.number, failed.tries, failed.due) == (first.number, 2, None)

    assert [await outbox.replay("other"), await outbox.replay("crm")] == [0, 1]
    [again] = await outbox.due("crm", 10)
    assert (again.letter, again.tries) == (first.letter, 0)


async def test_who_wants_no_more_gets_none_until_replayed(posting: Store) -> None:
    await take(posting, "m1")
    [first] = await posting.outbox.due("crm", 10)
    await posting.outbox.failed(first, None, "HTTP 410", gone=True)
    await take(posting, "m2")

    assert await posting.outbox.due("crm", 10) == []
    assert await posting.outbox.replay("crm") == 1
    assert len(await posting.outbox.due("crm", 10)) == 1


async def test_who_wants_no_more_gets_none_when_the_letter_that_told_so_is_deleted(posting: Store) -> None:
    await take(posting, "m1")
    await take(posting, "m1", "bob")
    [first] = await posting.outbox.due("crm", 10)
    await posting.outbox.failed(first, None, "HTTP 410", gone=True)
    await posting.delete(NAME)

    assert len(await posting.outbox.waiting()) == 2
    assert await posting.outbox.due("crm", 10) == []
    assert await posting.outbox.replay("crm") == 0
    assert len(await posting.outbox.due("crm", 10)) == 1


def test_who_wanted_no_more_in_an_earlier_version_still_does_not() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        make(connection)
        for number, gone in enumerate((0, 1, 1)):
            values = (str(number), f"crm{gone}", b"", "", "{}", 0.0, gone)
            query = "INSERT INTO outbox (id, recipient, conversation, line, body, written, gone)"
            connection.execute(f"{query} VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        mark(connection)
        assert connection.execute("SELECT recipient FROM outbox_gone").fetchall() == [("crm1",)]


async def test_what_is_deleted_takes_its_letters_along(posting: Store) -> None:
    for name in (NAME, "bob", "cyd"):
        await take(posting, "m1", name)
    await posting.delete(NAME)
    assert {one.letter.conversation for one in await posting.outbox.waiting()} == {"bob", "cyd"}
    assert await posting.delete("cyd", letters=False)
    assert {one.letter.conversation for one in await posting.outbox.waiting()} == {"bob", "cyd"}
    await take(posting, "m2", "cyd")
    assert await posting.forget(2.0) == 2
    assert await posting.outbox.waiting() == []


async def test_what_is_too_old_is_thrown_away(posting: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await take(posting, "m1")
    await posting.outbox.purge()
    assert len(await posting.outbox.waiting()) == 2
    monkeypatch.setattr("bot.stores.outbox.KEPT", -1.0)
    await posting.outbox.purge()
    assert await posting.outbox.waiting() == []


async def test_a_letter_that_can_not_be_written_costs_no_turn(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Turned) -> Iterator[Letter]:
        raise RuntimeError("no ink")

    store.outbox.writers = [broken, told]
    await take(store, "m1")
    assert len(await store.events(NAME)) == 1
    assert len(await store.outbox.waiting()) == 2
    assert "A letter could not be written" in caplog.text


async def test_a_message_that_two_processes_take_has_its_letters_once(database: Database) -> None:
    """Also where one of them was late and its turn is not kept."""
    stores = [PostgresStore(database.address) for _ in range(2)]
    for each in stores:
        await each.open()
        each.outbox.writers = [told]
    try:
        await asyncio.gather(*(take(each, f"m{number}") for number in range(5) for each in stores))
        assert len(await stores[0].outbox.waiting()) == 10
        for _ in range(2):
            assert {*await stores[0].outbox.mine(["crm", "b"])} == {"crm", "b"}
            assert [*await stores[1].outbox.mine(["crm", "b", "erp"])] == ["erp"]
    finally:
        await stores[0].close()
    assert {*await stores[1].outbox.mine(["crm", "b"])} == {"crm", "b"}  # They were let go.
    await stores[1].close()


async def test_one_process_of_several_over_a_file_sends(file: SQLiteStore, tmp_path: Path) -> None:
    """Who is killed has let go."""
    source = (
        "import asyncio, sys; from pathlib import Path; from bot.stores.sqlite import SQLiteStore\n"
        "async def main():\n"
        "    store = SQLiteStore(Path(sys.argv[1])); await store.open()\n"
        "    print(*await store.outbox.mine(['crm']), flush=True); await asyncio.sleep(1000)\n"
        "asyncio.run(main())"
    )

    async def other() -> tuple[asyncio.subprocess.Process, bytes]:
        command = (sys.executable, "-c", source, str(tmp_path / "bot.db"))
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout
        return process, await process.stdout.readline()

    first, mine = await other()
    assert mine == b"crm\n"
    assert [*await file.outbox.mine(["crm", "erp"])] == ["erp"]
    first.kill()
    await first.wait()
    assert [*await file.outbox.mine(["crm"])] == ["crm"]
    second, mine = await other()
    assert mine == b"\n"
    second.kill()
    await second.wait()
