"""Addresses: how often one may call, whoever they say they are."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.types import Message, Receive, Scope, Send

from bot.guard.doors import ACKNOWLEDGED
from bot.guard.rate import Rate
from bot.guard.refusal import Refusal

PROBES = frozenset({"/health", "/ready"})
"""Asked by whoever watches over the service, and never too often."""
UNCOUNTED = PROBES | ACKNOWLEDGED


class Addresses:
    """Counts each request, each WebSocket and each of its frames by their address; this machine's own is not counted.

    Who calls over loopback is on the machine already, or a proxy that does not tell whom it speaks for: to count those
    as one would hold off everybody at once. Such a proxy is to be named in `trusted_proxies`. Nor is a platform that
    signs what it sends: all its people write from the same few addresses.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate

    async def count(self, scope: Scope) -> None:
        """Count one; a Refusal (429), before anything of a body is read, if there were too many."""
        if scope["path"] not in UNCOUNTED and (counted := _counted(scope)):
            await self._rate.take(counted)

    def framed(self, scope: Scope, receive: Receive, send: Send) -> Receive:
        """Frames that are counted as requests are; one too many ends the WebSocket."""
        if scope["path"] in UNCOUNTED or not (counted := _counted(scope)):
            return receive

        async def framed() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                try:
                    await self._rate.take(counted)
                except Refusal as refusal:
                    await send({"type": "websocket.close", "code": 1008, "reason": refusal.detail})
                    return {"type": "websocket.disconnect", "code": 1008}
            return message

        return framed


def _counted(scope: Scope) -> str:
    return _address(str((scope.get("client") or ("unknown",))[0]))


@lru_cache(maxsize=1000)  # A proxy calls again and again.
def _address(host: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits, which is what one household or machine has."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return ""
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))
