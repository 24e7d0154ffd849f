"""A server that answers what a test wants it to, in bytes; or what a real one answers, cut short."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def answering(
    *answers: bytes | Callable[[bytes], Awaitable[bytes]], tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """A server that gives one answer after the other, the last for ever, and closes the connection after each."""
    left = list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lengths = [line[15:] for line in head.lower().splitlines() if line.startswith(b"content-length")]
            request = head + await reader.readexactly(int(lengths[0]) if lengths else 0)
            given = left.pop(0) if len(left) > 1 else left[0]
            writer.write(given if isinstance(given, bytes) else await given(request))
        except asyncio.IncompleteReadError:
            return  # Who does not trust the certificate goes.
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    async with server:
        scheme = "https" if tls else "http"
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def http(status: int, body: str, kind: str = "application/json", more: str = "") -> bytes:
    """An answer in bytes."""
    return f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nConnection: close\r\n{more}\r\n{body}".encode()


def passed_on(url: str, cut: float = 1.0) -> Callable[[bytes], Awaitable[bytes]]:
    """What the real server at an address answers, or the first part of it."""
    port = int(url.rpartition(":")[2])

    async def ask(request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection")]
        writer.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer[: int(len(answer) * cut)]

    return ask
