"""Understanding + state → the next action, with the reason why: a short list of rules, read from the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.understanding.understanding import Candidate, Interpretation, Understanding
from knowledge.pack import Pack

FALLBACK = "action_fallback"
CLARIFY = "action_clarify"
ASK_BACK = "action_ask_back"
REFLECT = "action_reflect"


@dataclass(frozen=True, slots=True)
class Decision:
    """The action to run for one clause, and the parse data it works from."""

    action: str
    reason: str
    parse_data: Mapping[str, Any] = field(default_factory=dict)
    """Rasa's: text, intent, entities, intent_ranking; `reading` holds what only our own actions look at."""


def decide(understanding: Understanding, pack: Pack) -> tuple[Decision, ...]:
    """One decision for each clause to be answered; never empty."""
    return tuple(_one(interpretation, understanding, pack) for interpretation in understanding.interpretations)


def _one(heard: Interpretation, understanding: Understanding, pack: Pack) -> Decision:
    chosen = heard.chosen
    if chosen is not None and heard.outcome == "accepted":
        action = pack.intents[chosen.intent].action
        return Decision(action, f"{chosen.intent}: {heard.reason}", _parse_data(heard, understanding))
    if chosen is not None and heard.outcome == "partly":
        action = pack.intents[chosen.intent].action
        return Decision(
            action, f"{chosen.intent}, as far as it goes: {heard.reason}", _parse_data(heard, understanding)
        )
    if chosen is not None and heard.outcome == "unsure" and chosen.missing:
        return Decision(ASK_BACK, heard.reason, _parse_data(heard, understanding))
    if chosen is not None and heard.outcome == "unsure":
        return Decision(CLARIFY, heard.reason, _parse_data(heard, understanding))
    if heard.outcome == "reflected":
        return Decision(REFLECT, heard.reason, _parse_data(heard, understanding))
    return Decision(FALLBACK, heard.reason, _parse_data(heard, understanding))


def _parse_data(heard: Interpretation, understanding: Understanding) -> dict[str, Any]:
    chosen = heard.chosen
    accepted = heard.outcome != "declined" and chosen is not None
    ranking = [_ranked(candidate) for candidate in ((chosen,) if chosen else ()) + heard.alternatives]
    return {
        "text": heard.text,
        "intent": _ranked(chosen) if accepted and chosen else {"name": "nlu_fallback", "confidence": 0.0},
        "entities": [entity.as_dict() for entity in chosen.entities] if accepted and chosen else [],
        "intent_ranking": ranking,
        "metadata": {
            "message": understanding.text,
            "repaired": [wrong for wrong, _ in understanding.repairs],
            "insisted": list(understanding.insisted),
            "missing": list(chosen.missing) if chosen else [],
            "unexplained": list(chosen.unexplained) if chosen else [],
            "partly": heard.outcome == "partly",
            "suggestions": list(heard.suggestions),
            "named": list(heard.named),
            "alternatives": _alternatives(heard),
            "script": heard.spoken.as_dict() if heard.spoken else {},
        },
    }


def _ranked(candidate: Candidate) -> dict[str, Any]:
    return {"name": candidate.intent, "confidence": round(candidate.probability, 4)}


def _alternatives(heard: Interpretation) -> list[dict[str, Any]]:
    """The other readings, where the visitor is to choose."""
    return [_alternative(c) for c in heard.alternatives if not c.missing] if heard.outcome == "unsure" else []


def _alternative(candidate: Candidate) -> dict[str, Any]:
    return {
        "intent": candidate.intent,
        "entities": [entity.as_dict() for entity in candidate.entities],
        "probability": round(candidate.probability, 3),
    }
