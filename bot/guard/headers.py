"""Headers that every response carries, after the OWASP Secure Headers Project; a route's own come first."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cache-control", b"no-store"),
)
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def policy(ancestors: Iterable[str] = (), page: str = "") -> str:
    """A content security policy: nothing from elsewhere, and of a page's own inline parts just those in it.

    `ancestors` are the origins whose pages may show it in a frame, besides this one.
    """
    own: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(page):
        own[kind].append(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
    inline = [" ".join((f"{kind}-src 'self'", *hashes)) for kind, hashes in own.items() if hashes]
    framed = " ".join(("frame-ancestors 'self'", *ancestors))
    return "; ".join(
        ("default-src 'self'", *inline, "base-uri 'none'", "form-action 'self'", "object-src 'none'", framed)
    )


class Headers:
    """Adds what is missing."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """`origins`: those whose pages may call."""
        self._app = app
        self._policy = (b"content-security-policy", policy(origins).encode())
        self._vary = bool(origins) and "*" not in origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and complete the head of the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(message)
            await send(message)

        await self._app(scope, receive, completed)

    def _complete(self, message: Message) -> None:
        headers = message["headers"] = list(message.get("headers", ()))
        given = dict(headers)
        headers += [header for header in ALWAYS if header[0] not in given]
        if given.get(b"content-type", b"").startswith(b"text/html") and self._policy[0] not in given:
            headers.append(self._policy)
        if self._vary and b"Origin" not in given.get(b"vary", b""):
            MutableHeaders(raw=headers).add_vary_header("Origin")
