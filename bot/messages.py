"""What crosses a channel's edge: an Utterance in, an Answer out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a visitor."""

    text: str
    conversation: str
    """The id of the conversation: Rasa's `sender`."""
    channel: str
    message_id: str
    """Names the message: a second delivery under the same name gets the same answer and takes no turn."""
    time: float
    """Seconds since the epoch; ages and dates of answers come from it alone."""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """Something to choose: what it shows and what it sends."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an answer."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    image: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)
    """`blocks`: the same content as data (table, timeline, list, sources) for channels that can draw it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one utterance: complete as text, first message first."""

    conversation: str
    messages: tuple[Message, ...]
    trace: Mapping[str, Any] = field(default_factory=dict)
    """How the answer was found: understanding, decisions, pack digest."""

    @property
    def text(self) -> str:
        """All its text."""
        return "\n\n".join(message.text for message in self.messages if message.text)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All its buttons, in order."""
        return tuple(button for message in self.messages for button in message.buttons)

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for a store."""
        return {
            "conversation": self.conversation,
            "messages": [
                {
                    "text": m.text,
                    "buttons": [{"title": b.title, "payload": b.payload} for b in m.buttons],
                    "image": m.image,
                    "custom": dict(m.custom),
                }
                for m in self.messages
            ],
            "trace": dict(self.trace),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Answer:
        """The answer that `as_dict` wrote."""
        messages = tuple(
            Message(m["text"], tuple(Button(b["title"], b["payload"]) for b in m["buttons"]), m["image"], m["custom"])
            for m in data["messages"]
        )
        return cls(data["conversation"], messages, data["trace"])
