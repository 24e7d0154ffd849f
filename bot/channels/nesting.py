"""Nesting: data of a client that could not be stored or walked through, for it nests too deeply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

DEEPEST = 20
"""Levels that are accepted."""
T = TypeVar("T")


def shallow(value: T) -> T:
    """The value itself; a ValueError where it nests deeper."""
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _within(outer)]
    if level:
        raise ValueError(f"it nests deeper than {DEEPEST} levels")
    return value


def _within(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
