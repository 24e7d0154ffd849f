"""`data/rules.yml`: one rule for each intent, and one for what Rasa did not understand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.decision import FALLBACK
from bot.exports.rasa.document import document
from knowledge.pack import Pack

NOT_UNDERSTOOD = "nlu_fallback"
"""Rasa's own name for it."""
RASAS_OWN = {"restart": "utter_restart", "back": "", "session_start": ""}
"""Intents that Rasa answers itself and allows no rule for, with the response it says."""


def steps(pack: Pack, intents: Iterable[str]) -> Mapping[str, str]:
    """The action for each intent that Rasa does not keep to itself."""
    ours = {name: pack.intents[name].action for name in intents if name not in RASAS_OWN}
    return {**ours, NOT_UNDERSTOOD: FALLBACK}


def rules(pack: Pack, intents: Iterable[str]) -> str:
    """A rule for each intent."""
    return document(
        {
            "rules": [
                {"rule": f"{intent}: {action}", "steps": [{"intent": intent}, {"action": action}]}
                for intent, action in steps(pack, intents).items()
            ]
        }
    )
