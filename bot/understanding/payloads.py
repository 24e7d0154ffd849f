"""Buttons: payloads in Rasa's form, `/define{"topic": "gan"}`, and which of those offered a message picks.

An entity's role stands behind a `!`.
"""

from __future__ import annotations

import json
import re

from bot.understanding.context import Context
from bot.understanding.language.ordinals import ORDINALS
from bot.understanding.needs import lacking
from bot.understanding.understanding import Candidate, Entity, Interpretation
from knowledge.pack import Pack
from knowledge.years import day, resolved, stretches

_PLACES = {name: place for place, name in enumerate(ORDINALS)} | {"last": -1}
_PICK = re.compile(
    rf"^\s*(?:the\s+|option\s+|number\s+|no\.?\s*)?(\d{{1,2}}|{'|'.join(_PLACES)})(?:\s+one)?[\s.!)]*$",
    re.I,
)
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


def picked(message: str, context: Context) -> str | None:
    """The payload of the button a message picks by number or by its title; None if it picks none."""
    for button in context.offered:
        if message.strip().lower().rstrip("?.!") == button["title"].lower().rstrip("?.!"):
            return button["payload"]
    found = _PICK.match(message) if context.offered else None
    if found is None or (context.listed and not context.form and not found[1].isdigit()):
        return None
    place = int(found[1]) - 1 if found[1].isdigit() else _PLACES[found[1].lower()]
    inside = -1 <= place < len(context.offered)
    return context.offered[place]["payload"] if inside else None


def _entities(text: str) -> tuple[Entity, ...] | None:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    named = [(n, v) for n, values in given.items() for v in (values if isinstance(values, list) else [values])]
    if not all(_sound(name.partition("!")[0], value) for name, value in named):
        return None
    return tuple(
        Entity(name.partition("!")[0], str(value), extractor="payload", role=name.partition("!")[2])
        for name, value in named
    )


def _sound(entity: str, value: object) -> bool:
    """Whether a value is one that a button of ours may hold: anybody can write a payload."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return False
    if entity == "year":
        return bool(stretches(resolved(str(value), 2000)) or day(str(value)))
    return entity != "said" or _SAID.fullmatch(str(value)) is not None


_SAID = re.compile(r"[\w-]+\.\w+\.\d{1,3}")
"""A sentence of a page: `vae.define.0`."""
