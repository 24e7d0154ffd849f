"""What an intent needs and a reading lacks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

TOPICAL = frozenset({"topic", "task", "organisation", "person", "criterion"})
"""Entity types whose values are topics: each fills a need for a `topic`."""

WHETHER, INSTEAD = "can_it", "recommend"
"""Whether something can do a task, and what to take: all that is meant where the thing is only left out."""


def lacking(candidate: Candidate, pack: Pack) -> Candidate:
    """The candidate with the slots its intent needs and nothing fills."""
    if candidate.intent == WHETHER and INSTEAD in pack.intents and _left_out(candidate.entities):
        candidate = candidate._replace(intent=INSTEAD)
    intent = pack.intents.get(candidate.intent)
    if intent is None or candidate.entry or not intent.needs:
        return candidate
    missing = _unmet(intent.needs, candidate.entities)
    return candidate._replace(missing=tuple(missing)) if missing else candidate


def _left_out(entities: Sequence[Entity]) -> bool:
    """Whether all that could do it is what is not wanted: "a 3D scene from photos, but no NeRF"."""
    doing = [e for e in entities if e.entity in ("topic", "organisation")]
    done = [e.start for e in entities if e.entity in ("task", "medium") and e.end]
    return bool(doing and done) and all(e.role == "not" and e.start > min(done) for e in doing)


def _unmet(needs: tuple[str, ...], entities: Sequence[Entity]) -> list[str]:
    """The needs that entities do not fill: `topic`, `topic topic` (two), `task|medium` (either); each fills one."""
    left, missing = list(entities), []
    for part in _wanted(needs):
        options = part.split("|")
        direct = [e for e in left if e.entity in options]
        if len(options) > 1:
            # What only this need can use goes here: the topic of "do transformers only work with text" is needed yet.
            direct.sort(key=lambda e: _generic(e.entity) == "topic")
        fitting = direct or [e for e in left if _generic(e.entity) in options]
        if not fitting and "topic" in options:
            fitting = [e for e in left if e.entity == "among"]
        if fitting:
            left.remove(fitting[0])
        else:
            missing.append(part)
    return missing


@lru_cache(maxsize=256)
def _wanted(needs: tuple[str, ...]) -> tuple[str, ...]:
    """Each thing that is needed; a topic last, for what more than a topic can fill is filled first."""
    return tuple(sorted((part for need in needs for part in need.split()), key=lambda part: part == "topic"))


def _generic(entity: str) -> str:
    return "topic" if entity in TOPICAL else entity
