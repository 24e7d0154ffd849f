"""Nesting: data of a client that could not be stored or walked through: it nests too deeply, or is no JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, TypeVar

DEEPEST = 20
"""Levels that are accepted."""
T = TypeVar("T")


def shallow(value: T) -> T:
    """The value itself; a ValueError where it nests deeper, or holds a number that JSON has not (RFC 8259, 6)."""
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        if any(isinstance(one, float) and not math.isfinite(one) for one in level):
            raise ValueError("NaN and Infinity are no JSON")
        level = [inner for outer in level for inner in _within(outer)]
    if level:
        raise ValueError(f"it nests deeper than {DEEPEST} levels")
    return value


def _within(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
