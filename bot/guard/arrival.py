"""Arrival: how long a connection may take to send a request, which uvicorn itself does not limit."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Arrival(HttpToolsProtocol):
    """uvicorn's HTTP protocol which closes a connection that sends no whole head in time.

    The body has its own limit in `body.py`; one that was refused and is still being sent is cut off after as long.
    """

    seconds: float
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request."""
        super().connection_made(transport)
        self._expect(self.seconds, LATE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._arrived()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Wait for the head of a request."""
        super().on_message_begin()
        self._expect(self.seconds, LATE)

    def on_headers_complete(self) -> None:
        """Wait for the end of the body, longer than the app does."""
        super().on_headers_complete()
        self._expect(2 * self.seconds, b"")

    def on_message_complete(self) -> None:
        """A request has arrived."""
        self._arrived()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """So has a WebSocket's."""
        self._arrived()
        super().handle_websocket_upgrade()

    def _expect(self, within: float, last_words: bytes) -> None:
        self._arrived()
        self._timer = self.loop.call_later(within, self._too_late, last_words)

    def _arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self, last_words: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(last_words)
            self.transport.close()


def arrival(within: float) -> type[Arrival]:
    """The protocol that allows so many seconds."""

    class Within(Arrival):
        seconds = within

    return Within
