"""The base of every record in a pack: frozen, and strict about unknown fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""An id: lower case letters, digits and underscores, starting with a letter."""

SourceId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*(#[a-z0-9-]+)?$")]
"""A source id, with an optional section: `article#types`."""


class Record(BaseModel):
    """A frozen record read from YAML; a field it does not know is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def model_post_init(self, _: Any) -> None:
        """Keep once which fields were given, for all records alike: a set each is a third of a pack."""
        given = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(frozenset(given), given))


_GIVEN: dict[frozenset[str], set[str]] = {}


LONGEST = 60
"""Characters of the longest id that is made from a text."""
_WORD = re.compile(r"[a-z0-9]+")


def identifier(text: str, taken: Collection[str] = (), instead: str = "entry") -> str:
    """An id from the words of a text that none has yet: `how_do_i_join`; `instead` where it has no Latin letter."""
    plain = unicodedata.normalize("NFKD", text).replace("'", "").replace("\u2019", "").lower()
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    found = ""
    for word in words:
        if found and len(found) + len(word) >= LONGEST:
            break
        found = f"{found}_{word}" if found else word[:LONGEST]
    if not found[:1].isalpha():
        found = f"{instead}_{found}".rstrip("_")
    free, number = found, 2
    while free in taken:
        free, number = f"{found}_{number}", number + 1
    return free
