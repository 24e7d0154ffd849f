"""The wire: one POST to an address, which may be anybody's, without harm to this machine or its network.

An address that is not on the internet is refused unless it was allowed: what a name leads to is looked up once,
checked, and connected to as it was checked, so that no second look-up can lead elsewhere. Redirects are not followed,
a proxy of the environment is not asked, what is answered is read up to `LARGEST` bytes, and all of it takes `PATIENCE`
seconds at most.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import SSLContext

import httpx2

from bot.capped import capped
from bot.delivery.request import Reply, Request

PATIENCE = 15.0
LARGEST = 16_384
CONNECTIONS = 8
"""At once, to one recipient."""
_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv4 addresses as IPv6 ones (RFC 6052)."""
Address = IPv4Address | IPv6Address


class Wire:
    """The connections to one recipient."""

    def __init__(self, *, private: bool = False) -> None:
        """`private` allows addresses that are not on the internet."""
        self._private = private
        self._transport: httpx2.AsyncHTTPTransport | None = None
        # A name server that does not answer holds up nobody but this recipient: no other look-up, and no action.
        self._lookups = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="lookup")

    async def send(self, request: Request) -> Reply:
        """The reply to a request; never raises for what the other side does."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._sent(request)
        except TimeoutError:
            return Reply(away=f"no answer within {PATIENCE:g} s")
        except (httpx2.TransportError, httpx2.InvalidURL, OSError, UnicodeError) as error:
            return Reply(away=type(error).__name__)

    async def close(self) -> None:
        """Close its connections."""
        self._lookups.shutdown(wait=False, cancel_futures=True)
        if self._transport is not None:
            await self._transport.aclose()

    async def _sent(self, request: Request) -> Reply:
        url = httpx2.URL(request.url)
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = await asyncio.get_running_loop().run_in_executor(self._lookups, _addresses, url.host, port)
        address = next((each for each in addresses if self._private or public(each)), None)
        if address is None:
            return Reply(away="its address is not on the internet")
        headers = {"Host": url.netloc.decode(), "Accept-Encoding": "identity", **request.headers}
        pinned = url.copy_with(host=str(address))
        extensions = {"sni_hostname": url.host, "timeout": httpx2.Timeout(PATIENCE).as_dict()}
        transport = await self._ready(url.scheme == "https")
        response = await transport.handle_async_request(
            httpx2.Request("POST", pinned, headers=headers, content=request.content, extensions=extensions)
        )
        body = await capped(response, LARGEST)
        wait = "" if response.is_success else response.headers.get("retry-after", "")
        return Reply(response.status_code, body[:LARGEST], _wait(wait))

    async def _ready(self, secure: bool) -> httpx2.AsyncHTTPTransport:
        if self._transport is None:
            # Reading the certificates takes a quarter of a second, in which others would wait.
            verify = await asyncio.to_thread(httpx2.create_ssl_context) if secure else False
            self._transport = self._transport or _transport(verify)
        return self._transport


def _transport(verify: SSLContext | bool) -> httpx2.AsyncHTTPTransport:
    limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=30.0)
    return httpx2.AsyncHTTPTransport(verify=verify, trust_env=False, limits=limits)


def public(address: Address) -> bool:
    """Whether an address is somebody's on the internet: not this machine's, its network's, or one of no machine."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None,))[-1]
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return public(inner)
    return address.is_global and not address.is_multicast


def _addresses(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


def _wait(header: str) -> float:
    """The seconds of a `Retry-After`, written as a number or as a date (RFC 9110, section 10.2.3); 0 without."""
    try:
        if re.fullmatch(r"\s*[0-9]{1,9}\s*", header):
            return float(header)
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0
