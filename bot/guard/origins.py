"""Origins: whose pages may open a WebSocket. Browsers ask nobody before they open one, unlike with requests."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.guard.refusal import Refusal, refuse


class Origins:
    """Refuses (403) a WebSocket that a page from elsewhere opens; who is no browser names no page (RFC 6454)."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """`origins`: those whose pages may call, besides this one's."""
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse before it opens."""
        if scope["type"] == "websocket" and not self._may(scope):
            await refuse(Refusal(403, "Pages of this origin may not call."), scope, send)
            return
        await self._app(scope, receive, send)

    def _may(self, scope: Scope) -> bool:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin or "*" in self._origins or origin in self._origins:
            return True
        try:
            return urlsplit(origin).netloc.lower() == headers[b"host"].decode("latin-1").lower()
        except (ValueError, KeyError):
            return False
