"""Understanding + state → the next action, with the reason why: a short list of rules, read from the top."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot import form, session
from bot.tracker import Event, State, advising
from bot.understanding.clause import ASKING
from bot.understanding.payloads import is_payload
from bot.understanding.understanding import Candidate, Interpretation, Understanding
from knowledge.advisor import OPEN
from knowledge.pack import Pack

FALLBACK = "action_fallback"
CLARIFY = "action_clarify"
ASK_BACK = "action_ask_back"
REFLECT = "action_reflect"
HANDOVER = "action_handover"
RESTART = "action_restart_conversation"
NEAREST = 0.22
"""Probability from which a reading that is not answered may tell what is nearest."""
ADVICE = ("advise", "recommend")
_ASKING = re.compile(rf"\W*(?:(?:and|but|so|okay|ok|then|also)\W+)*(?:{'|'.join(sorted(ASKING))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    """The action to run for one clause, and the parse data it works from."""

    action: str
    reason: str
    parse_data: Mapping[str, Any] = field(default_factory=dict)
    """Rasa's: text, intent, entities, intent_ranking; `reading` holds what only our own actions look at."""
    before: tuple[Event, ...] = ()
    """Events to add before the action runs."""


def decide(understanding: Understanding, pack: Pack, state: State, *, person: bool = False) -> tuple[Decision, ...]:
    """What to do, in order; never empty. `person` is whether somebody can take over the conversation."""
    decisions = _decisions(understanding, pack, state)
    if state.paused and not _begins_anew(decisions, understanding.text, state):
        return tuple(Decision(session.LISTEN, "a person has the conversation", each.parse_data) for each in decisions)
    if state.paused:
        return (replace(decisions[0], before=({"event": "resume"},)),)
    # Whatever else was asked is answered before somebody takes over.
    ordered = sorted(decisions, key=lambda decision: decision.action == HANDOVER)
    return tuple(_marked_as(decision, "person") if person else decision for decision in ordered)


def _begins_anew(decisions: Sequence[Decision], text: str, state: State) -> bool:
    """Whether a visitor wants the bot back: by the button for it, as what is only typed is said to the person."""
    offered = (word for button in state.offered for word in (button["title"], button["payload"]))
    return [decision.action for decision in decisions] == [RESTART] and (is_payload(text) or text.strip() in offered)


def _decisions(understanding: Understanding, pack: Pack, state: State) -> tuple[Decision, ...]:
    """One decision for each clause to be answered; what clauses tell the form is one, and the last. Never empty."""
    each = [_one(interpretation, understanding, pack) for interpretation in understanding.interpretations]
    if not state.form and any(d.parse_data["intent"]["name"] in ADVICE for d in each):
        # "I want clips for my lessons. Help me choose": the advice is there already.
        each = [decision for decision in each if decision.action != form.FORM]
    each = [_asked_once(decision, pack) if state.expecting else decision for decision in each]
    if state.form:
        each = [replace(d, before=form.LEFT) if _ends(d, pack) else d for d in each]
    told = [decision for decision in each if decision.action == form.FORM]
    if not told and state.form and len(each) == 1 and each[0].action == FALLBACK and not _asks(each[0]):
        return (_unplaced(each[0], state, pack),)
    if not told and _situation(each, understanding, state, pack):
        return (_begun(each[0], understanding, state, pack),)
    if not told:
        return tuple(each)
    datas = [decision.parse_data for decision in told]
    whole = {**datas[-1], "entities": [entity for data in datas for entity in data["entities"]]}
    entry = Decision(form.VALIDATE, told[-1].reason, whole, form.entered([whole], state, pack))
    return (*(decision for decision in each if decision.action != form.FORM), entry)


def _asked_once(decision: Decision, pack: Pack) -> Decision:
    """Instead of a second question back, the likeliest reading, said to be a guess."""
    if decision.action != CLARIFY:
        return decision
    return _guess(f"asked back already: {decision.reason}", decision.parse_data, pack)


def _guess(reason: str, parse_data: Mapping[str, Any], pack: Pack) -> Decision:
    action = pack.intents[parse_data["intent"]["name"]].action
    return Decision(action, reason, _marked(parse_data, "guess"))


def _marked_as(decision: Decision, what: str) -> Decision:
    return replace(decision, parse_data=_marked(decision.parse_data, what))


def _marked(parse_data: Mapping[str, Any], what: str) -> dict[str, Any]:
    return {**parse_data, "metadata": {**parse_data["metadata"], what: True}}


def _situation(each: Sequence[Decision], understanding: Understanding, state: State, pack: Pack) -> bool:
    """Whether a message that nothing answers tells of a situation: then it is asked on, not declined."""
    heard = understanding.interpretations[0]
    lost = len(each) == 1 and _lost(each[0]) and heard.outcome != "accepted" and not state.form
    if lost and pack.advisor and advising(state):
        # "Rules that children understand", behind advice on something else: one answer begins no choice.
        lost = len({e.entity for e in understanding.told}) > 1 or any(
            e.entity == pack.advisor.deciding for e in understanding.told
        )
    return bool(lost and understanding.told and pack.advisor and not heard.named and not _asks(each[0]))


def _lost(decision: Decision) -> bool:
    return decision.action in (FALLBACK, CLARIFY) or bool(decision.parse_data["metadata"].get("guess"))


