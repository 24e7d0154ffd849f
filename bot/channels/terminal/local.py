"""The bot of this process as the terminal talks to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from bot.channels.terminal.drawn import drawn, whole
from bot.channels.terminal.partner import SILENT, Part, Past, Reply, Show
from bot.channels.terminal.topics import completions, topics
from bot.channels.terminal.view import Branch
from bot.channels.terminal.why import why
from bot.messages import Answer, Utterance

if TYPE_CHECKING:
    from bot.conversation import Conversation

LONGEST = 10_000
"""Characters of the longest message, unless the caller says otherwise."""


class Local:
    """A conversation that takes its turns here."""

    keeps = False

    def __init__(self, conversation: Conversation, longest: int = LONGEST, *, blocks: bool = True) -> None:
        """`blocks` is whether tables and their like are drawn; else their words are all that is shown."""
        self._conversation = conversation
        self._parts: Callable[[Answer], Iterator[Part]] = drawn if blocks else whole
        self.longest: int | None = longest

    @property
    def greeting(self) -> str:
        """By the pack's card."""
        card = self._conversation.engine.pack.card
        return f"{card.assistant} answers questions about {card.title}."

    @property
    def intents(self) -> Collection[str]:
        """All of the pack."""
        return self._conversation.engine.pack.intents

    async def hear(self, utterance: Utterance, show: Show) -> Reply:
        """Take a turn."""
        answer = await self._conversation.hear(utterance)
        for part in self._parts(answer) if answer.messages else (SILENT,):
            show(part)
        return Reply(answer.conversation, answer.buttons, why(answer.trace, self._conversation.engine.pack.called))

    async def past(self, conversation: str) -> Past:
        """Nothing: each visit begins anew."""
        return Past(conversation)

    def topics(self) -> Branch:
        """All of the pack."""
        return topics(self._conversation)

    def completions(self, before: str) -> Iterator[tuple[str, int, str]]:
        """Names of topics."""
        return completions(self._conversation, before)
