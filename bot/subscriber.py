"""Who sends webhooks and who gets them: one entry of `DOOLITTLE_WEBHOOKS`."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator, model_validator

EventType = Literal[
    "conversation.turn.answered",
    "conversation.turn.unanswered",
    "conversation.turn.silent",
    "conversation.feedback.given",
    "conversation.handed_over",
    "conversation.released",
]
HANDED_OVER: EventType = "conversation.handed_over"
PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, by Standard Webhooks 1.0."""


def key(secret: str) -> bytes:
    """The bytes of a secret; a ValueError says what is wrong with it, and nothing of it."""
    try:
        found = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not SHORTEST <= len(found) <= LONGEST:
        raise ValueError(
            f"a secret is {PREFIX} and {SHORTEST} to {LONGEST} bytes in base64; "
            f'make one with: echo "{PREFIX}$(openssl rand -base64 32)"'
        )
    return found


class Webhook(BaseModel):
    """One partner."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """It posts to `/webhooks/` and this."""
    secrets: Annotated[tuple[SecretStr, ...], Field(min_length=1, max_length=8)]
    """What it is signed with, both ways; several while one replaces another, the newest first."""
    url: str = ""
    """Where it is called back and told of events; without one it is answered at once."""
    events: tuple[EventType, ...] = ()
    """What it is told of all conversations."""
    private: bool = False
    """Whether its address may be on this machine or its network, and called without TLS."""

    @field_validator("secrets")
    @classmethod
    def _long_enough(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in value:
            key(secret.get_secret_value())
        return value

    @field_validator("url")
    @classmethod
    def _address(cls, value: str, info: ValidationInfo) -> str:
        return value and web_address(value)

    @model_validator(mode="after")
    def _consistent(self) -> Webhook:
        if self.events and not self.url:
            raise ValueError(f"{self.name} shall be told of events, but has no url")
        if self.url.startswith("http:") and not self.private:
            raise ValueError(f'{self.name}: write a url with https://, or allow the other with "private": true')
        return self


def web_address(value: str) -> str:
    """The address, if it is one that can be posted to."""
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or "@" in url.netloc or url.fragment:
        raise ValueError("write an address that begins with https://, without a user, a password or a fragment")
    return value
