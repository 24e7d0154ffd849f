"""A turn as it was taken, and the same turn taken again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.messages import Answer, Utterance
from bot.tracker import Event, State


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn as it was taken."""

    events: tuple[Event, ...]
    """What it adds to the log."""
    state: State
    """What the conversation adds up to then."""
    answer: Answer
    repeatable: bool = False
    """Whether the same message in the same state would get the same again."""

    def again(self, utterance: Utterance) -> Taken:
        """The same turn of another conversation, at another time."""
        events = tuple(_again(event, utterance) for event in self.events)
        state = self.state._replace(message=utterance.message_id, time=utterance.time)
        return Taken(events, state, replace(self.answer, conversation=utterance.conversation), True)


def _again(event: Event, utterance: Utterance) -> Event:
    if event["event"] == "user":
        return utterance.as_event(event["parse_data"])
    return {**event, "timestamp": utterance.time}
