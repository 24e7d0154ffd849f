"""Who is talked to: the bot of this process, or one behind an address. The terminal asks both in the same way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.terminal.view import Branch
from bot.messages import Button, Utterance

Part = Mapping[str, Any]
"""What is shown of an answer, by its `type`: `text`, `table`, `list`, `timeline`, `sources`."""
Show = Callable[[Part], None]
SILENT: Part = {"type": "text", "text": "A person has this conversation."}
"""What is shown where the bot says nothing, since somebody else answers."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What else there is to an answer whose parts were shown, or why there is none."""

    conversation: str
    """The id of the conversation in which it was given."""
    buttons: tuple[Button, ...] = ()
    why: Branch | None = None
    """How the answer was found; None where that is not told."""
    failure: str = ""
    """Why there is no answer, and what to do; empty if there is one."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said earlier: the visitor's words, and the parts of the answer."""

    said: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """The end of a conversation that goes on."""

    conversation: str
    exchanges: Sequence[Exchange] = ()
    buttons: tuple[Button, ...] = ()
    """Those shown last."""


class Partner(Protocol):
    """Something that can be asked."""

    @property
    def greeting(self) -> str:
        """Who is there, and what they know about."""

    @property
    def longest(self) -> int | None:
        """Characters of the longest message they take, if they tell."""

    @property
    def intents(self) -> Collection[str] | None:
        """The intents they know, if they tell."""

    @property
    def keeps(self) -> bool:
        """Whether a conversation is still there after the terminal was left."""

    async def hear(self, utterance: Utterance, show: Show) -> Reply:
        """Say something; each part of the answer is shown as it comes."""

    async def past(self, conversation: str) -> Past | None:
        """What was said last in a conversation; None where that is not told."""

    def topics(self) -> Branch | None:
        """Every topic, by kind; None where they are not told."""

    def completions(self, before: str) -> Iterator[tuple[str, int, str]]:
        """What can follow a text: each with the characters it replaces, and its kind."""
