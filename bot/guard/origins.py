"""Origins: whose pages may open a WebSocket. Browsers ask nobody before they open one, unlike with requests."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.types import Scope

from bot.guard.refusal import Refusal


class Origins:
    """Refuses a WebSocket that a page from elsewhere opens; who is no browser names no page (RFC 6454)."""

    def __init__(self, origins: Sequence[str]) -> None:
        """`origins`: those whose pages may call, besides this one's."""
        self._origins = frozenset(origins)

    def check(self, scope: Scope) -> None:
        """A Refusal (403), before it opens, for a page that may not."""
        if not self._may(scope):
            raise Refusal(403, "Pages of this origin may not call.")

    def _may(self, scope: Scope) -> bool:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin or "*" in self._origins or origin in self._origins:
            return True
        try:
            return urlsplit(origin).netloc.lower() == headers[b"host"].decode("latin-1").lower()
        except (ValueError, KeyError):
            return False
