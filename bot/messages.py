"""What crosses a channel's edge: an Utterance or a Judgement in, an Answer out; all of it as UTF-8 can carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def readable(text: str) -> str:
    """The text with each lone surrogate, which no UTF-8 can carry, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True)
class Past:
    """What was said before an utterance, as a client has it whose protocol sends all of it each time."""

    said: tuple[str, ...]
    """The visitor's messages, oldest first."""
    mark: str
    """What the id of the last of them begins with, if the conversation that is kept is this one."""


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
    past: Past | None = None
    """Where the conversation stands, if the client knows; None for where it was left."""
    person: bool = False
    """Whether somebody can take over this conversation on its channel."""

    def __post_init__(self) -> None:
        for name in ("text", "conversation", "channel", "message_id"):
            object.__setattr__(self, name, readable(getattr(self, name)))

    def as_event(self, parse_data: Mapping[str, Any]) -> dict[str, Any]:
        """As the log keeps it, with what was understood of it or of one of its clauses."""
        return {
            "event": "user",
            "timestamp": self.time,
            "text": self.text,
            "parse_data": parse_data,
            "input_channel": self.channel,
            "message_id": self.message_id,
            "metadata": dict(self.metadata),
        }


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", readable(self.text))

    def __hash__(self) -> int:
        return hash(self.text)  # Blocks are plain data, which has no hash; equal messages have equal texts.


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one utterance: complete as text, first message first."""

    conversation: str
    messages: tuple[Message, ...]
    trace: Mapping[str, Any] = field(default_factory=dict)
    """How the answer was found: understanding, decisions, pack digest."""
    handover: bool = False
    """Whether it hands the conversation over to a person; the bot is silent from then on, until it is released."""
    repeated: bool = field(default=False, compare=False)
    """Whether it was given before, to an earlier delivery of the same message."""

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
            "handover": self.handover,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Answer:
        """The answer that `as_dict` wrote."""
        messages = tuple(
            Message(m["text"], tuple(Button(b["title"], b["payload"]) for b in m["buttons"]), m["image"], m["custom"])
            for m in data["messages"]
        )
        return cls(data["conversation"], messages, data["trace"], data.get("handover", False))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a visitor thinks of one answer; the last one on it counts."""

    conversation: str
    message_id: str
    """Of the visitor's message that was answered."""
    value: str
    """`up`, `down`, or empty: taken back."""
    reason: str
    time: float
    """Seconds since the epoch."""

    def __post_init__(self) -> None:
        for name in ("conversation", "message_id", "reason"):
            object.__setattr__(self, name, readable(getattr(self, name)))

    def as_event(self) -> dict[str, Any]:
        """As the log keeps it; `bot/exchanges.py` reads it."""
        kept = {"value": self.value, "message_id": self.message_id, "reason": self.reason}
        return {"event": "feedback", "timestamp": self.time, **kept}
