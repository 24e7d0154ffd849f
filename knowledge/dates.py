"""Dates as sources give them: a year, a month or a day, never more exact than known."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_FORM = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_MONTHS = ("January February March April May June July August September October November December").split()


@total_ordering
class PartialDate:
    """A year, a month or a day: `2014`, `2014-04`, `2013-12-20`.

    Ordering is by the earliest day the date can mean; two dates of which one contains the other
    (`2014` and `2014-04`) do not settle which came first: ask `comparable`.
    """

    __slots__ = ("day", "month", "year")

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        self.year, self.month, self.day = year, month, day

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read `2014`, `"2014-04"` or `"2013-12-20"`; anything else is a ValueError with the cure."""
        if isinstance(value, cls):
            return value
        found = _FORM.match(str(value))
        if found is None:
            raise ValueError(f"{value!r} is not a date; write 2014, 2014-04 or 2014-04-30")
        year, month, day = (int(part) if part else None for part in found.groups())
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"{value!r} has no such month")
        assert year is not None
        if month and day is not None and not 1 <= day <= monthrange(year, month)[1]:
            raise ValueError(f"{value!r} has no such day")
        return cls(year, month, day)

    def _parts(self) -> tuple[int, int, int]:
        return (self.year, self.month or 1, self.day or 1)

    def comparable(self, other: PartialDate) -> bool:
        """Whether the two dates settle which came first (`2014` and `2014-04` do not)."""
        for mine, theirs in (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
        ):
            if mine is None or theirs is None:
                return False
            if mine != theirs:
                return True
        return True

    def years_after(self, other: PartialDate) -> float:
        """Years from another date to this one; a year is taken at its middle, unless neither gives a month."""
        if self.month is None and other.month is None:
            return float(self.year - other.year)
        mine, theirs = ((d.year + ((d.month or 6.5) - 1 + ((d.day or 15) - 1) / 31) / 12) for d in (self, other))
        return mine - theirs

    def spoken(self) -> str:
        """As a sentence says it: `2014`, `April 2014`, `20 December 2013`."""
        if self.month is None:
            return str(self.year)
        month = _MONTHS[self.month - 1]
        return f"{month} {self.year}" if self.day is None else f"{self.day} {month} {self.year}"

    def within_year(self) -> str:
        """The same without the year: `April`, `20 December`; empty when only the year is known."""
        return self.spoken().removesuffix(str(self.year)).strip()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.year, self.month, self.day) == (other.year, other.month, other.day)

    def __lt__(self, other: PartialDate) -> bool:
        return self._parts() < other._parts()

    def __hash__(self) -> int:
        return hash((self.year, self.month, self.day))

    def __str__(self) -> str:
        return "-".join(
            part
            for part in (
                f"{self.year:04d}",
                self.month and f"{self.month:02d}",
                self.day and f"{self.day:02d}",
            )
            if part
        )

    __repr__ = __str__

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic how to read and write a partial date."""
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        """Tell editors what a partial date looks like."""
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "string", "pattern": _FORM.pattern},
            ]
        }
