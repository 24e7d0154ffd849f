"""What another pack changes: conversations said to both, and every answer that differs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.conversation import Conversation
from bot.exchanges import Exchange, exchanges
from bot.messages import Utterance
from bot.rehearsal import APART, BEGIN
from bot.tracker import Event
from knowledge.dialogue import Dialogue

Kind = Literal["newly answered", "no longer answered", "read differently", "worded differently"]
KINDS: tuple[Kind, ...] = ("newly answered", "no longer answered", "read differently", "worded differently")
"""In the order in which they are told. Read differently is another intent or another curated answer."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a visitor says, message by message."""

    messages: tuple[str, ...]
    """As they are sent; a button sends its payload."""
    times: tuple[float, ...]
    """When each is sent, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Change:
    """A message that two packs answer differently."""

    kind: Kind
    before: tuple[str, ...]
    """What the visitor said before it."""
    old: Exchange
    new: Exchange


def from_dialogue(dialogue: Dialogue) -> Script:
    """A golden dialogue, with the times at which it is rehearsed."""
    messages = tuple(turn.say for turn in dialogue.turns)
    return Script(messages, tuple(BEGIN + APART * number for number in range(1, len(messages) + 1)))


async def stored(histories: AsyncIterator[tuple[str, Sequence[Event]]], since: float = 0.0) -> tuple[Script, ...]:
    """The conversations of a store that began at a moment or later, oldest first; of those said alike the oldest."""
    first: dict[tuple[str, ...], tuple[float, ...]] = {}
    async for _, events in histories:
        held = exchanges(events)
        times = tuple(exchange.time for exchange in held)
        messages = tuple(exchange.message for exchange in held)
        if held and times[0] >= since:
            first[messages] = min(first.get(messages, times), times)
    return tuple(
        Script(messages, times) for messages, times in sorted(first.items(), key=lambda item: (item[1], item[0]))
    )


async def replayed(script: Script, conversation: Conversation) -> tuple[Exchange, ...]:
    """What a bot that has heard nothing of it yet makes of a script."""
    name = "replayed"
    for number, (message, time) in enumerate(zip(script.messages, script.times, strict=True)):
        await conversation.hear(Utterance(message, name, "compare", str(number), time))
    return exchanges(await conversation.events(name))


def changes(old: Sequence[Exchange], new: Sequence[Exchange]) -> Iterator[Change]:
    """Where the answers of two packs to one script differ."""
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        if one.answer != other.answer:
            yield Change(_kind(one, other), tuple(exchange.said for exchange in new[:place]), one, other)


def _kind(old: Exchange, new: Exchange) -> Kind:
    if old.answered != new.answered:
        return "newly answered" if new.answered else "no longer answered"
    return "worded differently" if old.readings == new.readings else "read differently"


def distinct(found: Iterable[Change]) -> tuple[tuple[Change, int], ...]:
    """Each change once, whatever was said before, with how often it was met; by kind, the most frequent first."""
    counts: dict[tuple[str, str, str, str], list[Change]] = {}
    for change in found:
        key = (change.kind, change.new.message, change.old.answer, change.new.answer)
        counts.setdefault(key, []).append(change)
    order = sorted(counts.values(), key=lambda same: (KINDS.index(same[0].kind), -len(same), same[0].new.message))
    return tuple((same[0], len(same)) for same in order)
