"""Errors as OpenAI's API has them: `{"error": {"message", "type", "param", "code"}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.errors import documented

_KINDS = {
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("permission_error", None),
    413: ("invalid_request_error", "request_too_large"),
    429: ("requests", "rate_limit_exceeded"),
}
SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
DOCUMENTED = documented(SCHEMA)
"""For the OpenAPI document."""


def error(status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
    """A status and its detail as a status and a body: what FastAPI calls 422 is 400 here."""
    kind, code = _KINDS.get(status, ("server_error" if status >= 500 else "invalid_request_error", None))
    told: dict[str, Any] = {"message": str(detail), "type": kind, "param": None, "code": code}
    if isinstance(detail, Mapping):
        told |= detail
    elif isinstance(detail, list):
        told |= _invalid(detail)
    return 400 if status == 422 else status, {"error": told}


def _invalid(problems: list[dict[str, Any]]) -> dict[str, Any]:
    """The first of what FastAPI found wrong, with the parameter as OpenAI writes it: `messages[0].role`."""
    first = problems[0]
    path = [str(step) for step in first["loc"][1:]]
    param = "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path).lstrip(".")
    return {"message": f"{first['msg']}: {param}" if param else first["msg"], "param": param or None}
