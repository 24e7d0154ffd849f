"""The body of a response, read no further than is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Who reads no response waits for no HTTP client.
    import httpx2


async def capped(response: httpx2.Response, most: int) -> bytes:
    """The body as it comes over the wire, and the end of the response; more than so many bytes if it is longer."""
    body = bytearray()
    try:
        async for part in response.aiter_raw():
            body += part
            if len(body) > most:
                break
    finally:
        await response.aclose()
    return bytes(body)
