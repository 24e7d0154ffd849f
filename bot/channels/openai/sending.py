"""What every answer of this API has: its words counted, and as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

CHARACTERS = 4
"""Of an English token, by OpenAI's own rule of thumb."""
Event = Mapping[str, Any]


def tokens(text: str) -> int:
    """About how many tokens a text is: nothing here is billed, but clients add the numbers up."""
    return -(-len(text) // CHARACTERS)


def sent(events: Iterable[Event], *, named: bool) -> str:
    """Server-sent events: named by their `type` as responses are, or plain and closed by `[DONE]` as chats are.

    All at once: a turn is committed before any of its answer leaves, so that there is nothing to wait for.
    """
    lines = ((f"event: {event['type']}\n" if named else "", json.dumps(event)) for event in events)
    return "".join(f"{name}data: {data}\n\n" for name, data in lines) + ("" if named else "data: [DONE]\n\n")
