"""Button payloads in Rasa's form: `/define{"topic": "gan"}`; an entity's role stands behind a `!`."""

from __future__ import annotations

import json
import re

from bot.understanding.needs import lacking
from bot.understanding.understanding import Candidate, Entity, Interpretation
from knowledge.pack import Pack

_PAYLOAD = re.compile(r"^/(?P<intent>[a-z_]+)\s*(?P<entities>\{.*\})?$", re.DOTALL)


def is_payload(message: str) -> bool:
    """Whether a message has the form of a button's payload."""
    return message.startswith("/") and _PAYLOAD.match(message.strip()) is not None


def chosen(message: str, payload: str, pack: Pack) -> Interpretation:
    """What a payload chooses; one that names no intent of the pack is declined."""
    found = _PAYLOAD.match(payload.strip())
    given = _entities(found["entities"] or "{}") if found else None
    if found is None or given is None or found["intent"] not in pack.intents:
        return Interpretation(message, "declined", None, (), "no such choice")
    candidate = lacking(Candidate(found["intent"], given, 1.0, "payload", "a button"), pack)
    return Interpretation(message, "unsure" if candidate.missing else "accepted", candidate, (), "a button")


def _entities(text: str) -> tuple[Entity, ...] | None:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    return tuple(
        Entity(name.partition("!")[0], str(value), extractor="payload", role=name.partition("!")[2])
        for name, values in given.items()
        for value in (values if isinstance(values, list) else [values])
    )
