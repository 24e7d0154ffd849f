"""The entities of a message as a tracker brings them, one for each stretch of words.

Several extractors of a Rasa may find the same words: a name looked up is trusted before one guessed, a longer one
before a shorter, and a role that only one of them heard goes to the one that stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

GUESSES = "DIETClassifier"
"""Rasa's extractor that learnt where names stand; the others look them up."""


@dataclass(frozen=True, slots=True)
class Named:
    """One entity of the latest message."""

    entity: str
    value: str
    role: str = ""
    start: int = 0
    end: int = 0


def entities(latest: Mapping[str, Any]) -> tuple[Named, ...]:
    """The entities of a tracker's `latest_message`, in the order they came in, none within another."""
    given = [e for e in latest.get("entities") or () if e.get("entity") and e.get("value") is not None]
    found = [_named(e) for e in given]
    guessed = [e.get("extractor") == GUESSES for e in given]
    if not any(guessed) and all(before.end <= after.start for before, after in pairwise(found)):
        return tuple(found)  # As they mostly come.
    kept: dict[int, Named] = {}
    for place in sorted(range(len(found)), key=lambda place: (guessed[place], found[place].start - found[place].end)):
        rivals = [other for other in kept if _rivals(found[place], kept[other], guessed[place])]
        if not rivals:
            kept[place] = found[place]
        elif found[place].role and not kept[rivals[0]].role:
            kept[rivals[0]] = replace(kept[rivals[0]], role=found[place].role)
    return tuple(kept[place] for place in sorted(kept))


def chosen_answer(latest: Mapping[str, Any], intent: str) -> str:
    """The id of the curated answer that a ResponseSelector ranks first for an intent: `contact` of `faq/contact`."""
    selectors: Iterable[Any] = (latest.get("response_selector") or {}).values()
    for selected in selectors:
        ranking = selected.get("ranking") or () if isinstance(selected, Mapping) else ()
        for ranked in ranking:
            base, _, identifier = str(ranked.get("intent_response_key") or "").partition("/")
            if identifier and base == intent:
                return identifier
    return ""


def _named(data: Mapping[str, Any]) -> Named:
    return Named(
        str(data["entity"]),
        str(data["value"]),
        str(data.get("role") or ""),
        int(data.get("start") or 0),
        int(data.get("end") or 0),
    )


def _rivals(one: Named, other: Named, guessed: bool) -> bool:
    """Whether only one of two entities can stand; the values of a button share a place and exclude nothing."""
    apart = one.end <= other.start or other.end <= one.start
    return not apart and (guessed or (one.start, one.end) != (other.start, other.end))
