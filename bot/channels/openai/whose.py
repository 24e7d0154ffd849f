"""Which conversation a request belongs to, and what was said in it before.

OpenAI's protocol has no id of a conversation: each request carries the whole chat. So

1. a conversation that is named is that one: by a header (`X-Conversation-Id`, Open WebUI's `X-OpenWebUI-Chat-Id`), by
   `conversation`, `previous_response_id` or `metadata.conversation_id`; a `{{placeholder}}` that a client did not fill
   in would be the same for everybody, and names none;
2. else a token that binds its caller to a conversation names it;
3. else the id is derived from who talks and the first message of the chat. `user` and `safety_identifier` name a
   person, who may have many chats, so they are a part of the id and not the id. It is keyed, so that nobody who knows
   how a chat began can find it.

Only the last message of the user is heard. What came before is only compared: the id of a message begins with a mark
of the chat up to it. If the last message of the kept conversation bears the mark of the chat that the client sends,
the turn goes on from there. If not, because the store forgot it, a message was edited, an answer asked for once more,
or another chat began with the same words, what the client sends is lived through again aside, and neither kept nor
counted. A chat whose id is derived is compared as a whole. In one that is named only the message before is compared,
since who names a conversation may send a part of it; one message alone goes on where the conversation was left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from fastapi import HTTPException

from bot.channels.channel import fresh_id
from bot.guard.caller import calling, own_conversation
from bot.guard.tokens import own_secret
from bot.messages import Past, readable
from bot.settings import Settings

_RESPONSE = re.compile(r"resp_[0-9a-f]{32}((?:[0-9a-f]{2})+)")
_UNFILLED = re.compile(r"\{\{.*\}\}")
MOST = 20
"""Messages before the last that are lived through again; what lies further back hardly counts in a conversation."""
RELIVED = 4_000
"""Characters of them in all: they are not counted, so they must not cost more than a message that is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs."""

    conversation: str
    message_id: str
    past: Past | None


class Places:
    """Finds where messages belong."""

    def __init__(self, settings: Settings) -> None:
        self._key = blake2b(own_secret(settings), digest_size=32, person=b"conversations").digest()
        self._longest = settings.longest_message

    def place(self, said: Sequence[str], named: str, person: str, key: str = "") -> Place:
        """Where the last of some messages belongs; `key` is what a repeated request has in common with the first."""
        *before, last = (text.strip() for text in said)
        before = [text for text in before if len(text) <= self._longest]  # No longer one was ever heard.
        named = readable(("" if _UNFILLED.search(named) else named) or own_conversation())
        if named:
            past = Past(self.within(before), self._mark(before[-1:])) if before else None
            return Place(named, f"{self._mark([last])}{key or fresh_id()}", past)
        caller = calling.get()
        conversation = self._digest(16, "chat", caller.name if caller else "", person, (before or [last])[0])
        past = Past(self.within(before), self._mark(before) if before else "")
        return Place(conversation, f"{self._mark([*before, last])}{key or fresh_id()}", past)

    def within(self, said: Sequence[str]) -> tuple[str, ...]:
        """The last of them that may be lived through again, without a gap."""
        found, left = list[str](), RELIVED
        for text in reversed(said[-MOST:]):
            left -= len(text)
            if left < 0 or len(text) > self._longest:
                break
            found.append(text)
        return tuple(reversed(found))

    def _mark(self, said: Sequence[str]) -> str:
        return self._digest(8, "said", *said)

    def _digest(self, size: int, *parts: str) -> str:
        written = [readable(part).encode() for part in parts]
        told = b"".join(len(part).to_bytes(8) + part for part in written)  # No two lists of parts read the same.
        return blake2b(told, digest_size=size, key=self._key).hexdigest()


def response_id(conversation: str) -> str:
    """A fresh id of a response, from which its conversation can be told."""
    return f"resp_{fresh_id()}{conversation.encode().hex()}"


def conversation_of(response: str) -> str:
    """The conversation of an earlier response; 400 for an id that is none of ours."""
    told = _RESPONSE.fullmatch(response)
    if told is None:
        told_of = {"param": "previous_response_id", "code": "previous_response_not_found"}
        raise HTTPException(400, {"message": "There is no previous response of that id.", **told_of})
    return bytes.fromhex(told[1]).decode("utf-8", "replace")
