"""An answer as typed events, numbered in order: what the stream sends, the JSON form lists and the history keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.parts import cited, parts
from bot.decision import ASK_BACK, CLARIFY, FALLBACK
from bot.form import ASK
from bot.messages import Answer
from bot.session import LISTEN

Event = Mapping[str, Any]
"""`type` and what belongs to it."""
Step = Mapping[str, Any]
"""How one clause was read: `heard`, `read` (an intent), `names`, `likely` (0 to 1), `fate`."""


def events(answer: Answer, message_id: str, steps: Sequence[Step]) -> tuple[Event, ...]:
    """The events of an answer: `turn`, its parts, `sources`, `buttons` or `suggestions`, `trace`, `done`."""
    return (
        {"type": "turn", "conversation": answer.conversation, "id": message_id},
        *_content(answer, steps),
        {"type": "trace", "steps": list(steps)},
        {"type": "done", "outcome": "handed over" if answer.handover else outcome(steps)},
    )


def _content(answer: Answer, steps: Sequence[Step]) -> Iterator[Event]:
    items = {str(item["id"]): item for message in answer.messages for item in cited(message)}
    numbers = {source: number for number, source in enumerate(items, 1)}
    for message in answer.messages:
        yield from (_numbered(part, numbers) for part in parts(message))
    if items:
        yield {"type": "sources", "items": [{"number": n, **items[source]} for source, n in numbers.items()]}
    buttons = [{"title": button.title, "payload": button.payload} for button in answer.buttons]
    if buttons:
        asking = any(step["fate"] == "asked back" for step in steps)
        yield {"type": "buttons" if asking else "suggestions", "items": buttons}


def _numbered(part: Mapping[str, Any], numbers: Mapping[str, int]) -> Event:
    """A part with the numbers of its sources in place of their ids, under `cites`."""
    rest = {key: value for key, value in part.items() if key != "sources"}
    if part["type"] == "table":
        return {**rest, "cites": [_numbers(row, numbers) for row in part.get("sources") or [()] * len(part["rows"])]}
    if "items" in part:
        items = [{**item, "cites": _numbers(item.get("sources") or (), numbers)} for item in part["items"]]
        return {**rest, "items": [{k: v for k, v in item.items() if k != "sources"} for item in items]}
    return {**rest, "cites": _numbers(part.get("sources") or (), numbers)} if part["type"] == "text" else rest


def _numbers(sources: Sequence[str], numbers: Mapping[str, int]) -> list[int]:
    return sorted({numbers[source] for source in sources if source in numbers})


def outcome(steps: Sequence[Step]) -> str:
    """What became of the message as a whole: `answered`, `declined`, `asked back`, `small talk` or `silent`."""
    fates = [str(step["fate"]) for step in steps]
    for fate in ("asked back", "declined", "answered", "silent"):
        if fate in fates:
            return fate
    return "small talk"


def fate(action: str, intent: str, missed: bool) -> str:
    """What became of one clause; the bot is silent while a person has the conversation."""
    if action == LISTEN:
        return "silent"
    if action in (ASK_BACK, CLARIFY, ASK):
        return "asked back"
    if missed or action == FALLBACK:
        return "declined"
    return "small talk" if intent == "small_talk" else "answered"


def stream(sent: Sequence[Event], after: int) -> Iterator[str]:
    """The events behind a number as server-sent events, one a block; `id` is the number of each, from 0."""
    for number, event in enumerate(sent):
        if number > after:
            data = json.dumps(event, ensure_ascii=False)
            yield f"id: {number}\nevent: {event['type']}\ndata: {data}\n\n"
