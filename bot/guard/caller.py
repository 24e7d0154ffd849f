"""Who calls: a name and a role, as a token tells them."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Role = Literal["admin", "user"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a valid token. An `admin` may act in every conversation, a `user` in the one of their name."""

    name: str
    role: Role

    def may_act_in(self, conversation: str) -> bool:
        """Whether they may say something in a conversation, or look into it."""
        return self.role == "admin" or self.name == conversation


calling: ContextVar[Caller | None] = ContextVar("calling", default=None)
"""Who makes the request or holds the WebSocket that is worked on; None where nobody was asked for a token."""


def own_conversation() -> str:
    """The one conversation that whoever calls may act in; empty if they may act in any."""
    caller = calling.get()
    return caller.name if caller and caller.role == "user" else ""
