"""Headers that every response carries, after the OWASP Secure Headers Project; a route's own come first."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from starlette.datastructures import MutableHeaders

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
    """Adds what is missing to the head of a response."""

    def __init__(self, origins: Sequence[str]) -> None:
        """`origins`: those whose pages may call."""
        self._policy = (b"content-security-policy", policy(origins).encode())
        self._vary = bool(origins) and "*" not in origins

    def complete(self, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers of a response with all that it has to carry."""
        headers = list(given)
        named = dict(headers)
        headers += [header for header in ALWAYS if header[0] not in named]
        if named.get(b"content-type", b"").startswith(b"text/html") and self._policy[0] not in named:
            headers.append(self._policy)
        if self._vary and b"Origin" not in named.get(b"vary", b""):
            MutableHeaders(raw=headers).add_vary_header("Origin")
        return headers
