"""The base of every record in a pack: frozen, and strict about unknown fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""An id: lower case letters, digits and underscores, starting with a letter."""

SourceId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*(#[a-z0-9-]+)?$")]
"""A source id, with an optional section: `article#types`."""


class Record(BaseModel):
    """A frozen record read from YAML; a field it does not know is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
