"""What to offer before the first question: the pack's own first questions, or those of what a page is about."""

from __future__ import annotations

from actions.asking import starter_buttons, topic_buttons
from bot.messages import Button
from knowledge.pack import Pack

READ = 300
"""Characters of a page's title that are looked at."""


def starters(pack: Pack, topic: str = "", page: str = "") -> tuple[Button, ...]:
    """Questions to begin with: about a topic (its id or a name), or the first one that a page's title names."""
    found = topic if topic in pack.topics else next(iter(pack.named_in(topic or page[:READ])), "")
    offered = topic_buttons(pack, found) if found else ()
    return tuple(Button(*button) for button in offered or starter_buttons(pack))
