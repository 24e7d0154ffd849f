"""The domain of the bot itself, as Rasa's `GET /domain` gives it: also what no exported Rasa would get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.exports.rasa.document import document
from bot.exports.rasa.domain import content
from bot.exports.rasa.examples import taught
from bot.exports.rasa.names import by_type
from bot.form import FORM, VALIDATE
from bot.understanding.language.lexicon import Lexicon
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Described:
    """A domain as data, and written."""

    data: dict[str, Any]
    yaml: str


def described(pack: Pack) -> Described:
    """The domain of a pack."""
    lexicon = Lexicon.of(pack)
    names = by_type(pack, lexicon)
    known = content(pack, taught(pack, lexicon, names), names)
    known["intents"] = list(dict.fromkeys((*known["intents"], *pack.intents)))
    ours = {intent.action for intent in pack.intents.values()} - {FORM}
    known["actions"] = sorted({*known["actions"], *ours, *((VALIDATE,) if pack.advisor else ())})
    if pack.advisor:
        slot = {"type": "list", "influence_conversation": False, "mappings": [{"type": "custom"}]}
        known["slots"] |= dict.fromkeys(pack.advisor.criteria, slot)
        known["forms"] = {FORM: {"required_slots": list(pack.advisor.criteria)}}
    return Described(known, document(known))
