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
    _until: float | None = None
    """When it is too late for what is awaited, by the loop's clock; None while nothing is."""
    _last_words: bytes
    _timer: asyncio.TimerHandle | None = None
    """One for many requests: to begin and cancel one for each would cost more than to look now and then in vain."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request."""
        super().connection_made(transport)
        self._expect(self.seconds, LATE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
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
        """Await something for at least `seconds`."""
        self._until, self._last_words = self.loop.time() + within, last_words
        if self._timer is None:
            self._look_in(self.seconds)

    def _arrived(self) -> None:
        self._until = None

    def _look_in(self, seconds: float) -> None:
        self._timer = self.loop.call_later(min(seconds, self.seconds), self._look)

    def _look(self) -> None:
        self._timer = None
        if self._until is None or self.transport.is_closing():
            return
        if (left := self._until - self.loop.time()) > 0:
            self._look_in(left)
            return
        self.transport.write(self._last_words)
        self.transport.close()


def arrival(within: float) -> type[Arrival]:
    """The protocol that allows so many seconds."""

    class Within(Arrival):
        seconds = within

    return Within
