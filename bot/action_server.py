"""A rasa-sdk action server, called as Rasa calls one: `POST /webhook`, once for one action.

A call names the domain by a digest. A server that has not seen that domain answers 449 before any action has run
(rasa-sdk's `ActionMissingDomainException`), and gets the call once more with the domain.

An action is never run twice for one message: only a connection that could not be made is made once more. Bodies are
never logged, for they hold what visitors wrote; rasa-sdk repeats them in its error answers.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from bot.breaker import PAUSE, Breaker
from bot.capped import capped

log = logging.getLogger(__name__)

DOMAIN_MISSING = 449
BROKEN_GATEWAY = (502, 503, 504)
"""What a proxy answers for a server that is away."""
CONNECT = 1.0
"""Seconds a connection may take; it is tried twice."""
KEPT_OPEN = 60.0
"""Seconds a connection is kept for the next call: less than the server's 120, so that it is not closed under one."""
CONNECTIONS = 100
LARGEST = 1 << 20
"""Bytes of the largest answer that is read."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status and a body, or why nothing did."""

    status: int = 0
    body: bytes = b""
    away: str = ""
    """Why there is no answer; empty if there is one."""

    @property
    def whole(self) -> bool:
        """Whether the body was read to its end."""
        return len(self.body) <= LARGEST


class ActionServer:
    """An action server as every engine of a process shares it: its connections, and whether it answers."""

    def __init__(self, endpoint: str, timeout: float, clock: Callable[[], float] | None = None) -> None:
        """An endpoint is a URL; the time-out, in seconds, is for a whole call; the clock, the loop's, for pauses."""
        self._url = httpx2.URL(endpoint)
        self._timeout = timeout
        self._timeouts = httpx2.Timeout(timeout, connect=min(CONNECT, timeout)).as_dict()
        self._breaker = Breaker(clock or (lambda: asyncio.get_running_loop().time()))
        self._why = ""
        # A transport and no client: of redirects, cookies and a line of log for each call none is wanted here. Reading
        # the certificates takes a quarter of a second, which plain HTTP need not cost.
        limits = httpx2.Limits(
            max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=KEPT_OPEN
        )
        self._transport = httpx2.AsyncHTTPTransport(verify=self._url.scheme == "https", retries=1, limits=limits)

    @property
    def problem(self) -> str:
        """Why it is left alone at the moment; empty while it answers."""
        return f"the action server does not answer: {self._why}" if self._breaker.open else ""

    async def call(self, call: Mapping[str, Any], domain: Mapping[str, Any]) -> Reply:
        """The reply to a call; the domain is sent when it is asked for. Never raises for what the server does."""
        if not self._breaker.admits():
            return Reply(away=f"left alone after {self._why}")
        try:
            async with asyncio.timeout(self._timeout):
                reply = await self._posted(call)
                if reply.status == DOMAIN_MISSING:
                    reply = await self._posted({**call, "domain": domain})
        except TimeoutError:
            reply = Reply(away=f"no answer within {self._timeout:g} s")
        except httpx2.TransportError as error:
            reply = Reply(away=type(error).__name__)
        if reply.status in BROKEN_GATEWAY:
            reply = Reply(away=f"HTTP {reply.status}")
        self._note(reply)
        return reply

    async def close(self) -> None:
        """Close its connections."""
        await self._transport.aclose()

    async def _posted(self, call: Mapping[str, Any]) -> Reply:
        # What comes compressed could unfold to any size.
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        content, extensions = json.dumps(call).encode(), {"timeout": self._timeouts}
        request = httpx2.Request("POST", self._url, headers=headers, content=content, extensions=extensions)
        response = await self._transport.handle_async_request(request)
        return Reply(response.status_code, await capped(response, LARGEST))

    def _note(self, reply: Reply) -> None:
        where = self._url.netloc.decode()
        if not reply.away:
            if self._breaker.succeeded():
                log.warning("The action server at %s answers again", where)
            return
        self._why = reply.away
        opened = self._breaker.failed()
        then = f"; from now on it is tried every {PAUSE:g} s" if opened else ""
        log.error("The action server at %s does not answer: %s%s", where, reply.away, then)
