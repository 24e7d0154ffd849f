"""What tools take: the records by which arguments are checked, whose JSON Schemas clients get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field, create_model

from bot.catalogue import Criterion

LONGEST = 300
"""Characters of the longest name or need."""


class Ask(BaseModel):
    """What `ask` takes."""

    question: str = Field(min_length=1, description="One question in plain English, as a person would put it.")
    conversation: str = Field(
        default="",
        max_length=256,
        description="Leave it out for a question that stands by itself. To go on, so that `it` or `the second one` is "
        "understood, pass the `conversation` that the last answer gave.",
    )


class Compare(BaseModel):
    """What `compare` takes."""

    topics: list[str] = Field(min_length=2, max_length=4, description="Two to four names or ids of topics.")


class ListTopics(BaseModel):
    """What `list_topics` takes."""

    kind: str = Field(default="", max_length=LONGEST, description="A kind by its id or name; leave it out for all.")
    query: str = Field(
        default="", max_length=LONGEST, description="Words that have to be in the name, an alias or the summary."
    )
    page: int = Field(default=1, ge=1, description="Which page, counted from 1.")


class _Recommend(BaseModel):
    """What `recommend` takes besides the criteria of the pack."""

    need: str = Field(default="", max_length=LONGEST, description="The task or the kind of content, in a few words.")


def looking_up(facets: Iterable[str]) -> type[BaseModel]:
    """What `look_up` takes: `topic`, and one of the facets there are."""
    described = "Which side of it; `define` says what it is."
    facet = Field(default="define", description=described, json_schema_extra={"enum": [*facets]})
    name = Field(min_length=1, max_length=LONGEST, description="One name, abbreviation or id. Not a question.")
    return create_model("LookUp", topic=(str, name), facet=(str, facet))


def recommending(criteria: Iterable[Criterion]) -> type[BaseModel]:
    """What `recommend` takes: `need`, and an answer to each criterion there is."""
    fields: dict[str, Any] = {criterion.id: (str, _criterion(criterion)) for criterion in criteria}
    return create_model("Recommend", __base__=_Recommend, **fields)


def schema(record: type[BaseModel]) -> dict[str, Any]:
    """Its JSON Schema without the titles that pydantic makes of names, and without what clients leave out as empty."""
    plain: dict[str, Any] = _plain(record.model_json_schema())
    plain.pop("description", None)  # It is the tool's description that a model needs.
    return plain


def _plain(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        kept = {key: _plain(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
        if kept.get("default") == "" or kept.get("default", 0) is None:
            del kept["default"]
        return kept
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [_plain(value) for value in schema]
    return schema


def _criterion(criterion: Criterion) -> Any:
    answers = "; ".join(f"{name}: {said}" for name, said in criterion.answers.items())
    return Field(
        default="",
        description=f"{criterion.question} {answers}",
        json_schema_extra={"enum": list(criterion.answers)},
    )
