"""How deeply data of a client may nest: deeper ones can be read, but not be stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

DEEPEST = 20
"""Levels of the most deeply nested metadata that is accepted."""


def shallow(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """The same; ValueError where it nests too deeply."""
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
