"""The web channel as the terminal uses it: answers as they come, what was said before, how an answer was found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bot.channels.terminal.events import Event, checked, reply, shown
from bot.channels.terminal.partner import SILENT, Exchange, Past
from bot.channels.terminal.server import Server, UnansweredError
from bot.messages import Utterance

PATH = "/web/chat"
LAST = 3
"""Turns of a conversation that are shown when it goes on."""


class OverWeb:
    """`POST /web/chat` of a server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def events(self, utterance: Utterance, after: int) -> AsyncIterator[Event]:
        """The events of the answer from that number on, up to the last; broken off, an UnansweredError."""
        body = {
            "type": "say",
            "id": utterance.message_id,
            "text": utterance.text,
            "conversation": utterance.conversation,
        }
        known = {"Last_Event_ID": str(after - 1)} if after else {}
        async for event in self._server.events(PATH, body, **known):
            found = checked(event)
            if found["type"] == "done" and found["outcome"] == "silent":
                yield SILENT
            yield found
            if found["type"] == "done":
                return
        raise UnansweredError(f"The answer of {self._server.url} broke off. Send the same once more.", wait=0.0)

    async def past(self, conversation: str) -> Past:
        """The last turns."""
        body = {"type": "history", "conversation": conversation, "last": LAST}
        told: dict[str, Any] = await self._server.post(PATH, body)
        try:
            turns = [(str(turn["said"]), [checked(event) for event in turn["events"]]) for turn in told["turns"]]
            conversation = str(told["conversation"])
        except (LookupError, TypeError):
            raise UnansweredError(f"{self._server.url} tells what was said in the form of another version.") from None
        buttons = reply(conversation, turns[-1][1]).buttons if turns else ()
        return Past(conversation, [Exchange(said, shown(events)) for said, events in turns], buttons)
