"""Years as conditions name them: `2014`, `2010s`, `2014..2017`, `..2013`, `2013|2015`, `now-5..`.

Anything else names none. What a condition says of them, before, since or not, is its operator; here it becomes the
stretches of time that it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from knowledge.dates import PartialDate

Operator = Literal["is", "not", "before", "after", "since", "until"]
"""How a condition takes its value; `since` and `until` count the year itself, `before` and `after` do not."""
OPERATORS: frozenset[str] = frozenset(get_args(Operator))
OPPOSITE: dict[Operator, Operator] = {
    "is": "not",
    "not": "is",
    "before": "since",
    "since": "before",
    "after": "until",
    "until": "after",
}
"""What holds of exactly those for which an operator does not."""
LIMITS: frozenset[str] = frozenset(["before", "after", "since", "until"])
"""The operators that bound a time at one end."""
_POINT = r"(?:(\d{1,9})|(\d{1,4}0)s)"
_STRETCH = re.compile(rf"^(?:{_POINT}|(?:{_POINT})?(\.\.)(?:{_POINT})?)$")
_NOW = re.compile(r"now(?:-(\d{1,4}))?")


class Stretch(NamedTuple):
    """Some years on end, both ends included; an open end is None."""

    first: int | None
    last: int | None

    @property
    def closed(self) -> bool:
        """Whether it has both ends."""
        return self.first is not None and self.last is not None

    @property
    def said(self) -> str:
        """As a sentence says it: `2014`, `1980 to 1989`, `before 2014`."""
        if self.first is None or self.last is None:
            return f"before {(self.last or 0) + 1}" if self.first is None else f"after {self.first - 1}"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"

    def holds(self, first: int, last: int) -> bool:
        """Whether something that took from one year to another lies in it, if only in part."""
        return (self.last is None or first <= self.last) and (self.first is None or last >= self.first)


@lru_cache(maxsize=1000)
def stretches(value: str) -> tuple[Stretch, ...]:
    """What a value names, in its order; nothing where a part of it is no year."""
    found = [_stretch(part) for part in value.split("|")]
    return tuple(part for part in found if part) if all(found) else ()


def hull(parts: Sequence[Stretch]) -> Stretch:
    """From the first year of all to the last."""
    firsts, lasts = [part.first for part in parts], [part.last for part in parts]
    first = None if None in firsts else min((year for year in firsts if year is not None), default=None)
    last = None if None in lasts else max((year for year in lasts if year is not None), default=None)
    return Stretch(first, last)


@lru_cache(maxsize=1000)
def left(operator: str, value: str) -> tuple[Stretch, ...]:
    """The stretches in which a condition's years lie; of `not`, those in which they do not."""
    named = stretches(value)
    first, last = hull(named)
    bounds = {
        "before": Stretch(None, None if first is None else first - 1),
        "since": Stretch(first, None),
        "after": Stretch(None if last is None else last + 1, None),
        "until": Stretch(None, last),
    }
    bound = bounds.get(operator)
    return named if bound is None else () if bound == Stretch(None, None) else (bound,)


def day(value: str) -> PartialDate | None:
    """The month or day that a value names instead of years; None where it names none."""
    try:
        return PartialDate.parse(value) if "-" in value else None
    except ValueError:
        return None


def either(one: tuple[str, str], other: tuple[str, str]) -> str:
    """The value that either of two conditions, each an operator and a value, leaves; empty where one names no year."""
    parts = [written(operator, value) for operator, value in (one, other)]
    return "|".join(parts) if all(parts) else ""


def written(operator: str, value: str) -> str:
    """A condition as a value alone: `..2013` for those before 2014."""
    if operator not in LIMITS:
        return value
    ends = (["" if year is None else str(year) for year in part] for part in left(operator, value))
    return "|".join("..".join(part) for part in ends)


def through(one: str, other: str) -> str:
    """The value from one year to another, whichever is named first; empty where one of them is no year."""
    named = {value: stretches(value) for value in (one, other)}
    if not all(len(parts) == 1 and parts[0].closed and ".." not in value for value, parts in named.items()):
        return ""
    return "..".join(sorted(named, key=lambda value: named[value]))


def resolved(value: str, now: int) -> str:
    """A value that counts from the time of the message, with the years it means in that year."""
    return _NOW.sub(lambda found: str(now - int(found[1] or 0)), value)


def spoken(value: str) -> str:
    """As a sentence says it: `2014`, `the 2010s`, `2014 to 2017`, `before 2014 or after 2016`."""
    if not stretches(value):
        return "a time that I can not make out"
    *before, last = [_spoken(part) for part in value.split("|")]
    return f"{', '.join(before)} or {last}" if before else last


def _stretch(part: str) -> Stretch | None:
    found = _STRETCH.match(part)
    if found is None or part == "..":
        return None
    alone, decade, from_year, from_decade, ranging, to_year, to_decade = found.groups()
    if not ranging:
        return _point(alone, decade)
    start, end = _point(from_year, from_decade), _point(to_year, to_decade)
    return Stretch(start.first if start else None, end.last if end else None)


def _point(year: str | None, decade: str | None) -> Stretch | None:
    if decade:
        return Stretch(int(decade), int(decade) + 9)
    return Stretch(int(year), int(year)) if year else None


def _spoken(part: str) -> str:
    first, ranging, last = part.partition("..")
    if not ranging or (first and last):
        return f"{_named(first)}{' to ' if ranging else ''}{_named(last)}"
    return stretches(part)[0].said


def _named(point: str) -> str:
    return f"the {point}" if point.endswith("s") else point
