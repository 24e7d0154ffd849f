"""The contract of an HTTP channel."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.guard.caller import own_conversation

if TYPE_CHECKING:  # A terminal that asks a server waits for none of these.
    from fastapi import APIRouter

    from bot.conversation import Conversation
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel's clients can show."""

    longest: int | None = None
    """Characters of the longest text; longer ones go as several."""
    tables: bool = True
    """Whether blocks are drawn; else their words in the text are all that is shown."""
    buttons: bool = True
    """Whether a button can be pressed; else its title is shown, to be typed or picked by its number."""


@runtime_checkable
class Channel(Protocol):
    """A way in and out over HTTP."""

    @property
    def name(self) -> str:
        """What conversations record as their `input_channel`, and what its module is called."""

    @property
    def limits(self) -> Limits:
        """What its clients can show."""

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """Its routes and mounts, which hand utterances to the conversation and give its answers back.

        A lifespan of the router runs with the service.
        """


def fresh_id() -> str:
    """An id nobody can guess: 128 bits of the system's own randomness."""
    return os.urandom(16).hex()


def fresh_conversation() -> str:
    """The id of a conversation nobody named: the caller's own if a token binds them to one, else a fresh one."""
    return own_conversation() or fresh_id()
