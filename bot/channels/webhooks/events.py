"""Events: what happened in a conversation, in the form of Standard Webhooks: `{"type", "timestamp", "data"}`.

They are made of what the log keeps, so what was redacted is in none of them. The same turn has the same events under
the same ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.channels.pieces import pieces
from bot.letters import Turned
from bot.messages import Answer
from bot.subscriber import HANDED_OVER, EventType
from bot.telemetry.turn import outcome

LARGEST = 20_000
"""Bytes of an event; Standard Webhooks recommends less than 20 kB."""
SHORTENED = 2_000
"""Characters that are left of a text, and `FEWEST` messages of an answer, where an event would be too large."""
FEWEST = 4
CHANGES: Mapping[str, EventType] = {"pause": HANDED_OVER, "resume": "conversation.released"}
"""What is told of which of Rasa's events."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    id: str
    type: EventType
    timestamp: str
    """When it happened, in ISO 8601."""
    data: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """As it is sent."""
        return {"type": self.type, "timestamp": self.timestamp, "data": dict(self.data)}

    def body(self, *, whole: bool = False) -> str:
        """As it is sent, in ASCII; what would be too large is abridged, and says so, unless it is to be whole."""
        for data in (self.data, *_shorter(self.data)):
            written = json.dumps({**self.as_dict(), "data": data}, separators=(",", ":"))
            if whole or len(written) < LARGEST:
                return written
        raise ValueError(f"an event of the type {self.type} does not fit into {LARGEST} bytes")


def events(turned: Turned) -> Iterator[Event]:
    """What happened, oldest first: a turn, a judgement, that a person takes over, that the bot does again.

    Of what was changed from outside only the last two, and only if that is what it came to.
    """
    if turned.steered is not None:
        if kind := CHANGES.get(turned.steered):
            yield _event(turned, kind, turned.events[-1], {})
        return
    heard = next((event for event in turned.events if event.get("event") == "user"), None)
    if heard is not None:
        yield _turn(turned, heard)
    for event in turned.events:
        kind = event.get("event")
        if kind == "feedback":
            judged = {key: event.get(key) for key in ("message_id", "value", "reason")}
            yield _event(turned, "conversation.feedback.given", event, judged)
        elif change := CHANGES.get(str(kind)):
            text = {"text": heard.get("text")} if heard and change == HANDED_OVER else {}
            yield _event(turned, change, event, text)


def answered(answer: Answer) -> dict[str, Any]:
    """The `messages` of an answer, each with what it has of `text`, `buttons`, `image` and `custom`, and `handover`."""
    told = [{key: value for key, value in message.items() if value} for message in answer.as_dict()["messages"]]
    return {"messages": told, **({"handover": True} if answer.handover else {})}


def _turn(turned: Turned, heard: Mapping[str, Any]) -> Event:
    how = outcome(turned.events)
    kind: EventType = "conversation.turn.unanswered" if how == "declined" else "conversation.turn.answered"
    data = {
        "message_id": turned.message_id,
        "channel": heard.get("input_channel"),
        "text": heard.get("text"),
        "outcome": how,
        **answered(turned.answer),
    }
    if not turned.answer.messages:  # A person has the conversation.
        del data["outcome"], data["messages"]
        kind = "conversation.turn.silent"
    return _event(turned, kind, heard, data)


def _event(turned: Turned, kind: EventType, logged: Mapping[str, Any], data: Mapping[str, Any]) -> Event:
    at = datetime.fromtimestamp(float(logged.get("timestamp") or 0.0), UTC)
    when = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Event(turned.name(kind), kind, when, {"conversation": turned.conversation, **data})


def _shorter(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The data with less and less in it: no blocks, then shorter texts of the first messages."""
    messages = [{**message} for message in data.get("messages") or ()]
    for message in messages:
        message.pop("custom", None)
    lighter = {**data, "abridged": True, **({"messages": messages} if messages else {})}
    yield lighter
    for longest in (SHORTENED, SHORTENED // 10):
        cut = [{**message, **_cut(message, longest)} for message in messages[:FEWEST]]
        yield {**lighter, **_cut(data, longest), **({"messages": cut} if messages else {})}


def _cut(data: Mapping[str, Any], longest: int) -> dict[str, str]:
    texts = {key: str(data[key]) for key in ("text", "reason", "conversation", "message_id", "image") if data.get(key)}
    return {key: next(pieces(text, longest), "") + "…" for key, text in texts.items() if len(text) > longest}


def called_back(event: Event, conversation: str) -> Event:
    """The event with the id of the conversation as whoever sent the message knows it."""
    return replace(event, data={**event.data, "conversation": conversation})
