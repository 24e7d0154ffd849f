"""Reads docker-compose.yml and the Dockerfile as docker compose would, as far as the tests need it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

HOUSE = Path(__file__).resolve().parents[1]
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


class MissingError(Exception):
    """A variable that the file demands and the environment does not have."""


def compose(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """The file with its variables filled in; raises MissingError, with what the file says about it."""

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        return _VARIABLE.sub(found, value) if isinstance(value, str) else value

    def found(match: re.Match[str]) -> str:
        name, how, else_ = match.groups()
        if value := environment.get(name):
            return value
        if how == "?":
            raise MissingError(f"{name}: {else_}")
        return else_ or ""

    return dict(filled(yaml.safe_load((HOUSE / "docker-compose.yml").read_text("utf-8"))))


def image() -> Mapping[str, Any]:
    """What the Dockerfile's last stage sets: `env`, `cmd`, `user`, `healthcheck`, `volumes`, and the base images."""
    text = re.sub(r"\\\n\s*", "", (HOUSE / "Dockerfile").read_text("utf-8"))
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    last = text[text.rindex("\nFROM ") :]

    def only(instruction: str) -> str:
        return str(re.findall(rf"^{instruction} (.+)$", last, re.MULTILINE)[-1])

    settings = " ".join(re.findall(r"^ENV (.+)$", last, re.MULTILINE))
    return {
        "bases": bases,
        "env": dict(re.findall(r"(\w+)=(\S+)", settings)),
        "cmd": json.loads(only("CMD")),
        "user": only("USER"),
        "volume": only("VOLUME"),
        "healthcheck": json.loads(only("HEALTHCHECK").partition("CMD ")[2]),
    }
