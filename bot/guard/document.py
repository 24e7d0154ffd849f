"""The OpenAPI document: what the guard demands and refuses is written into every operation, whoever made it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from bot.guard.addresses import PROBES
from bot.guard.doors import asks, operators
from bot.settings import Settings

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_REFUSAL = {
    "description": "What is wrong.",
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}
        }
    },
}
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "The static token, or a JSON Web Token."},
    "token": {"type": "apiKey", "in": "query", "name": "token", "description": "The same, as Rasa's clients send it."},
}


def documented(service: FastAPI, settings: Settings) -> None:
    """Let the service describe its guard as well; called once all routes are there."""
    own = service.openapi

    def openapi() -> dict[str, Any]:
        if service.openapi_schema is None:
            document = own()
            if settings.auth_token or settings.jwt_key:
                document.setdefault("components", {}).setdefault("securitySchemes", {}).update(_SCHEMES)
            for path, operation in _operations(document):
                asked = asks(path, settings)
                for status in _statuses(path, operation, asked):
                    operation["responses"].setdefault(status, _REFUSAL)
                if asked:
                    operation["security"] = [{name: []} for name in _SCHEMES]
        return own()

    service.openapi = openapi  # type: ignore[method-assign]


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        yield from ((path, item[method]) for method in _METHODS if method in item)


def _statuses(path: str, operation: dict[str, Any], asked: bool) -> Iterator[str]:
    yield from ("500", "503")
    if path not in PROBES:
        yield "429"
    if asked or operators(path):
        yield from ("401", "403")
    if "requestBody" in operation:
        yield from ("400", "403", "408", "413")
