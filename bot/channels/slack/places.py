"""Where something was said in Slack, and which conversation that is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

Granularity = Literal["thread", "channel", "user"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes."""

    channel: str
    """The id of the channel, or of the direct message."""
    thread: str = ""
    """The timestamp of the message that the thread hangs on; empty outside of one."""
    response: str = ""
    """Where an answer is to be sent that only who asked may see."""

    @property
    def direct(self) -> bool:
        """Whether it is a direct message to the bot."""
        return self.channel.startswith("D")


_QUIET = {
    "thread": "Somebody here asks for a person. I keep quiet in this thread until you give it back.",
    "channel": "Somebody here asks for a person. I keep quiet in all of this channel until you give it back.",
    "user": "<@{user}> asks for a person. I keep quiet towards them, wherever they write, until you give it back.",
}
"""What a call for a person says of the conversation in which the bot keeps quiet then."""


class Conversations:
    """Names conversations by where they take place. The names are keyed: nobody finds one who knows Slack's ids."""

    def __init__(self, granularity: Granularity, secret: str) -> None:
        """`secret` is the same in all processes and after a restart."""
        self._granularity = granularity
        self._key = blake2b(secret.encode(), digest_size=32, person=b"conversations").digest()

    def named(self, team: str, place: Place, user: str) -> str:
        """The conversation; what only one sees, who asked by a command, is one of their own."""
        if self._granularity == "user":
            return self._digest("user", team, user)
        if place.response:
            return self._digest("private", team, place.channel, user)
        thread = place.thread if self._granularity == "thread" else ""
        return self._digest("place", team, place.channel, thread)

    def call(self, group: str, user: str) -> str:
        """What calls a user group to a conversation in a channel in which that member asked for a person."""
        return f"<!subteam^{group}> {_QUIET[self._granularity].format(user=user)}"

    def _digest(self, *parts: str) -> str:
        return f"slack-{blake2b(json.dumps(parts).encode(), digest_size=16, key=self._key).hexdigest()}"
