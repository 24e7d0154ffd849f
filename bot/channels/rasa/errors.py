"""Errors as Rasa's HTTP API has them (`ErrorResponse` in `rasa/server.py`), refusals of the guard included."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException

VERSION = "3.6.21"
"""The Rasa whose API this is."""
_SECURITY = "https://rasa.com/docs/rasa/user-guide/configuring-http-api/#security-considerations"
_WORDED = {
    401: ("NotAuthenticated", "User is not authenticated.", _SECURITY),
    403: ("NotAuthorized", "User has insufficient permissions.", _SECURITY),
}
"""What Rasa says word for word."""
SCHEMA = {
    "type": "object",
    "required": ["version", "status", "message", "reason", "details", "help", "code"],
    "properties": {
        "version": {"const": VERSION},
        "status": {"const": "failure"},
        "message": {"type": "string"},
        "reason": {"type": "string"},
        "details": {"type": "object"},
        "help": {"type": ["string", "null"]},
        "code": {"type": "integer"},
    },
}
STATUSES = ("400", "401", "403", "404", "405", "406", "408", "413", "429", "500", "503")
DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"description": "What is wrong.", "content": {"application/json": {"schema": SCHEMA}}}
    for status in (*STATUSES, "4XX")
}
"""For the OpenAPI document."""


def failure(status: int, reason: str, message: str, **details: str) -> HTTPException:
    """An error for this API alone, with Rasa's name for the reason."""
    return HTTPException(status, {"reason": reason, "message": message, "details": details})


def error(status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
    """A status and its detail as a status and a body: what FastAPI calls 422 is 400 to Rasa."""
    status = 400 if status == 422 else status
    reason = HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")
    told: dict[str, Any] = {"message": str(detail), "reason": reason, "details": {}, "help": None}
    if status in _WORDED:
        told["reason"], told["message"], told["help"] = _WORDED[status]
    elif isinstance(detail, Mapping):
        told |= detail
    elif isinstance(detail, list):
        told |= _invalid(detail)
    return status, {"version": VERSION, "status": "failure", **told, "code": status}


def _invalid(problems: list[dict[str, Any]]) -> dict[str, Any]:
    """The first of what FastAPI found wrong, with the place as Rasa tells it: in the body, the query or the path."""
    place, *path = problems[0]["loc"] or ("body",)
    parameter = ".".join(path)
    message = f"{problems[0]['msg']}: {parameter}" if parameter else problems[0]["msg"]
    return {"message": message, "details": {"parameter": parameter, "in": place}}
