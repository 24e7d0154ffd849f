"""The courier: each letter arrives, however often it takes, and none keeps another waiting but the next of its line."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from receiver import Received, Receiver, Told

from bot.delivery.courier import LOOK, delivering
from bot.delivery.recipient import PAUSES, Verdict, called, subscribed
from bot.delivery.request import Reply, Request
from bot.letters import Letter, Turned
from bot.messages import Answer
from bot.stores.memory import MemoryStore
from bot.stores.outbox import Posted
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store

TENTH = 0.1


@dataclass
class Friend:
    """A recipient who is told the id of each message."""

    url: str
    name: str = "friend"
    pauses: Sequence[float] = (TENTH, TENTH)
    private: bool = True
    line: str = ""
    judged: Callable[[Reply], Verdict] = subscribed

    def letters(self, turned: Turned) -> Iterator[Letter]:
        yield Letter(turned.name(self.name), self.name, turned.conversation, turned.message_id, self.line)

    def request(self, letter: Letter, now: float) -> Request:
        return Request(f"{self.url}/{letter.body}", b"{}", {"webhook-id": letter.id})

    def verdict(self, reply: Reply) -> Verdict:
        return self.judged(reply)


async def take(store: Store, *names: str) -> None:
    """A turn for each message."""
    for name in names:
        async with store.turn("ann", name) as turn:
            await turn.commit([{"event": "user", "timestamp": 1.0}], turn.state, Answer("ann", ()))


async def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def store_of(*friends: Friend) -> MemoryStore:
    store = MemoryStore()
    store.outbox.writers = [friend.letters for friend in friends]
    return store


async def settled(store: Store) -> Sequence[Posted]:
    """What failed for good, once nothing waits any more."""
    end = time.monotonic() + 60
    while await store.outbox.waiting():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)
    return await store.outbox.waiting(failed=True)


def paths(there: Receiver) -> list[str]:
    return [got.path for got in there.received]


async def test_a_letter_is_sent_until_it_arrives_under_one_id(there: Receiver) -> None:
    statuses = [500, 302, 200]
    there.answer = lambda _: Told(statuses.pop(0))
    store = store_of(friend := Friend(there.url))
    async with delivering(store, [friend]):
        await take(store, "m1")
        assert await settled(store) == []
    assert paths(there) == ["/m1"] * 3
    assert len({got.headers["webhook-id"] for got in there.received}) == 1


async def test_each_process_sends_to_its_own(there: Receiver) -> None:
    """What is for a recipient that another process sends to is left to that; it keeps nothing of ours waiting."""
    friends = [Friend(there.url, name) for name in ("hers", "ours")]
    store = store_of(*friends)
    mine = {"ours"}

    async def held(recipients: Sequence[str]) -> set[str]:
        return mine.intersection(recipients)

    store.outbox.mine = held
    async with delivering(store, friends):
        await take(store, "m1", "m2")
        await until(lambda: len(there.received) == 2)
        await asyncio.sleep(2 * LOOK)
        assert [one.letter.recipient for one in await store.outbox.waiting()] == ["hers"] * 2
        mine.add("hers")
        assert await settled(store) == []
    assert len(there.received) == 4


async def test_who_never_takes_it_is_given_up_and_said(there: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    there.answer = lambda _: Told(500)
    store = store_of(friend := Friend(there.url))
    async with delivering(store, [friend]):
        await take(store, "m1")
        [failed] = await settled(store)
        assert (failed.tries, failed.problem, len(there.received)) == (3, "HTTP 500", 3)
        there.answer = lambda _: Told()
        await store.outbox.replay("friend")
        assert await settled(store) == []
    assert [r.levelname for r in caplog.records if "friend" in r.message] == ["WARNING", "WARNING", "ERROR"]
    assert "doolittle outbox replay" in caplog.text


async def test_who_is_gone_is_left_alone(there: Receiver) -> None:
    """410 ends it, for the letters after as well, until somebody replays."""
    there.answer = lambda _: Told(410)
    store = store_of(friend := Friend(there.url, line="one"))
    async with delivering(store, [friend]):
        await take(store, "m1", "m2", "m3")
        await until(lambda: there.received)
        end = time.monotonic() + 60
        while not await store.outbox.waiting(failed=True):
            assert time.monotonic() < end
            await asyncio.sleep(0.01)
        assert [one.tries for one in await store.outbox.waiting()] == [0, 0]
        there.answer = lambda _: Told()
        await store.outbox.replay("friend")
        assert await settled(store) == []
    assert paths(there) == ["/m1", "/m1", "/m2", "/m3"]


async def test_who_asks_to_be_left_alone_is(there: Receiver) -> None:
    """`Retry-After` counts where it is longer than the pause."""
    there.answer = lambda _: Told(503, b"", {"Retry-After": "3000"})
    store = store_of(friend := Friend(there.url))
    async with delivering(store, [friend]):
        await take(store, "m1")
        end = time.monotonic() + 60
        while not (found := (await store.outbox.waiting())[0]).tries:
            assert time.monotonic() < end
            await asyncio.sleep(0.01)
    assert found.due is not None
    assert 2_900 < found.due - time.time() < 3_100


async def test_a_line_keeps_its_order_through_failures(there: Receiver) -> None:
    failing = {"/m0", "/m3"}

    def answer(got: Received) -> Told:
        if got.path in failing:
            failing.discard(got.path)
            return Told(500)
        return Told()

    there.answer = answer
    store = store_of(friend := Friend(there.url, line="one"))
    async with delivering(store, [friend]):
        await take(store, *(f"m{number}" for number in range(6)))
        assert await settled(store) == []
    assert paths(there) == ["/m0", "/m0", "/m1", "/m2", "/m3", "/m3", "/m4", "/m5"]


async def test_who_is_slow_keeps_nobody_else_waiting(there: Receiver) -> None:
    """Not those who get letters too, and not who writes them."""
    slow, quick = Friend(f"{there.url}/slow", "slow"), Friend(f"{there.url}/quick", "quick")
    let_go: list[bool] = []

    def answer(got: Received) -> Told:
        if got.path.startswith("/slow"):
            there.until(lambda _: let_go)
        return Told()

    there.answer = answer
    store = store_of(slow, quick)
    async with delivering(store, [slow, quick]):
        await take(store, *(f"m{number}" for number in range(40)))
        await until(lambda: sum(path.startswith("/quick") for path in paths(there)) == 40)
        assert sum(path.startswith("/slow") for path in paths(there)) == 8  # As many as are on their way at once.
        let_go.append(True)
        assert await settled(store) == []
    assert len(paths(there)) == 80


async def test_what_was_on_its_way_at_the_end_is_sent_by_the_next(there: Receiver, tmp_path: Path) -> None:
    """With the same id; nothing else is sent twice."""
    let_go: list[bool] = []

    def answer(got: Received) -> Told:
        if got.path == "/m2" and not let_go:
            there.until(lambda _: let_go)
            return Told(500)
        return Told()

    there.answer = answer
    friend = Friend(there.url)
    store = SQLiteStore(tmp_path / "bot.db")
    store.outbox.writers = [friend.letters]
    await store.open()
    async with delivering(store, [friend]):
        await take(store, "m1", "m2", "m3")
        await until(lambda: len(paths(there)) == 3)
    let_go.append(True)
    await store.close()
    await store.open()
    async with delivering(store, [friend]):
        assert await settled(store) == []
    await store.close()
    assert sorted(paths(there)) == ["/m1", "/m2", "/m2", "/m3"]
    assert len({got.headers["webhook-id"] for got in there.received}) == 3


async def test_a_recipient_that_breaks_stops_nobody(there: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Friend):
        def request(self, letter: Letter, now: float) -> Request:
            raise RuntimeError("no paper")

    store = store_of(broken := Broken(there.url, "broken"), friend := Friend(there.url))
    with caplog.at_level(logging.CRITICAL):
        async with delivering(store, [broken, friend]):
            await take(store, "m1")
            [failed] = await settled(store)
    assert (failed.letter.recipient, failed.problem, failed.tries) == ("broken", "RuntimeError", 3)
    assert paths(there) == ["/m1"]


def test_what_a_reply_means() -> None:
    """A subscriber is tried again whatever it says but 2xx and 410; what an interface refuses is not asked again."""
    replies = {200: "sent", 204: "sent", 301: "again", 400: "again", 404: "again", 429: "again", 500: "again"}
    assert {status: subscribed(Reply(status)).outcome for status in replies} == replies
    assert subscribed(Reply(410)).outcome == "gone"
    assert subscribed(Reply(away="ConnectError")) == Verdict("again", "ConnectError")
    theirs = {200: "sent", 400: "never", 403: "never", 404: "never", 429: "again", 408: "again", 502: "again"}
    assert {status: called(Reply(status)).outcome for status in theirs} == theirs
    assert called(Reply(away="ConnectError")).outcome == "again"
    assert [0, *PAUSES] == [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
