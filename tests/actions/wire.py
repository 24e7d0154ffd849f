"""A server on loopback that misbehaves as a test says: it reads one request a connection and writes what it likes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Wire:
    """Behaves in turn as it is told, and at last always so; remembers every call it was sent."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self._serving: list[asyncio.Task[None]] = []
        self.calls: list[dict[str, Any]] = []
        self._called = asyncio.Event()

    async def called(self, times: int) -> None:
        """Wait until it was called so often."""
        while len(self.calls) < times:
            self._called.clear()
            await self._called.wait()

    async def __aenter__(self) -> Wire:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/webhook"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.append(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length, head
        self.calls.append(json.loads(await reader.readexactly(int(length[1]))))
        self._called.set()
        behaviour = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
        try:
            await behaviour(writer)
        except ConnectionError:
            return  # The caller has had enough.
        finally:
            writer.close()


def answer(status: int, body: object) -> Behaviour:
    """Answers as HTTP wants it; a body that is no text is JSON."""
    content = (body if isinstance(body, str) else json.dumps(body)).encode()

    async def behave(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} So\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + content)
        await writer.drain()

    return behave


async def silence(writer: asyncio.StreamWriter) -> None:
    """Accepts, reads, and never answers."""
    await asyncio.sleep(3600)


async def slow(writer: asyncio.StreamWriter) -> None:
    """Answers a byte at a time, and always another one."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Ends the connection instead of answering."""


async def babble(writer: asyncio.StreamWriter) -> None:
    """Speaks, but no HTTP."""
    writer.write(b"220 mail.example ESMTP\r\n")
    await writer.drain()


async def endless(writer: asyncio.StreamWriter) -> None:
    """An answer without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()
