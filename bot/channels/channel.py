"""The contract of an HTTP channel."""

from __future__ import annotations

import secrets
from typing import Protocol, runtime_checkable

from fastapi import APIRouter

from bot.conversation import Conversation
from bot.guard.caller import own_conversation
from bot.settings import Settings


@runtime_checkable
class Channel(Protocol):
    """A way in and out over HTTP."""

    @property
    def name(self) -> str:
        """What conversations record as their `input_channel`."""

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """Its routes, which hand utterances to the conversation and give its answers back."""


def fresh_id() -> str:
    """An id nobody can guess: 128 bits."""
    return secrets.token_hex(16)


def fresh_conversation() -> str:
    """The id of a conversation nobody named: the caller's own if a token binds them to one, else a fresh one."""
    return own_conversation() or fresh_id()
