"""The bodies that Rasa's HTTP API takes, beside lists of events."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from bot.channels.nesting import shallow
from bot.channels.rasa.shapes import Entity, ParseData, unless_null
from bot.messages import readable

Named = list[Entity] | dict[str, JsonValue]
"""Entities as Rasa writes them, or in short as values by type."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Parsed(_Body):
    """A text to be understood."""

    text: str


class Message(_Body):
    """A message of the visitor."""

    text: str
    sender: Literal["user"]
    """Rasa takes no other, either."""
    parse_data: Annotated[ParseData | None, BeforeValidator(shallow)] = None
    """What it means; understood here if left out."""

    def meaning(self) -> dict[str, Any] | None:
        """What it is said to mean, as the log keeps it."""
        return {"text": self.text, **self.parse_data.model_dump()} if self.parse_data else None


class Trigger(_Body):
    """An intent, and what it names."""

    name: str = Field(min_length=1)
    entities: Annotated[Named | None, unless_null(list)] = []

    def payload(self) -> str:
        """As a button sends it: `/define{"topic": "gan"}`; a role stands behind a `!`."""
        values: dict[str, list[Any]] = {}
        for entity in self._named():
            key = f"{entity.entity}!{entity.role}" if entity.role else entity.entity
            given = entity.value if isinstance(entity.value, list) else [entity.value]
            values.setdefault(readable(key), []).extend(readable(str(value)) for value in given)
        named = {key: found[0] if len(found) == 1 else found for key, found in values.items()}
        return f"/{self.name}{json.dumps(named)}" if named else f"/{self.name}"

    def _named(self) -> list[Entity]:
        if isinstance(self.entities, list):
            return self.entities
        return [Entity(entity=name, value=value) for name, value in (self.entities or {}).items()]
