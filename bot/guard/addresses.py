"""Addresses: how often one may call, whoever they say they are."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.guard.rate import Rate
from bot.guard.refusal import Refusal, refuse

PROBES = frozenset({"/health", "/ready"})
"""Asked by whoever watches over the service, and never too often."""


class Addresses:
    """Counts each request, and each WebSocket opened, by the address it comes from."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self._app = app
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse with 429, before anything of a body is read."""
        if scope["type"] != "lifespan" and scope["path"] not in PROBES:
            try:
                await self._rate.take(_counted(scope))
            except Refusal as refusal:
                await refuse(refusal, scope, send)
                return
        await self._app(scope, receive, send)


def _counted(scope: Scope) -> str:
    """What counts as one address: of IPv6 the network of 64 bits, which is what one household or machine has."""
    host = str((scope.get("client") or ("unknown",))[0])
    if ":" not in host:
        return host
    try:
        address = IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
