"""Servers for benchmarks: the service, or the bare echo, each in a process of its own on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0
"""Seconds that a server may take to be ready."""
LOOK = 0.5
"""Seconds of which it works a tenth at most once it has settled."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on loopback."""

    port: int
    process: int
    """The id of its first process."""

    def get(self, path: str) -> str:
        """What it answers to a GET."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            text: bytes = answer.read()
        return text.decode()

    def resident(self) -> float:
        """Megabytes of memory of its first process (`VmRSS` of proc(5))."""
        status = Path(f"/proc/{self.process}/status").read_text("ascii")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def worked(self) -> float:
        """Seconds on the processor of its first process so far, to the nanosecond (`schedstat` of proc(5))."""
        tasks = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(task.read_text("ascii").split()[0]) for task in tasks) / 1e9

    def settle(self) -> None:
        """Wait until it has prepared for its first messages, which it goes on with while it answers them."""
        until, before = time.monotonic() + PATIENCE, self.worked() - LOOK
        while (now := self.worked()) - before > LOOK / 10 and time.monotonic() < until:
            before = now
            time.sleep(LOOK)


@contextmanager
def service(store: str, *options: str, **settings: str) -> Iterator[Server]:
    """`doolittle serve` with a store, more options and settings."""
    environment = {
        "DOOLITTLE_LOG": "warning",
        "DOOLITTLE_LIVE": "false",
        "DOOLITTLE_SENDER_RATE": "",  # What is measured is the service, not how it holds others off.
        "DOOLITTLE_ADDRESS_RATE": "",
        **{f"DOOLITTLE_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "bot", "serve", "--store", store, *options]
    with _started(command, environment, "/ready") as server:
        yield server


@contextmanager
def echo() -> Iterator[Server]:
    """The bare echo, served as the service is."""
    command = [sys.executable, "-m", "uvicorn", "benchmarks.echo:app", "--no-access-log", "--log-level", "warning"]
    with _started(command, {}, "/openapi.json") as server:
        yield server


@contextmanager
def _started(command: list[str], environment: Mapping[str, str], ready: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, "--port", str(port)], env={**os.environ, **environment})
    server = Server(port, process.pid)
    try:
        _wait(server, process, ready)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _wait(server: Server, process: subprocess.Popen[bytes], path: str) -> None:
    last: Exception | None = None
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode} before it was ready")
        try:
            server.get(path)
        except OSError as error:
            last = error
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"the server is not ready after {PATIENCE:.0f} s: {last}")
