"""Letters: what is to be sent to somebody outside, written down together with the turn it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from bot.messages import Answer

STEERED = "steered"
"""Stands in the trace of an answer that says nothing since the log was changed from outside: `pause` if that handed the
conversation over, `resume` if it gave it back, else empty."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One request to be made until it succeeds."""

    id: str
    """The same at every try, and for nothing else; ASCII without a full stop."""
    recipient: str
    """The name of whom it goes to."""
    conversation: str
    """Whose it is: deleted with it."""
    body: str
    """What is sent, in ASCII; the recipient knows how."""
    line: str = ""
    """Letters of one line go one after the other, in ASCII; empty for one that waits for no other."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn, or whatever else was written into the log at once."""

    conversation: str
    message_id: str
    events: Sequence[Mapping[str, Any]]
    answer: Answer

    @property
    def steered(self) -> str | None:
        """What a change from outside came to, see `STEERED`; None for what really happened now."""
        found = self.answer.trace.get(STEERED)
        return None if found is None else str(found)

    def name(self, *parts: str) -> str:
        """An id of a letter about it: the same for the same turn and parts."""
        written = json.dumps([self.conversation, self.message_id, *parts]).encode()
        return f"msg_{blake2b(written, digest_size=16).hexdigest()}"

    def heard(self, channel: str) -> Mapping[str, Any] | None:
        """The visitor's message, if it came now and over that channel."""
        if self.steered is not None:
            return None
        first = next((event for event in self.events if event.get("event") == "user"), None)
        return first if first and first.get("input_channel") == channel else None


def seal(place: str, secret: str) -> str:
    """What makes an id of a conversation that anybody could guess one that nobody can: it is added to the id.

    Without it, who speaks over a channel that takes any id could join a conversation of another channel.
    """
    return blake2b(place.encode("utf-8", "surrogatepass"), digest_size=8, key=secret.encode()[:64]).hexdigest()
