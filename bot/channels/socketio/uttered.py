"""What clients get: an answer, or a refusal, as the data of `bot_uttered`.

rasa-webchat tells messages by their keys and shows none that has one too many; `metadata` alone is set aside first.
So what is ours stands there: the blocks of a message, the id of the message that is answered, the status of a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.guard.refusal import Refusal
from bot.messages import Answer, Message

Uttered = Mapping[str, Any]
"""`text`, perhaps with `quick_replies`, or `attachment`; perhaps `metadata`."""


def uttered(answer: Answer, message_id: str, *, split: bool) -> Iterator[Uttered]:
    """An answer, in order; `split` as Rasa splits text at blank lines, also that above buttons."""
    named = {"message_id": message_id} if message_id else {}
    for message in answer.messages:
        parts = list(_parts(message, split))
        for at, part in enumerate(parts):
            metadata = {**(message.custom if at == len(parts) - 1 else {}), **named}
            yield {**part, "metadata": metadata} if metadata else part


def told(refusal: Refusal) -> dict[str, Any]:
    """A refusal as data: its status and headers, as HTTP has them."""
    return {"status": refusal.status_code, "headers": dict(refusal.headers or {})}


def worded(refusal: Refusal) -> Uttered:
    """A refusal as something the bot says."""
    return {"text": str(refusal.detail), "metadata": told(refusal)}


def _parts(message: Message, split: bool) -> Iterator[dict[str, Any]]:
    *first, last = [text for text in _texts(message.text, split) if text.strip()] or [""]
    yield from ({"text": text} for text in first)
    if message.buttons:
        replies = [{"content_type": "text", "title": b.title, "payload": b.payload} for b in message.buttons]
        yield {"text": last, "quick_replies": replies}
    elif last:
        yield {"text": last}
    if message.image:
        yield {"attachment": {"type": "image", "payload": {"src": message.image}}}
    elif message.custom and not (message.buttons or last):
        yield {"attachment": {"type": "custom", "payload": dict(message.custom)}}


def _texts(text: str, split: bool) -> list[str]:
    return text.strip().split("\n\n") if split else [text]
