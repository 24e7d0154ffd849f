"""What a process that serves takes of a machine's memory, from a first start that has to learn the pack."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import loopback
import pytest
from written import written

LIMIT = 200 << 20
"""Bytes of resident memory."""
PATIENCE = 120.0
QUESTIONS = Path(__file__).parent / "questions" / "visitors.yaml"
SAID = [item["say"] for item in written(QUESTIONS)[::5]]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and other allocators keep what they were given")
def test_a_server_is_small_when_ready_and_after_traffic(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"XDG_CACHE_HOME": str(tmp_path), "DOOLITTLE_STORE": "memory", "DOOLITTLE_PORT": str(port)}
    command = [sys.executable, "-m", "bot", "serve"]
    with subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL) as server:
        try:
            with loopback.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                until_ready(client, server)
                ready = settled(server.pid)
                for number, text in enumerate(SAID):
                    client.post("/webhooks/rest/webhook", json={"sender": str(number % 20), "message": text})
                assert ready < LIMIT
                assert settled(server.pid) < LIMIT
        finally:
            server.terminate()


def until_ready(client: httpx2.Client, server: subprocess.Popen[bytes]) -> None:
    """Wait until it answers."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            if client.get("/ready").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail("the server never came up")


def settled(process: int) -> int:
    """What is resident once it has prepared for its first messages, which takes more for a moment."""
    end = time.monotonic() + PATIENCE
    while (found := resident(process)) >= LIMIT and time.monotonic() < end:
        time.sleep(0.2)
    return found


def resident(process: int) -> int:
    """Bytes of a process that are in memory, what it shares with others included."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
