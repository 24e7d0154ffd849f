"""The schema that editors read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from knowledge.loader import DEFAULT, HERE
from knowledge.schema import FILE, rendered, schema
from knowledge.yamlfile import read

SCHEMA = schema()

BARE: dict[str, Any] = {"id": "kettle", "kind": "thing", "name": "kettle", "facets": {}}

FILES = sorted([*DEFAULT.rglob("*.yaml"), *(HERE / "english").rglob("*.yaml")])


def part(path: Path) -> str:
    """The property of the schema that a file of a pack belongs to; empty for a file it does not cover."""
    names = (path.parent.name, path.parent.name.removesuffix(".d"), path.stem)
    return next((name for name in names if name in SCHEMA["properties"]), "")


@cache
def validator(name: str) -> Draft202012Validator:
    """What an editor holds a file against."""
    return Draft202012Validator({"$defs": SCHEMA["$defs"], **SCHEMA["properties"][name]})


def complaints(name: str, data: Any) -> list[str]:
    """What an editor would underline."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(data)]


def test_the_committed_schema_is_the_one_the_records_give() -> None:
    """After a change of a record, `python -m knowledge.schema` writes the file anew."""
    assert FILE.read_text(encoding="utf-8") == rendered()


def test_it_is_a_schema() -> None:
    """Editors refuse what is none."""
    Draft202012Validator.check_schema(SCHEMA)


def test_every_record_can_be_pointed_at() -> None:
    """An editor takes `schema.json#/$defs/Topic` or, for a file of many, `schema.json#/properties/names`."""
    assert {
        "Topic",
        "Comparison",
        "Advice",
        "Entry",
        "Intent",
        "Rule",
        "PackCard",
        "Mention",
        "Source",
        "Claim",
    } <= set(SCHEMA["$defs"])
    assert {"topics", "comparisons", "advice", "faq", "intents", "rules", "pack", "names", "sources", "claims"} <= set(
        SCHEMA["properties"]
    )


def test_fields_bring_their_help() -> None:
    """What the code says of a field is what the editor shows."""
    assert SCHEMA["$defs"]["Topic"]["properties"]["complete"]["description"].startswith("Relations of which every case")


def test_the_shipped_files_are_what_it_describes() -> None:
    """An editor underlines nothing that the loader takes."""
    found = {path: complaints(part(path), read(path).data) for path in FILES if part(path)}
    assert {path: told for path, told in found.items() if told} == {}
    assert len(found) > 500


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("topics", {"id": "kettle", "kind": "thing", "name": "kettle"}, "'facets' is a required property"),
        ("topics", {**BARE, "id": "Kettle"}, "'Kettle' does not match"),
        ("topics", {**BARE, "facts": {"drinks": []}}, "'drinks' was unexpected"),
        ("topics", {**BARE, "facts": {"dates": [{"on": "spring"}]}}, "'spring'"),
        ("rules", {"when": ["again"]}, "is not of type 'array'"),
        ("names", {"ada": {"name": "Ada"}}, "'kind' is a required property"),
        ("pack", {"id": "tea"}, "'contact' is a required property"),
    ],
)
def test_a_mistake_is_underlined_as_one_types(name: str, data: Any, words: str) -> None:
    """The editor says what the loader would say later."""
    assert any(words in complaint for complaint in complaints(name, data))
