"""Admission to a conversation: whatever the channel, asked before each turn and each look.

A channel can not forget it: `Conversation` itself asks. Who calls is known from `calling`, which is set around every
request and WebSocket that needed a token.
"""

from __future__ import annotations

from bot.guard.caller import calling
from bot.guard.rate import Rate
from bot.guard.refusal import Refusal
from bot.messages import Utterance


class Admission:
    """Who may act in a conversation, how much they may say at once and how often; without limits, as in a terminal."""

    def __init__(self, longest: int | None = None, rate: Rate | None = None) -> None:
        """`longest`: characters of the longest message; `rate`: of the messages of one conversation."""
        self._longest = longest
        self._rate = rate

    async def hear(self, utterance: Utterance) -> None:
        """Refuse to take a turn: 403 for another's conversation, 413 for too long a message, 429 for too many."""
        self.see(utterance.conversation)
        self.read(utterance.text)
        if self._rate:
            await self._rate.take(utterance.conversation)

    def read(self, text: str) -> None:
        """Refuse to read too long a message (413)."""
        if self._longest is not None and len(text) > self._longest:
            raise Refusal(413, f"The message is longer than {self._longest} characters; please shorten it.")

    def see(self, conversation: str) -> None:
        """Refuse to show or delete a conversation to whom it does not belong (403)."""
        caller = calling.get()
        if caller and not caller.may_act_in(conversation):
            raise Refusal(403, "This token is for another conversation.")
