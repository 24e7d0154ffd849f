"""Another's server on this machine: it notes what it is sent, and answers as it is told to."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

PATIENCE = 60.0
"""Seconds to wait for something to arrive."""


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """Its body, read."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Told:
    """What it is answered."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    """One that knows who is still there."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.connections: list[socket.socket] = []
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)
        super().process_request(request, client_address)


class Receiver:
    """A server on a port of its own; `answer` may wait as long as it likes, for each request has a thread."""

    def __init__(self, answer: Callable[[Received], Told] = lambda _: Told(), tls: SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self.answer = answer
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                if len(body := self.rfile.read(length)) < length:
                    raise ConnectionResetError("killed before all of it was sent")
                got = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                receiver.received.append(got)
                told = receiver.answer(got)
                self.send_response(told.status)
                for name, value in {"Content-Length": str(len(told.body)), **told.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True  # A client that was killed.

        self._server = _Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def until(self, enough: Callable[[list[Received]], object]) -> list[Received]:
        """All that was received, once that is enough."""
        end = time.monotonic() + PATIENCE
        while not enough(self.received):
            assert time.monotonic() < end, self.received
            time.sleep(0.01)
        return list(self.received)

    def close(self) -> None:
        """Listen no more, and hang up on who is still there."""
        self._server.shutdown()
        for connection in self._server.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
