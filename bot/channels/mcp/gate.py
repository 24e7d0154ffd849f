"""The gate: who may call from a browser, after MCP's transports, section "Security Warning".

A page can have the name of its own server resolve to this machine and then call it as if it were at home (DNS
rebinding). A service on loopback that asks for no token therefore answers to the names of this machine alone. Where a
token is asked for, or others can reach the service anyway, any name will do. A page of another origin is refused
either way, unless `cors` names it or it comes from this machine.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import Scope

from bot.guard.listening import local
from bot.guard.refusal import Refusal
from bot.settings import Settings


class Gate:
    """Looks at the names in a request's head."""

    def __init__(self, settings: Settings) -> None:
        asked = bool(settings.auth_token or settings.jwt_key)
        self._any_host = asked or not local(settings.host)
        self._origins = settings.cors

    def check(self, scope: Scope) -> None:
        """Refuse with 421 what was meant for another host, and with 403 what a page of elsewhere sends."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if not (self._any_host or _here(f"//{host}")):
            told = "This service answers to the names of this machine alone, for it asks for no token."
            raise Refusal(421, f"{told} To reach it by another name, set DOOLITTLE_AUTH_TOKEN or DOOLITTLE_JWT_KEY.")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and not self._allowed(origin, host):
            raise Refusal(403, "Pages of this origin may not call; name it in DOOLITTLE_CORS.")

    def _allowed(self, origin: str, host: str) -> bool:
        if "*" in self._origins or origin in self._origins or _here(origin):
            return True
        return bool(host) and origin.partition("://")[2] == host


def _here(address: str) -> bool:
    """Whether an address names this machine."""
    try:
        return local(urlsplit(address).hostname or "")
    except ValueError:
        return False
