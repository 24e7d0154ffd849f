"""Tokens: Rasa's static one and its JSON Web Tokens, each as `Authorization: Bearer …` or as `?token=…`.

Rasa 3.6 (`rasa/server.py`, `requires_auth`) takes the static token from the query and the signed one from the header;
here either may stand in either place. A JSON Web Token carries `{"user": {"username": …, "role": "admin" | "user"}}`;
`exp` and `nbf` hold where they are given. Only the method that is set is accepted, so neither `none` nor a public key
used as a secret gets in (RFC 8725, section 3.1).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Scope

from bot.guard.caller import Caller
from bot.guard.refusal import Refusal
from bot.settings import Settings
from bot.signature import Method, prepared

LEEWAY = 30.0
"""Seconds by which clocks may differ."""
QUERY_FIELDS = 100


def own_secret(settings: Settings) -> bytes:
    """What this service may sign with: a secret of its settings, the same in all processes and after a restart.

    Where they hold none it is made up here. A key that others' tokens are only checked with is public and no secret.
    """
    shared = settings.jwt_key if settings.jwt_method.startswith("HS") else None
    secret = settings.auth_token or shared
    return secret.get_secret_value().encode() if secret else secrets.token_bytes(32)


class Tokens:
    """Tells by its token who calls."""

    def __init__(self, settings: Settings) -> None:
        self._static = settings.auth_token.get_secret_value().encode() if settings.auth_token else b""
        self._decode = _decoder(settings.jwt_key.get_secret_value(), settings.jwt_method) if settings.jwt_key else None

    def caller(self, scope: Scope) -> Caller:
        """Who makes a request; a Refusal as of `bearer`."""
        return self.bearer(given(scope))

    def bearer(self, token: str) -> Caller:
        """Whose token it is; a Refusal where it is not valid (401), or says nothing of a role (403)."""
        if self._static and hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self._static):
            return Caller("", "admin")
        payload = self._decode(token) if self._decode and token else None
        if payload is None:
            raise Refusal(401, "This needs a valid token.", WWW_Authenticate="Bearer")
        match payload.get("user"):
            case {"username": str(name), "role": "admin" | "user" as role} if name:
                return Caller(name, role)
        raise Refusal(403, 'The token names no user: {"user": {"username": "…", "role": "admin" or "user"}}.')


def given(scope: Scope) -> str:
    """The token that comes with a request or a WebSocket; empty if none does."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].decode("utf-8", "surrogateescape").strip()
    query: bytes = scope.get("query_string", b"")
    if b"token=" not in query:
        return ""
    try:
        fields = parse_qs(query.decode("latin-1"), errors="surrogateescape", max_num_fields=QUERY_FIELDS)
    except ValueError:
        return ""
    return fields.get("token", [""])[0]


def _decoder(key: str, method: Method) -> Callable[[str], dict[str, Any] | None]:
    import jwt

    ready = prepared(key, method)

    def decode(token: str) -> dict[str, Any] | None:
        try:
            return dict(jwt.decode(token, ready, algorithms=[method], leeway=LEEWAY))
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None

    return decode
