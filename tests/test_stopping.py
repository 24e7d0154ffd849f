"""Stopping and being away: what is in flight is finished, nothing new is taken, and `/ready` tells the truth."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import loopback
import pytest
from serving import PATIENCE, WEBHOOK, Serving, free_port
from test_workers import STARTER, heard

HANGING = """
import asyncio, logging, sys, time
from fastapi import FastAPI
from bot.server import Server, run
from bot.settings import Settings

app = FastAPI()
app.state.stopping = False

@app.get("/hang")
async def hang() -> None:
    print("hanging", flush=True)
    await asyncio.to_thread(time.sleep, 600)

logging.basicConfig(level="INFO")
run(Server(app, Settings(port=int(sys.argv[1]), stop_timeout=0)))
"""


@pytest.fixture(params=[1, 2], ids=["one process", "two workers"])
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Serving]:
    """The service as one process and as two workers, with its conversations in `bot.db`."""
    workers = str(request.param)
    store = f"sqlite:{tmp_path / 'bot.db'}"
    with Serving(tmp_path, STARTER, store, "--workers", workers) as started:
        yield started.up(request.param if request.param > 1 else 0)


@contextmanager
def begun(serving: Serving, message_id: str) -> Iterator[tuple[socket.socket, bytes]]:
    """A message whose body the service waits for, and that body."""
    body = json.dumps({"sender": "ann", "message": "what is green tea?"}).encode()
    head = (
        f"POST {WEBHOOK} HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nIdempotency-Key: {message_id}\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", serving.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        yield connection, body


def received(connection: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def until_refused(client: httpx2.Client) -> set[int]:
    """Ask whether the service is ready until it answers no more; the statuses it answered with."""
    statuses: set[int] = set()
    with pytest.raises(httpx2.TransportError):
        while True:
            statuses.add(client.get("/ready").status_code)
    return statuses


def test_what_is_in_flight_is_answered_and_nothing_new_is_taken(serving: Serving, tmp_path: Path) -> None:
    """Told to stop, the service is not ready, refuses connections, finishes what it has begun and keeps it."""
    with begun(serving, "m1") as (connection, body):
        processes = max(1, len(serving.workers))
        with loopback.Client(base_url=serving.url, timeout=PATIENCE) as client:
            assert client.get("/ready").status_code == 200
            serving.process.send_signal(signal.SIGTERM)
            assert 503 in until_refused(client)
        serving.until(lambda: serving.log.count("Shutting down") == processes)
        connection.sendall(body)
        answer = received(connection)

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"heated soon after picking" in answer
    assert serving.process.wait(PATIENCE) in (0, -signal.SIGTERM)
    assert heard(tmp_path / "bot.db", "ann") == ["m1"]
    assert not (tmp_path / "bot.db-wal").exists(), "the store was not closed"


def test_who_never_finishes_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    """After `stop_timeout` seconds a request that is still being sent is given up."""
    store = f"sqlite:{tmp_path / 'bot.db'}"
    with Serving(tmp_path, STARTER, store, DOOLITTLE_STOP_TIMEOUT="1") as serving, begun(serving.up(), "m1") as held:
        assert serving.end() == -signal.SIGTERM
        assert b" 200 " not in received(held[0])

    assert "timeout graceful shutdown exceeded" in serving.log
    assert heard(tmp_path / "bot.db", "ann") == []


def test_a_thread_that_hangs_does_not_keep_it_from_ending() -> None:
    """An action can not be interrupted, so the process is ended over it."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", HANGING, str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        while b"Uvicorn running" not in process.stderr.readline():
            assert process.poll() is None
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(b"GET /hang HTTP/1.1\r\nHost: bot\r\n\r\n")
            assert process.stdout.readline() == b"hanging\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 1
            assert b"what hangs is given up" in process.stderr.read()
