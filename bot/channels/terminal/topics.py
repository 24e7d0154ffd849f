"""The topics of a pack as the terminal shows them: by kind, and as completions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.channels.terminal.view import Branch

if TYPE_CHECKING:
    from bot.conversation import Conversation

_WORD_START = re.compile(r"\b\w")
SHORTEST = 2
"""Letters after which names are completed."""


def topics(conversation: Conversation) -> Branch:
    """Every topic under its kind, the largest kind first."""
    pack = conversation.engine.pack
    kinds: dict[str, list[str]] = {}
    for topic in pack.topics.values():
        kinds.setdefault(topic.kind, []).append(_both(topic.name, topic.short))
    below = []
    for kind, names in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        record = pack.card.kinds.get(kind)
        heading = (record.plural or record.name) if record else kind
        below.append(Branch(f"{heading} ({len(names)})", (Branch(" · ".join(sorted(names, key=str.casefold))),)))
    return Branch(f"{len(pack.topics)} topics about {pack.card.title}", tuple(below))


def completions(conversation: Conversation, before: str) -> Iterator[tuple[str, int, str]]:
    """Names that go on where the text stops: each with the characters it replaces, and its kind."""
    names = dict(sorted(_names(conversation), key=lambda named: named[0].casefold()))
    for start in _WORD_START.finditer(before):
        tail = before[start.start() :].casefold()
        if len(tail.strip()) < SHORTEST:
            continue
        for name in [name for name in names if name.casefold().startswith(tail)]:
            yield name, len(tail), names.pop(name)


def _names(conversation: Conversation) -> Iterator[tuple[str, str]]:
    pack = conversation.engine.pack
    for topic in pack.topics.values():
        record = pack.card.kinds.get(topic.kind)
        yield from ((name, record.name if record else topic.kind) for name in (topic.name, topic.short) if name)


def _both(name: str, short: str) -> str:
    return f"{name} ({short})" if short and short.casefold() not in name.casefold() else name
