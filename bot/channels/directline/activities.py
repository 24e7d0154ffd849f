"""What was said as Direct Line's activities, told from the log: the same in every process, and after a restart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.markdown import unpicked
from bot.channels.turns import Logged, Turn, turns
from bot.messages import Button, Message

Activity = Mapping[str, Any]


def activity_id(conversation: str, message_id: str, number: int = 0) -> str:
    """The id of a visitor's message, or of the bot's so-manieth in answer to it."""
    return f"{conversation}|{message_id}" + (f".{number}" if number else "")


def activities(
    conversation: str, log: Iterable[Logged], assistant: str, watermark: int = 0
) -> tuple[list[Activity], int]:
    """Those of a conversation behind a watermark, oldest first, and how many there are in all.

    `assistant` is the bot's name. What a client has already is counted and not worded again.
    """
    found: list[Activity] = []
    count = 0
    for turn in turns(log):
        begins, count = count, count + 1 + len(turn.told)
        if count > watermark:
            found += list(_turn(conversation, turn, assistant))[max(0, watermark - begins) :]
    return found, count


def _turn(conversation: str, turn: Turn, assistant: str) -> Iterator[Activity]:
    about = {"type": "message", "channelId": "directline", "conversation": {"id": conversation}}
    asked = activity_id(conversation, turn.id)
    who = (turn.first.get("metadata") or {}).get("from") or "visitor"
    yield {
        **about,
        "id": asked,
        "timestamp": _at(turn.time),
        "from": {"id": who, "role": "user"},
        "text": turn.said,
        "textFormat": "plain",
        "channelData": {"clientActivityID": turn.id},
    }
    for number, message in enumerate(turn.answer(conversation).messages, 1):
        yield {
            **about,
            "id": activity_id(conversation, turn.id, number),
            "timestamp": _at(turn.time + number / 1000),  # Clients sort by it.
            "from": {"id": "bot", "name": assistant, "role": "bot"},
            "replyToId": asked,
            "text": unpicked(message),
            "textFormat": "markdown",
            **_offered(message),
        }


def _offered(message: Message) -> dict[str, Any]:
    actions = [_action(button) for button in message.buttons]
    return {"suggestedActions": {"actions": actions}} if actions else {}


def _action(button: Button) -> dict[str, str]:
    """A button that sends its title, as if it had been typed: that is what the visitor then sees they said."""
    return {"type": "imBack", "title": button.title, "value": button.title}


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
