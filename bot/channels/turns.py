"""A conversation as its log tells it, turn by turn: what was said, and the answer as it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Answer, Button, Message

Logged = Mapping[str, Any]
"""An event of the log, in Rasa's shape."""


@dataclass(slots=True)
class Turn:
    """One message of the visitor and all that followed."""

    first: Logged
    said: str
    """The visitor's words; of a button that was pressed, its title."""
    log: list[Logged] = field(default_factory=list)
    """The events after the first, those of further clauses among them; feedback is apart."""
    feedback: Logged = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the visitor's message."""
        return str(self.first.get("message_id") or "")

    @property
    def time(self) -> float:
        """When it was said, in seconds since the epoch."""
        return float(self.first.get("timestamp") or 0.0)

    @property
    def told(self) -> list[Logged]:
        """The messages of the answer, as the log has them."""
        return [event for event in self.log if event.get("event") == "bot"]

    def answer(self, conversation: str) -> Answer:
        """What was answered; as when it was given, buttons stand at the end alone."""
        messages = [_message(event) for event in self.told]
        silent = [Message(m.text, (), m.image, m.custom) for m in messages[:-1]]
        handover = any(event.get("event") == "pause" for event in self.log)
        return Answer(conversation, (*silent, *messages[-1:]), handover=handover)


def turns(log: Iterable[Logged]) -> list[Turn]:
    """The turns of a log, oldest first."""
    found: list[Turn] = []
    titles: dict[str, str] = {}
    for event in log:
        kind = event.get("event")
        if kind == "user" and not (found and found[-1].id and event.get("message_id") == found[-1].id):
            text = str(event.get("text") or "")
            found.append(Turn(event, titles.get(text, text)))
        elif kind == "feedback":
            for turn in found:
                if turn.id == event.get("message_id"):
                    turn.feedback = event
        elif found:
            found[-1].log.append(event)
            titles |= {button["payload"]: button["title"] for button in _buttons(event)}
    return found


def _message(event: Logged) -> Message:
    data = event.get("data") or {}
    buttons = tuple(Button(b["title"], b["payload"]) for b in _buttons(event))
    return Message(str(event.get("text") or ""), buttons, str(data.get("image") or ""), data.get("custom") or {})


def _buttons(event: Logged) -> Iterable[Mapping[str, str]]:
    return (event.get("data") or {}).get("buttons") or () if event.get("event") == "bot" else ()
