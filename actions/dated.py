"""The times that a message names, as conditions: one reading of them for lists, counts, yes or no, and the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from actions.extracted import Named
from knowledge.query import Constraint
from knowledge.years import LIMITS, Operator, resolved, through


def operator(role: str) -> Operator:
    """What the role of an entity says of its value."""
    return role if role == "not" or role in LIMITS else "is"  # type: ignore[return-value]


def dated(entities: tuple[Named, ...]) -> Iterator[Constraint]:
    """The conditions that the times among some entities set; the two ends of one time are one condition."""
    times = [e for e in entities if e.entity == "year"]
    ends = [e for e in times if e.role == "between"] and [e for e in times if e.role in ("between", "")]
    if len(ends) == 2 and (span := through(ends[0].value, ends[1].value)):
        yield Constraint("date", "is", span)
        times = [e for e in times if e not in ends]
    loose = [e.value for e in times if operator(e.role) == "is"]
    if loose:
        yield Constraint("date", "is", "|".join(loose))  # Said apart, each is one that will do.
    for entity in times:
        if operator(entity.role) != "is":
            yield Constraint("date", operator(entity.role), entity.value)


def since_now(entities: tuple[Named, ...], message_time: Any) -> tuple[Named, ...]:
    """Entities with the years that "the last five years" meant when it was said, never by a clock."""
    if not message_time or not any(e.entity == "year" and "now" in e.value for e in entities):
        return entities
    now = datetime.fromtimestamp(float(message_time), UTC).year
    return tuple(
        Named(e.entity, resolved(e.value, now), e.role, e.start, e.end) if e.entity == "year" else e for e in entities
    )
