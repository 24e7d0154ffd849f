"""An answer in the parts that are shown one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.parts import cited, parts
from bot.channels.terminal.partner import Part
from bot.messages import Answer


def drawn(answer: Answer) -> Iterator[Part]:
    """With blocks in place of the words that say the same, and all sources at the end: as the web channel sends it."""
    for message in answer.messages:
        yield from parts(message)
    items = {str(item["id"]): item for message in answer.messages for item in cited(message)}
    if items:
        yield {"type": "sources", "items": list(items.values())}


def whole(answer: Answer) -> Iterator[Part]:
    """As text alone, which is complete."""
    for message in answer.messages:
        if message.text:
            yield {"type": "text", "text": message.text}
