"""`domain.yml`: intents, entities with their roles, slots, responses and actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from actions.advise import ActionAdvise
from actions.extracted import Named
from actions.reading import Reading
from bot.exports.rasa.document import document
from bot.exports.rasa.examples import ENTRIES, Taught
from bot.exports.rasa.names import Names
from bot.exports.rasa.rules import RASAS_OWN, steps
from knowledge.pack import Pack

SLOTS = {"topic": "text", "compared": "list", "listed": "list", "base": "list"}
"""What our actions set, with Rasa's types; only actions set them."""
RESTARTED = "utter_restarted"
"""What our own action says where Rasa's acts instead."""


def domain(pack: Pack, taught: Taught, names: Names) -> str:
    """The domain of a pack as a file."""
    return document(content(pack, taught, names))


def content(pack: Pack, taught: Taught, names: Names) -> dict[str, Any]:
    """The domain of a pack."""
    slot = {"influence_conversation": False, "mappings": [{"type": "custom"}]}
    return {
        "intents": list(taught.intents),
        "entities": list(_entities(taught, names)),
        "slots": {name: {"type": kind, **slot} for name, kind in SLOTS.items()},
        "responses": {name: [{"text": text} for text in texts] for name, texts in _responses(pack, taught)},
        "actions": sorted(set(steps(pack, taught.intents).values())),
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": False},
    }


def _entities(taught: Taught, names: Names) -> Iterator[str | dict[str, Any]]:
    """Each type of entity with the roles that examples give it; `entry` comes from buttons alone."""
    roles: dict[str, dict[str, None]] = {name: {} for name in (*names, "year", "entry")}
    for found in taught.examples.values():
        for name in (name for one in found for name in one.marked):
            roles.setdefault(name.entity, {}).update(dict.fromkeys([name.role] if name.role else []))
    for entity, had in sorted(roles.items()):
        yield {entity: {"roles": sorted(had)}} if had else entity


def _responses(pack: Pack, taught: Taught) -> Iterator[tuple[str, Sequence[str]]]:
    """The wordings of the pack, what Rasa says by itself, and a text for each retrieval intent."""
    worded = {name: [_known(text, pack) for text in texts] for name, texts in pack.responses.items()}
    yield from worded.items()
    if RESTARTED in worded:
        yield RASAS_OWN["restart"], worded[RESTARTED]
    yield from ((f"utter_{label}", texts) for label, texts in _answers(pack, taught))


def _known(text: str, pack: Pack) -> str:
    """The wording with what the pack itself fills in; the action fills the rest, under the same names."""
    return text.replace("{title}", pack.card.title).replace("{provenance}", pack.card.provenance)


def _answers(pack: Pack, taught: Taught) -> Iterator[tuple[str, Sequence[str]]]:
    """What each retrieval intent leads to: Rasa wants a response for each, though our action says it."""
    advising = ActionAdvise(pack)
    for label in taught.examples:
        intent, _, identifier = label.partition("/")
        if intent == ENTRIES["advice"] and identifier:
            asked = Reading(intent, "", (Named("entry", identifier),), {}, {})
            yield label, [advising.reply(asked).text]
        elif identifier:
            yield label, pack.entries[identifier].answers
