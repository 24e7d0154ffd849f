"""What an action reads of a tracker: the entities of the latest message by type and role, and the slots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.dated import since_now
from actions.extracted import Named, chosen_answer, entities

_JOINING = re.compile(r"^[\s,]*(?:and|or|&)[\s,]*(?:an?|the|of)?\s*$|^\s*,\s*$", re.IGNORECASE)
TOPICAL = ("topic", "task", "organisation", "person", "criterion")
"""Entity types whose values are topics."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The latest message and the slots, read for an action."""

    intent: str
    text: str
    entities: tuple[Named, ...]
    slots: Mapping[str, Any]
    metadata: Mapping[str, Any]

    @classmethod
    def of(cls, latest_message: Mapping[str, Any] | None, slots: Mapping[str, Any]) -> Reading:
        """Read a tracker's `latest_message` and slots, as any Rasa sends them."""
        latest: Mapping[str, Any] = latest_message or {}
        intent, found = str((latest.get("intent") or {}).get("name") or ""), entities(latest)
        if answer := chosen_answer(latest, intent):
            found = (*found, Named("entry", answer))
        found = since_now(found, slots.get("message_time"))
        return cls(intent, str(latest.get("text") or ""), found, slots, latest.get("metadata") or {})

    def of_type(self, *types: str) -> tuple[str, ...]:
        """The values of entities of some types, in the order named, each once."""
        return tuple(dict.fromkeys(e.value for e in self.entities if e.entity in types))

    @property
    def message(self) -> str:
        """The whole message, which the places of entities count in."""
        return str(self.metadata.get("message", self.text))

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic named, in order."""
        return self.of_type(*TOPICAL)

    def surface(self, entity: Named) -> str:
        """The words that named an entity, in lower case; empty where the message did not name it."""
        return self.message[entity.start : entity.end].lower()

    def first(self, *types: str) -> str:
        """The first value of some types; empty when there is none."""
        return next(iter(self.of_type(*types)), "")

    @property
    def named(self) -> tuple[str, ...]:
        """The topics the visitor named in so many words."""
        said: Sequence[str] = self.metadata.get("named") or ()
        return tuple(said)

    @property
    def person(self) -> bool:
        """Whether somebody can take over the conversation where it takes place."""
        return bool(self.metadata.get("person"))

    @property
    def unplaced(self) -> bool:
        """Whether it was to answer a question of ours and fits none of its answers."""
        return bool(self.metadata.get("unplaced"))

    @property
    def sentences(self) -> int:
        """How many sentences the answer is to have at most; 0 for as it is written."""
        return int((self.metadata.get("manner") or {}).get("sentences") or 0)

    @property
    def simple(self) -> bool:
        """Whether it is to be explained as to somebody who knows nothing of it."""
        return bool((self.metadata.get("manner") or {}).get("simple"))

    @property
    def listed(self) -> tuple[str, ...]:
        """What was shown before, where the message speaks of it: the list ("which of them …"), or its ids."""
        among = self.first("among")
        if among not in ("", "base", "listed"):
            return tuple(among.split("|"))
        slots = ("base", "listed") if among == "base" else ("listed",)
        return next((tuple(found) for slot in slots if among and (found := self.slots.get(slot))), ())

    @property
    def answered(self) -> str:
        """The reference of the last answer: `vae.define`, `advice/translating`."""
        return next(iter(reversed(self.slot_ids("answered"))), "")

    def slot_ids(self, name: str) -> tuple[str, ...]:
        """A slot that holds ids."""
        value: Sequence[str] | None = self.slots.get(name)
        return tuple(value or ())


def side_by_side(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """The topics named, in groups: those that "and", "or" or a comma joins are one."""
    groups: list[list[Named]] = []
    for entity in (e for e in reading.entities if e.entity in TOPICAL):
        joined = groups and _JOINING.match(reading.message[groups[-1][-1].end : entity.start])
        groups = [*groups[:-1], [*groups[-1], entity]] if joined else [*groups, [entity]]
    return tuple(tuple(dict.fromkeys(e.value for e in group)) for group in groups)
