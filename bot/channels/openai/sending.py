"""What every answer of this API has: its words counted, and as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_TOKEN = re.compile(r"\w+|[^\w\s]")
Event = Mapping[str, Any]


def tokens(text: str) -> int:
    """Words and punctuation marks: nothing here is billed, but clients add the numbers up."""
    return len(_TOKEN.findall(text))


def sent(events: Iterable[Event], *, named: bool) -> str:
    """Server-sent events: named by their `type` as responses are, or plain and closed by `[DONE]` as chats are.

    All at once: a turn is committed before any of its answer leaves, so that there is nothing to wait for.
    """
    lines = ((f"event: {event['type']}\n" if named else "", json.dumps(event)) for event in events)
    return "".join(f"{name}data: {data}\n\n" for name, data in lines) + ("" if named else "data: [DONE]\n\n")
