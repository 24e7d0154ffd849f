"""What a message could mean besides, as buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from actions.asking import curated_question, payload
from actions.reading import TOPICAL, Reading
from knowledge.pack import Pack

WORTH = 0.12
"""Probability from which another reading is offered."""


def others(pack: Pack, reading: Reading) -> Iterator[tuple[str, str]]:
    """A button for each other reading that is likely enough."""
    for other in reading.metadata.get("alternatives", ()):
        if other["probability"] >= WORTH and other["intent"] != "small_talk":
            found = button(pack, other)
            if found is not None:
                yield found


def button(pack: Pack, reading: Mapping[str, Any]) -> tuple[str, str] | None:
    """A button that asks for a reading: `intent` and `entities`; none where no question says it in words."""
    intent = pack.intents.get(str(reading["intent"]))
    entities = reading["entities"]
    entry = next((e["value"] for e in entities if e["entity"] == "entry"), "")
    if entry:
        record = pack.advice.get(entry) if reading["intent"] == "advise" else pack.entries.get(entry)
        title = curated_question(record.asks) if record else ""
        return (title, payload(str(reading["intent"]), entry=entry)) if title else None
    if intent is None or not intent.phrase:
        return None
    phrase = intent.phrase
    given: dict[str, list[str]] = {}
    for entity in entities:
        types = (entity["entity"], "topic") if entity["entity"] in TOPICAL else (entity["entity"],)
        for slot in types:
            if "{" + slot + "}" in phrase:
                phrase = phrase.replace("{" + slot + "}", pack.with_article(entity["value"]), 1)
                given.setdefault(slot, []).append(entity["value"])
                break
    return (phrase, payload(intent.intent, **given)) if "{" not in phrase else None
