"""Direct Line's tokens: short-lived JSON Web Tokens, each of which opens one conversation.

Whoever may call (with a token of `bot/guard/tokens.py`, or anybody where none is set) is to Direct Line the holder of
the secret: they get such tokens, or act without one. The tokens are signed with a key that is made from the secret of
the settings, so that they hold in all processes and after a restart; where there is none, with a key of the process
and its workers. Another kind, which holds for a minute and once, opens the WebSocket, since it stands in an address.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import jwt
from fastapi import HTTPException
from starlette.types import Scope

from bot.guard.caller import Caller
from bot.guard.tokens import Tokens, given, own_secret
from bot.settings import Settings

TOKEN = 1800
"""Seconds that a token holds, as Direct Line's do."""
STREAM = 60
"""Seconds in which a WebSocket has to be opened, likewise."""
_TALK, _STREAM = "directline", "directline-stream"
"""The audiences of both kinds."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who makes a request."""

    caller: Caller | None
    conversation: str = ""
    """The one that a token is for; empty for who holds the secret."""
    user: str = ""
    """Who the visitor is, where the token says so."""


class Passes:
    """Makes tokens, and tells whose they are."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since the epoch."""
        self._clock = clock
        self._callers = Tokens(settings) if settings.auth_token or settings.jwt_key else None
        self._key = blake2b(own_secret(settings), digest_size=32, person=b"directline").digest()
        self._used: dict[str, float] = {}

    def token(self, conversation: str, user: str = "") -> str:
        """A token that opens a conversation."""
        return self._signed(_TALK, TOKEN, conversation, **({"user": user} if user else {}))

    def stream(self, conversation: str) -> str:
        """A token that opens its WebSocket, once."""
        return self._signed(_STREAM, STREAM, conversation, jti=secrets.token_hex(8))

    def holder(self, scope: Scope) -> Holder:
        """Who calls: 401 for nobody known, 403 for a token of ours that is forged, cut, for something else or over."""
        token = given(scope)
        if _audience(token):
            claims = self._claims(token, _TALK)
            return Holder(Caller(claims["conv"], "user"), claims["conv"], claims.get("user", ""))
        if self._callers:
            return Holder(self._callers.bearer(token))
        if token:
            raise _refused("NotAllowed", "This is no token of this service.")
        return Holder(None)

    def streamed(self, token: str) -> Holder:
        """Who opens a WebSocket; 403 for a token that is none, is over or was used before."""
        claims = self._claims(token, _STREAM)
        now = self._clock()
        self._used = {used: until for used, until in self._used.items() if until >= now}
        if claims["jti"] in self._used:
            raise _refused("NotAllowed", "This address was used before; ask for another.")
        self._used[claims["jti"]] = claims["exp"]
        return Holder(Caller(claims["conv"], "user"), claims["conv"])

    def _signed(self, audience: str, seconds: int, conversation: str, **more: str) -> str:
        claims = {"aud": audience, "exp": int(self._clock()) + seconds, "conv": conversation, **more}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def _claims(self, token: str, audience: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._key, algorithms=["HS256"], audience=audience))
        except jwt.ExpiredSignatureError:
            raise _refused("TokenExpired", "The token has expired.") from None
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _refused("NotAllowed", "This is no valid token.") from None


def _audience(token: str) -> bool:
    """Whether a token says that it is one of Direct Line's."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return False
    return claims.get("aud") in (_TALK, _STREAM)


def _refused(code: str, message: str) -> HTTPException:
    return HTTPException(403, {"code": code, "message": message})
