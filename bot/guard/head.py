"""The head of a request, as the server hands it over: read straight, for many a part of it is looked at once."""

from __future__ import annotations

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that name, which is in small letters; None if there is none."""
    for given, value in scope["headers"]:
        if given == name:
            found: bytes = value
            return found
    return None
