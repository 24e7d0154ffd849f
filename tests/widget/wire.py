"""A wire between browser and bot that can be held, or cut in the middle of a stream."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

from tests.conftest import PATIENCE
from widget.conftest import Bot

_RESUMED = re.compile(rb"last-event-id: (\d+)", re.IGNORECASE)


class Wire:
    """Passes requests on and answers back, each connection in a thread of its own."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        self.resumed: list[str] = []
        """Numbers of the events behind which an answer was taken up again."""
        self._held, self._down = b"", False
        self._free = threading.Event()
        self._free.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break what is held; nothing passes until it is mended."""
        self._down = True
        self.release()

    def mend(self) -> None:
        """Let connections pass again."""
        self._down = False

    def hold(self, behind: bytes = b"event: turn") -> None:
        """Hold back what follows this in an answer, until it is released."""
        self._held = behind
        self._free.clear()

    def release(self) -> None:
        """Let everything through."""
        self._held = b""
        self._free.set()

    def close(self) -> None:
        """Take no more connections."""
        self.release()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._connected, args=(browser,), daemon=True).start()

    def _connected(self, browser: socket.socket) -> None:
        if self._down:
            browser.close()
            return
        try:
            bot = socket.create_connection(("127.0.0.1", self._bot.port))
        except OSError:
            browser.close()
            return
        threading.Thread(target=self._send, args=(browser, bot), daemon=True).start()
        self._answer(bot, browser)

    def _send(self, browser: socket.socket, bot: socket.socket) -> None:
        for data in _pieces(browser):
            self.resumed += [number.decode() for number in _RESUMED.findall(data)]
            try:
                bot.sendall(data)
            except OSError:
                return

    def _answer(self, bot: socket.socket, browser: socket.socket) -> None:
        with bot, browser, suppress(OSError):  # Either may hang up at any time.
            for data in _pieces(bot):
                if self._held and self._held in data:
                    end = data.index(b"\n\n", data.index(self._held)) + 2
                    browser.sendall(data[:end])
                    self._free.wait(PATIENCE)
                    data = data[end:]
                if self._down:
                    browser.shutdown(socket.SHUT_RDWR)  # Closed alone, it would wait for the thread that reads it.
                    return
                browser.sendall(data)


def wired(server: str) -> str:
    """A page on another origin whose widget talks to a bot at an address."""
    return (
        '<!doctype html><html lang="en"><title>Wired</title>'
        '<script type="module" src="BOT/widget/doolittle.js"></script>'
        f'<main><h1>Wired</h1></main><doolittle-chat server="{server}"></doolittle-chat>'
    )


def _pieces(connection: socket.socket) -> Iterator[bytes]:
    try:
        while data := connection.recv(65_536):
            yield data
    except OSError:
        return
