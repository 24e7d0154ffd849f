"""Rehearsing golden dialogues: each is said to the bot turn by turn, and its answers are held against what it demands.

Messages come a minute apart from a fixed moment on, so that a dialogue goes today as it will in a year.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Conversation
from bot.messages import Utterance
from knowledge.dialogue import Dialogue
from knowledge.topic import Check

BEGIN = 1_795_392_000.0
"""When the first message is sent, in seconds since the epoch: 23 November 2026."""
APART = 60.0
"""Seconds between two messages."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One turn of a dialogue as it went."""

    demanded: Check
    answer: str
    lacks: tuple[str, ...]
    """Regular expressions the answer must hold and does not."""
    holds: tuple[str, ...]
    """Those it must not hold and does."""

    @property
    def right(self) -> bool:
        """Whether the answer is as demanded."""
        return not (self.lacks or self.holds)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A dialogue as it went, all of it."""

    dialogue: Dialogue
    turns: tuple[Rehearsed, ...]

    @property
    def wrong(self) -> tuple[int, ...]:
        """Which turns are not as demanded, counted from 0."""
        return tuple(number for number, turn in enumerate(self.turns) if not turn.right)


async def rehearse(dialogue: Dialogue, conversation: Conversation) -> Verdict:
    """Say a dialogue to a bot that has heard nothing from it yet."""
    taken: list[Rehearsed] = []
    for number, test in enumerate(dialogue.turns, 1):
        utterance = Utterance(test.say, "dialogue", "test", str(number), BEGIN + APART * number)
        text = (await conversation.hear(utterance)).text
        taken.append(Rehearsed(test, text, test.lacking(text), test.holding(text)))
    return Verdict(dialogue, tuple(taken))
