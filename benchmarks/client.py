"""A load of many clients on one server over keep-alive HTTP/1.1, light enough to leave the machine to the server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import httptools

PATH = "/webhooks/rest/webhook"
QUESTIONS = (
    "What is a VAE?",
    "and how does it work?",
    "Who made ChatGPT?",
    "Should I use an LLM for music?",
    "What is the difference between a GAN and a VAE?",
    "which models came out in 2014?",
    "thanks",
    "what is the capital of France?",
    "Which came first, BERT or the transformer?",
    "why does that matter?",
)
"""What the clients say in turn: definitions, follow-ups, lists, small talk, and what is declined."""
LENGTHENED = tuple(text.replace(" ", " " * 60, 1) for text in QUESTIONS)
"""The same, so long that a service does not remember how it answered them."""

TURNS = 2 * len(QUESTIONS)
"""Turns of the longest conversation."""

_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Load:
    """How a load went."""

    seconds: float
    latencies: tuple[float, ...]
    """Seconds of each request, shortest first."""
    refused: int = 0
    """Requests that were not answered with 200."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """The latency that this share of the requests stays within, in seconds."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def posts(sender: str, turns: int, path: str = PATH, said: Sequence[str] = QUESTIONS) -> Iterator[bytes]:
    """The requests of one conversation, ready to send."""
    for turn in range(turns):
        yield post(path, {"sender": sender, "message": said[turn % len(said)]})


def post(path: str, body: object, headers: Mapping[str, str] | None = None) -> bytes:
    """One request."""
    data = json.dumps(body).encode()
    told = {"Host": "bench", "Content-Type": "application/json", "Content-Length": len(data), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + data


async def load(port: int, conversations: Iterable[Iterable[bytes]]) -> Load:
    """Hold some conversations at once, each on a connection of its own, one request after the other."""
    clients = [_Client(requests) for requests in conversations]
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    seconds = time.perf_counter() - began
    latencies = sorted(latency for client in clients for latency in client.latencies)
    return Load(seconds, tuple(latencies), sum(client.refused for client in clients))


def run(port: int, clients: int, turns: int, path: str = PATH, said: Sequence[str] = QUESTIONS) -> Load:
    """So many clients with so many turns each, every one in conversations of its own, one after the other."""
    return asyncio.run(load(port, [tuple(_visits(turns, path, said)) for _ in range(clients)]))


def _visits(turns: int, path: str, said: Sequence[str]) -> Iterator[bytes]:
    for begun in range(0, turns, TURNS):
        yield from posts(f"bench-{next(_NUMBERS)}", min(TURNS, turns - begun), path, said)


class _Client(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next."""

    def __init__(self, requests: Iterable[bytes]) -> None:
        self._requests = iter(requests)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.latencies: list[float] = []
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._parser = httptools.HttpResponseParser(self)
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.latencies.append(time.perf_counter() - self._sent)
        self.refused += self._parser.get_status_code() != 200
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)
