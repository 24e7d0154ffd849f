"""Choosing of what was shown by conditions: "which of the rest came after 2018?", "which one is in ChatGPT?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.understanding.clause import Clause, slot_name
from bot.understanding.context import Context
from bot.understanding.following.shown import COUNTED, among
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

CHOSEN = 0.996
"""The probability that a clause which asks "which of them" and names conditions alone chooses by these."""
_WHICH = (
    r"^(?:(?:and|so|but|then|now|okay|ok|hm|well) )*which(?: ones?| of (?:them|those|these|both)"
    rf"| of the (?:{'|'.join(COUNTED)}|[2-9])(?: ones?)?| half| side| part| kind| type| sort)?"
)
_OF_THEM = re.compile(r"\b(?:them|these|those|both|list|rest|others?|of the)\b")
_ONE_EACH = frozenset(["year", "organisation"])
"""Conditions of which a thing mostly meets one: another one asked for replaces it."""
_INSIDE = re.compile(
    rf"{_WHICH} (?:(?:is|are|was|were|sits?|works?|lives?) )?(?:really |actually |used |found |now |there )?"
    r"(?:in|inside|within|behind|part of|built into|used by|under) "
)
_BEING = re.compile(rf"{_WHICH} (?:is|are|was|were|still|can) ")
_HOLDING = re.compile(
    rf"{_WHICH} (?:do|does|did|is|are|was|were|would|has|have) (?P<named>.+?) "
    r"(?:use|uses|have|has|got|need|needs|run on|runs on|contain|contains|rely on|rest on|work with|built on|based on|"
    r"made of|made with|built with|using|running on)(?: then| now| itself| inside)?$"
)
_DATING = frozenset("year organisation person state order topic".split())
_GRAMMAR = frozenset(
    "a an which what who one ones of them those these that the list rest remaining others remainder left and so but "
    "then now is are was were do does did come comes came out appear appeared arrive arrived be been by from "
    "made make makes released published launched introduced date dates dated go back to after before since newer "
    "older later earlier younger than more recent recently in on or both all any there still ever your this not two "
    "three four five six seven eight please again".split()
)


def chosen(raw: Clause, context: Context, pack: Pack) -> Iterator[Candidate]:
    """Readings of a clause that asks which of what was shown meets conditions, or belongs to something named."""
    if context.form or not (context.listed or context.compared) or not raw.text.count(" ") or not raw.mentions:
        return
    shown = among(raw.text, context, pack)
    if not shown and context.listing and _BEING.search(raw.text):
        shown = "listed" if context.listed else "|".join(context.compared)
    named = [m for m in raw.mentions if m.refs and m.ref.entity not in ("aspect", "kind")]
    if shown and _says_only(raw):
        dated = [m for m in named if slot_name(m) != "order" or len(named) == 1]
        types = {slot_name(m) for m in dated}
        classes = all(m.ref.value in pack.classes for m in dated if slot_name(m) == "topic")
        if types and types <= _DATING and types != {"order"} and classes:
            told = tuple(Entity(slot_name(m), m.ref.value, role=m.role, extractor="context") for m in dated)
            if anew := _anew(raw, told, context):
                yield Candidate("select", anew, CHOSEN, "context", "another condition in place of the one before")
                return
            yield Candidate("select", (_among(shown), *told), CHOSEN, "context", "chooses of what was shown")
    if (context.listing or shown) and (_INSIDE.search(raw.text) or _HOLDING.search(raw.text)):
        shown = shown or ("|".join(context.compared) if len(context.compared) > 1 else "listed")
        ids = context.listed if shown == "listed" else tuple(shown.split("|"))
        wholes = [
            m.ref.value for m in named if m.role != "not" and slot_name(m) == "topic" and m.ref.value in pack.topics
        ]
        if len(wholes) == 1 and wholes[0] not in ids:
            whole = Entity("topic", wholes[0], extractor="context")
            yield Candidate("select", (_among(shown), whole), CHOSEN, "context", f"which of them {wholes[0]} has")


def _anew(raw: Clause, told: tuple[Entity, ...], context: Context) -> tuple[Entity, ...]:
    """What was listed by one year or maker, and now by another: "which are from 2018?", "and which from 2019?"."""
    old = tuple(map(entity_of, context.entities))
    before = {entity.entity: entity for entity in old if entity.entity in _ONE_EACH and not entity.role}
    asked = [entity for entity in told if not entity.role and entity.entity in before]
    if context.intent != "select" or len(told) != 1 or not asked or _OF_THEM.search(raw.text):
        return ()
    return () if before[asked[0].entity].value == asked[0].value else (*chosen_anew(old, {asked[0].entity}), *told)


def chosen_anew(old: tuple[Entity, ...], types: set[str]) -> Iterator[Entity]:
    """What of a list's conditions stays; where one is replaced, the list before it was chosen from is meant."""
    replaced = any(entity.entity in types for entity in old)
    for entity in old:
        if entity.entity == "among" and replaced:
            yield Entity("among", "base", extractor="context")
        elif entity.entity not in types:
            yield entity


def entity_of(data: Mapping[str, Any]) -> Entity:
    """An entity of the conversation, in Rasa's form, as an entity of a reading."""
    return Entity(str(data["entity"]), str(data["value"]), role=str(data.get("role", "")), extractor="context")


def _among(ids: str) -> Entity:
    return Entity("among", ids, extractor="context")


def _says_only(raw: Clause) -> bool:
    """Whether a clause holds nothing but names and the words of a choice."""
    named = {position for m in raw.mentions for position in range(m.first, m.end)}
    return all(word.text in _GRAMMAR for at, word in enumerate(raw.words) if at not in named)
