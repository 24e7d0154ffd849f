"""What every answer of this API has: its words counted, and as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

_TOKEN = re.compile(r"\w+|[^\w\s]")
_PIECE = re.compile(r"[^\n.!?]*(?:[.!?]+\s*|\n\s*|$)")
Event = Mapping[str, Any]


def tokens(text: str) -> int:
    """Words and punctuation marks: nothing here is billed, but clients add the numbers up."""
    return len(_TOKEN.findall(text))


def pieces(text: str) -> list[str]:
    """A text sentence by sentence, for a stream; together they are the text."""
    return [piece for piece in _PIECE.findall(text) if piece]


async def sent(events: Iterable[Event], *, named: bool) -> AsyncIterator[str]:
    """Server-sent events: named by their `type` as responses are, or plain and closed by `[DONE]` as chats are."""
    for event in events:
        name = f"event: {event['type']}\n" if named else ""
        yield f"{name}data: {json.dumps(event)}\n\n"
    if not named:
        yield "data: [DONE]\n\n"
