"""Doors: every path needs a token, once one is set, but those that are named here."""

from __future__ import annotations

from starlette.types import Scope

from bot.guard.caller import Caller
from bot.guard.refusal import Refusal
from bot.guard.tokens import Tokens, given
from bot.settings import Settings

OPEN = frozenset({"/", "/chat", "/health", "/ready"})
"""For everybody: probes, and pages that hold nothing secret."""
OPEN_BELOW = "/widget/"
SELF_CHECKED = frozenset({"/metrics", "/status"})
"""For the operator: they check the admin token themselves. Without one set, a caller who is admin has to ask."""
SELF_CHECKED_BELOW = "/admin/"
HANDSHAKE_BELOW = "/socket.io/"
"""Where the token may come later, in a handshake that the channel checks. One that comes at once is checked here."""
TICKETED_BELOW = "/v3/directline/"
"""Where a caller's token buys tokens for one conversation each: the channel checks both kinds itself."""
ACKNOWLEDGED = frozenset({"/slack/events", "/webhooks/slack/webhook"})
"""For platforms that want to be told at once that something came: what it takes is done afterwards."""
SIGNED = ACKNOWLEDGED | {"/webhooks/chatwoot", "/webhooks/telegram"}
"""For platforms: their channels check a secret or a signature before they look at anything else."""


def signed(path: str, settings: Settings) -> bool:
    """Whether a path checks who calls by what the request bears in place of a token."""
    named = path.removeprefix("/webhooks/")
    return path in SIGNED or (named != path and any(named == each.name for each in settings.webhooks))


def operators(path: str) -> bool:
    """Whether a path is the operator's."""
    return path in SELF_CHECKED or path.startswith(SELF_CHECKED_BELOW)


def asks(path: str, settings: Settings) -> bool:
    """Whether a path asks for a caller's token, if callers have any."""
    if not (settings.auth_token or settings.jwt_key) or path in OPEN or path.startswith(OPEN_BELOW):
        return False
    if path.startswith(TICKETED_BELOW):
        return False
    return not ((operators(path) and settings.admin_token) or signed(path, settings))


class Doors:
    """Lets in who has a token, to HTTP and WebSockets alike."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tokens = Tokens(settings)

    def caller(self, scope: Scope) -> Caller | None:
        """Who calls, noted as `state.caller` too; None where it is open. A Refusal, unread, for the rest."""
        if not asks(scope["path"], self._settings) or _later(scope):
            return None
        caller = self._tokens.caller(scope)
        if operators(scope["path"]) and caller.role != "admin":
            raise Refusal(403, "This is for an admin.")
        scope.setdefault("state", {})["caller"] = caller
        return caller


def _later(scope: Scope) -> bool:
    """Whether the token may still come."""
    return bool(scope["path"].startswith(HANDSHAKE_BELOW)) and not given(scope)
