"""A conversation as a test story of Rasa: what was said and meant, what was done, which slots were set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.exports.rasa.document import document
from bot.session import BOOKKEEPING
from bot.tracker import Event

_ENDING = ("restart", "session_started")


def stories(conversation: str, events: Sequence[Event], *, all_sessions: bool = False) -> str:
    """The last session of a conversation, or each of them, as a YAML document that `rasa test` reads."""
    sessions = [steps for steps in map(list, map(_steps, _sessions(events))) if steps]
    told = sessions if all_sessions else sessions[-1:]
    names = [conversation] if len(told) < 2 else [f"{conversation}, story {at + 1}" for at in range(len(told))]
    return document({"stories": [{"story": name, "steps": steps} for name, steps in zip(names, told, strict=False)]})


def _sessions(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    begin = 0
    for at, event in enumerate(events):
        if event.get("event") in _ENDING:
            yield events[begin:at]
            begin = at + 1
    yield events[begin:]


def _steps(events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    for event in events:
        kind = event.get("event")
        if kind == "user":
            yield _said(event)
        elif kind == "action" and event.get("name") and event["name"] not in BOOKKEEPING:
            yield {"action": event["name"]}
        elif kind == "slot":
            yield {"slot_was_set": [{event["name"]: event.get("value")}]}
        elif kind == "active_loop":
            yield {"active_loop": event.get("name")}


def _said(event: Event) -> dict[str, Any]:
    parsed: Mapping[str, Any] = event.get("parse_data") or {}
    step = {"intent": str((parsed.get("intent") or {}).get("name") or "")}
    said = _marked(str(event.get("text") or ""), parsed.get("entities") or ())
    return {key: value for key, value in (*step.items(), ("user", said)) if value}


def _marked(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The message with its names marked as in training data; a button's payload names them itself."""
    if text.startswith("/"):
        return text
    parts, at = [], 0
    for entity in sorted(entities, key=lambda entity: int(entity.get("start") or 0)):
        start, end = int(entity.get("start") or 0), int(entity.get("end") or 0)
        if at <= start < end <= len(text):
            details = {key: entity[key] for key in ("entity", "role", "value") if entity.get(key)}
            parts += [text[at:start], f"[{text[start:end]}]{json.dumps(details, ensure_ascii=False)}"]
            at = end
    return "".join((*parts, text[at:]))
