"""`doolittle serve` in processes of its own, as an operator starts it: signals, its log, and clients that try again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import loopback

PATIENCE = 60.0
"""Seconds to wait for something to happen; processes start slowly on a busy machine."""
WEBHOOK = "/webhooks/rest/webhook"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Serving:
    """A service with its log in a file."""

    def __init__(
        self, folder: Path, pack: Path, store: str, *arguments: str, port: int = 0, **environment: str
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / f"serve-{self.port}-{time.monotonic_ns()}.log"
        options = ["--knowledge", str(pack), "--store", store, "--port", str(self.port), *arguments]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", *options],
                # They ask more often than visitors may.
                env=os.environ | {"DOOLITTLE_ADDRESS_RATE": "", "DOOLITTLE_SENDER_RATE": ""} | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text("utf-8")

    @property
    def workers(self) -> list[int]:
        """The processes that answer, eldest first."""
        gone = set(re.findall(r"Worker (\d+) (?:died|has ended)", self.log))
        return [int(pid) for pid in re.findall(r"Worker (\d+) answers", self.log) if pid not in gone]

    def until(self, happened: Any) -> None:
        """Wait until something has happened; the log tells why if it does not."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, self.log
            time.sleep(0.02)

    def up(self, workers: int = 0) -> Serving:
        """Wait until it answers: all of its workers do."""
        self.until(lambda: len(self.workers) >= workers and self.ready().get("ready"))
        return self

    def ready(self, client: httpx2.Client | None = None) -> dict[str, Any]:
        """What `/ready` says; nothing if nobody listens."""
        try:
            told = client.get("/ready") if client else loopback.get(f"{self.url}/ready", timeout=PATIENCE)
        except httpx2.TransportError:
            return {}
        return dict(told.json())

    @contextmanager
    def only(self, worker: int) -> Iterator[httpx2.Client]:
        """A client that talks to one of the workers: on connecting, the others are stopped for a moment."""
        others = [pid for pid in self.workers if pid != worker]
        with loopback.Client(base_url=self.url, timeout=PATIENCE) as client:
            for pid in others:
                os.kill(pid, signal.SIGSTOP)
            try:
                client.get("/health")
            finally:
                for pid in others:
                    os.kill(pid, signal.SIGCONT)
            yield client

    def end(self, told: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop and wait until it has; its status."""
        self.process.send_signal(told)
        return self.process.wait(PATIENCE)

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise


class Client:
    """A visitor whose messages are sent again, each under its id, until they are answered."""

    def __init__(self, sender: str, *urls: str) -> None:
        self.sender, self._urls = sender, urls
        self._http = loopback.Client(timeout=PATIENCE, limits=httpx2.Limits(max_keepalive_connections=0))
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.retries = 0

    def say(self, message: str, message_id: str) -> list[dict[str, Any]]:
        """Say something, to each address in turn until there is an answer."""
        body = {"sender": self.sender, "message": message}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            url = self._urls[(len(self.answers) + self.retries) % len(self._urls)]
            try:
                response = self._http.post(url + WEBHOOK, json=body, headers={"Idempotency-Key": message_id})
                if response.status_code == 200:
                    return self.answers.setdefault(message_id, response.json())
                assert response.status_code >= 500, response.text
            except httpx2.TransportError:
                pass
            self.retries += 1
            time.sleep(0.1)
        raise AssertionError(f"{message!r} was not answered within {PATIENCE:.0f} s")

    def text(self, message: str, message_id: str) -> str:
        """Say something and get all the text of the answer."""
        return "\n".join(part["text"] for part in self.say(message, message_id) if "text" in part)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()


def say(url: str, message: str, message_id: str, sender: str = "visitor") -> str:
    """Say one thing to a service and get all the text of the answer."""
    with Client(sender, url) as client:
        return client.text(message, message_id)
