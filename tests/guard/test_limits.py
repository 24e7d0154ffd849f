"""How much, how slowly, how many at once: whoever takes more is refused, and the others are still answered."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import loopback
import pytest
from guarding import until

from bot.guard.listening import more_connections
from bot.stores.sqlite import SQLiteStore
from bot.tracker import Event

if TYPE_CHECKING:
    from guarding import Process

    from tests.conftest import Served

ASK = "/webhooks/rest/webhook"
HEAD = b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"


def said(process: Process, text: str = "what is green tea?") -> str:
    response = loopback.post(f"{process.url}{ASK}", json={"sender": "ann", "message": text}, timeout=30)
    assert response.status_code == 200, response.text
    return str(response.json()[0]["text"])


def until_closed(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65_536):
            received += piece
    return received


def test_a_slow_body_is_refused_and_the_connection_closed(process: Process) -> None:
    """A body that does not arrive in time gets 408 and a reason."""
    with process.connect() as slow:
        slow.sendall(HEAD + b"Content-Length: 50\r\n\r\n" + b'{"message": ')
        answer = until_closed(slow)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 408 " in head.splitlines()[0]
    assert b"x-content-type-options: nosniff" in head
    assert "did not arrive within 2 s" in json.loads(body)["detail"]


def test_a_slow_head_is_cut_off(process: Process) -> None:
    """So is a head that does not end, and a connection on which nothing is sent at all."""
    with contextlib.ExitStack() as held:
        slow = [held.enter_context(process.connect()) for _ in range(4)]
        for connection, sent in zip(slow, (b"", b"G", HEAD[:30], HEAD), strict=True):
            connection.sendall(sent)
        for connection in slow:
            assert until_closed(connection).startswith(b"HTTP/1.1 408 Request Timeout")


def test_a_second_request_may_not_be_slow_either(process: Process) -> None:
    """On a connection that is kept alive each head has its time."""
    with process.connect() as slow:
        slow.sendall(b"GET /health HTTP/1.1\r\nHost: bot\r\n\r\nGET /hea")
        answer = until_closed(slow)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")


def test_what_was_refused_is_not_read_for_ever(process: Process) -> None:
    """Who goes on sending a body that was refused as too large is cut off as well."""
    with process.connect() as slow:
        slow.sendall(HEAD + b"Content-Length: 10000000\r\n\r\n" + b"x" * 1000)
        assert until_closed(slow).startswith(b"HTTP/1.1 413")


def test_ten_megabytes_disturb_nobody(process: Process) -> None:
    """Declared or not, they get 413, and the next one is answered."""
    body = b"x" * 10_000_000
    for content in (body, iter([body[:100_000]] * 100)):
        with contextlib.suppress(httpx2.WriteError):  # It may be cut off before all of it is sent.
            assert loopback.post(f"{process.url}{ASK}", content=content, timeout=30).status_code == 413
        assert "heated soon after picking" in said(process)


def test_a_thousand_idle_connections_and_slow_senders_leave_others_answered(process: Process) -> None:
    """1,000 connections that send nothing and 100 that send slowly take nobody's place."""
    more_connections()
    with contextlib.ExitStack() as held:
        for _ in range(1_000):
            held.enter_context(process.connect())
        for _ in range(100):
            held.enter_context(process.connect()).sendall(HEAD + b"Content-Length: 50\r\n\r\n{")
        for _ in range(5):
            assert "green tea" in said(process).lower()
        assert process.answers()


@pytest.fixture
def locked(serve: Callable[..., Served], tmp_path: Path) -> Iterator[Any]:
    """A service that one request can keep busy: somebody else holds its file, until let go."""
    file = tmp_path / "bot.db"
    served = serve(store=f"sqlite:{file}", request_timeout=0.5, most_requests=1)
    other = sqlite3.connect(file, isolation_level=None)
    yield served, other, file
    other.close()


def test_what_takes_too_long_is_told_and_done_all_the_same(locked: Any) -> None:
    """503 with a reason when the time is up; the turn is kept whole, and the repeated message gets its answer.

    Meanwhile the one place there is stays taken: another message gets 503 at once, and the probes are answered.
    """
    served, other, file = locked
    other.execute("BEGIN IMMEDIATE")
    first = served.post({"sender": "ann", "message": "what is green tea?"}, **{"Idempotency-Key": "one"})
    second = served.post({"sender": "bob", "message": "hello"})
    health = served.client.get("/health")
    other.execute("ROLLBACK")

    assert first.status_code == 503
    assert "within 0.5 s" in first.json()["detail"]
    assert (second.status_code, second.headers["retry-after"]) == (503, "1")
    assert "Too many ask" in second.json()["detail"]
    assert health.status_code == 200
    again = _once_there_is_room(served, {"sender": "ann", "message": "what is green tea?"})
    assert again.json()[0]["text"].startswith("Green tea is tea")
    assert [event["event"] for event in asyncio.run(_kept(file, "ann"))].count("user") == 1


async def _kept(file: Path, conversation: str) -> Sequence[Event]:
    store = SQLiteStore(file, reading=True)
    await store.open()
    events = await store.events(conversation)
    await store.close()
    return events


def _once_there_is_room(served: Any, body: dict[str, str]) -> httpx2.Response:
    kept: list[httpx2.Response] = []

    def answered() -> bool:
        kept.append(served.post(body, **{"Idempotency-Key": "one"}))
        return kept[-1].status_code == 200

    until(answered)
    return kept[-1]


def test_many_at_once_are_answered_or_refused_at_once(locked: Any) -> None:
    """However many come, each gets 200 or 503, and whoever comes again is answered."""
    served, *_ = locked
    statuses: list[int] = []

    def talk(number: int) -> None:
        for _ in range(3):
            statuses.append(served.post({"sender": str(number), "message": "hello"}).status_code)

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(statuses) == 24
    assert set(statuses) <= {200, 503}
    assert _once_there_is_room(served, {"sender": "last", "message": "hello"}).status_code == 200