def _begun(heard: Decision, understanding: Understanding, state: State, pack: Pack) -> Decision:
    """A choice that begins with what was told."""
    told = [entity.as_dict() for entity in understanding.told]
    if (wanted := _wanted(told, state, pack)) is not None:
        data = {**heard.parse_data, "intent": {"name": ADVICE[1], "confidence": 1.0}, "entities": [wanted]}
        return Decision(
            pack.intents[ADVICE[1]].action, "what kind of content is told, where advice is the matter", data
        )
    data = {**heard.parse_data, "intent": {"name": form.CHOOSE, "confidence": 1.0}, "entities": told}
    return Decision(form.VALIDATE, "a situation is told", data, form.entered([data], state, pack))


def _wanted(told: Sequence[Mapping[str, Any]], state: State, pack: Pack) -> dict[str, Any] | None:
    """The kind of content told, where advice was given not long ago: then there is no choice to begin with."""
    if pack.advisor is None or not advising(state):
        return None
    kinds = [e for e in told if e["entity"] == pack.advisor.deciding and e["value"] in pack.card.media]
    return {**kinds[0], "entity": "medium"} if len(kinds) == 1 else None


def _ends(decision: Decision, pack: Pack) -> bool:
    """Whether the visitor says goodbye."""
    named = (str(e.get("value")) for e in decision.parse_data["entities"] if e.get("entity") == "entry")
    return any(entry.ends for entry in map(pack.entries.get, named) if entry)


def _asks(decision: Decision) -> bool:
    message = str(decision.parse_data["metadata"]["message"])
    return "?" in message or _ASKING.match(message) is not None


def _unplaced(heard: Decision, state: State, pack: Pack) -> Decision:
    """An answer to the form's question that fits none: it is asked once more, and then left open."""
    requested = str(state.slots.get(form.REQUESTED) or "")
    if needed := _needed(heard, requested, pack):
        intent = {"name": "inform", "confidence": heard.parse_data["metadata"]["nearest"]["probability"]}
        data = {**heard.parse_data, "intent": intent, "entities": needed}
        return Decision(form.VALIDATE, "it is near a situation", data, form.entered([data], state, pack))
    if not state.misses:
        return Decision(form.ASK, "no answer to the question asked", _marked(heard.parse_data, "unplaced"))
    left = {"entity": requested, "value": OPEN}
    intent = {"name": "inform", "confidence": 1.0}
    data = {**heard.parse_data, "intent": intent, "entities": [left]}
    return Decision(form.VALIDATE, "not placed twice: left open", data, form.entered([data], state, pack))


def _needed(heard: Decision, requested: str, pack: Pack) -> list[dict[str, str]]:
    """What a need answers to the question on which the choice turns: the content of the advice it is nearest to."""
    nearest: Mapping[str, Any] = heard.parse_data["metadata"]["nearest"]
    if pack.advisor is None or requested != pack.advisor.deciding or nearest.get("intent") != ADVICE[0]:
        return []
    named = [str(e["value"]) for e in nearest["entities"] if e["entity"] == "entry"]
    wanted = [pack.advice[entry] for entry in named if entry in pack.advice and not pack.advice[entry].declines]
    media = [medium for advice in wanted for medium in advice.media]
    record = pack.criterion(requested)
    return [{"entity": requested, "value": medium} for medium in media if record and record.answer(medium)]


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
    if chosen is not None and heard.outcome == "likely":
        return _guess(f"{chosen.intent}: {heard.reason}", _parse_data(heard, understanding), pack)
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
            "told": _told(understanding),
            "introduced": list(understanding.introduced),
            "repaired": [wrong for wrong, _ in understanding.repairs],
            "insisted": list(understanding.insisted),
            "missing": list(chosen.missing) if chosen else [],
            "unexplained": list(chosen.unexplained) if chosen else [],
            "partly": heard.outcome == "partly",
            "suggestions": list(heard.suggestions),
            "named": list(heard.named),
            "alternatives": _alternatives(heard),
            "nearest": _nearest(heard),
            "script": heard.spoken.as_dict() if heard.spoken else {},
            "manner": understanding.manner.as_dict(),
        },
    }


def _told(understanding: Understanding) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entity in understanding.told:
        found.setdefault(entity.entity, []).append(entity.value)
    return found


def _ranked(candidate: Candidate) -> dict[str, Any]:
    return {"name": candidate.intent, "confidence": round(candidate.probability, 4)}


def _alternatives(heard: Interpretation) -> list[dict[str, Any]]:
    """The other readings, where the visitor is to choose."""
    doubted = heard.outcome in ("likely", "unsure")
    return [_alternative(candidate) for candidate in heard.alternatives if doubted and not candidate.missing]


def _nearest(heard: Interpretation) -> dict[str, Any]:
    """The reading that was not likely enough: a part of it may be told, or it may be one that declines."""
    best = heard.chosen
    if best is None or heard.outcome != "declined" or best.missing or best.probability < NEAREST:
        return {}
    return _alternative(best)


def _alternative(candidate: Candidate) -> dict[str, Any]:
    return {
        "intent": candidate.intent,
        "entities": [entity.as_dict() for entity in candidate.entities],
        "probability": round(candidate.probability, 3),
    }
