"""The JSON Schema of a pack's files, for editors: completion, help and red underlines while a curator types.

A file's first line names its part: `# yaml-language-server: $schema=…/schema.json#/$defs/Topic`, or
`#/properties/names` for a file of many records. `python -m knowledge.schema` writes it anew.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from knowledge.advisor import Advisor
from knowledge.answers import Advice, Claim, Comparison, Condition, Entry
from knowledge.card import Mention, PackCard
from knowledge.dialogue import Dialogues
from knowledge.language import Intent, Relational, Rule
from knowledge.record import Record
from knowledge.script import Script
from knowledge.source import Source
from knowledge.topic import Topic

FILE = Path(__file__).resolve().with_name("schema.json")
"""Where the schema is published."""

ONE_OR_MANY: dict[str, type[Record]] = {
    "topics": Topic,
    "comparisons": Comparison,
    "advice": Advice,
    "faq": Entry,
    "intents": Intent,
}
"""Folders whose files hold one record or a list of them."""
LISTS: dict[str, type[Record]] = {"rules": Rule, "claims": Claim}
"""Files that hold a list of records."""
TABLES: dict[str, type[Record]] = {
    "names": Mention,
    "sources": Source,
    "relations": Relational,
    "conditions": Condition,
}
"""Files that hold records by id."""

DOCUMENTS: dict[str, type[Record]] = {"dialogues": Dialogues}
"""Folders whose files hold one record a document."""
SINGLE: dict[str, type[Record]] = {"pack": PackCard, "advisor": Advisor, "script": Script}
"""Files that are one record."""

UNDER_FACTS = ("dates", "date_to_say", "disputed", "status", "complete")
"""What a topic lets curators keep under `facts`."""


class _Plain(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """A title made from the field's own name tells an editor nothing."""
        return False


def schema() -> dict[str, Any]:
    """The schema: records under `$defs`, files under `properties`."""
    models: tuple[type[Record], ...] = (
        *ONE_OR_MANY.values(),
        *LISTS.values(),
        *TABLES.values(),
        *DOCUMENTS.values(),
        *SINGLE.values(),
    )
    _, found = models_json_schema([(model, "validation") for model in models], schema_generator=_Plain)
    records: dict[str, Any] = found["$defs"]
    _describe(records)
    topic = records["Topic"]["properties"]
    topic["facts"] = _facts(topic)
    when = records["ScriptRule"]["properties"]["when"]
    when["items"] = {"anyOf": [when["items"], {"const": "pass"}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Files of a Doolittle pack",
        "$defs": records,
        "properties": {**{name: _ref(model) for name, model in SINGLE.items()}, **dict(_files())},
    }


def _files() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, model in ONE_OR_MANY.items():
        # Not `oneOf`: an editor could only say that neither fits, never what is wrong.
        yield name, {"if": {"type": "array"}, "then": {"items": _ref(model)}, "else": _ref(model)}
    for name, model in LISTS.items():
        yield name, {"type": "array", "items": _ref(model)}
    for name, model in TABLES.items():
        yield name, {"type": "object", "additionalProperties": _ref(model)}
    for name, model in DOCUMENTS.items():
        yield name, _ref(model)


def _ref(model: type[Record]) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{model.__name__}"}


def _facts(topic: dict[str, Any]) -> dict[str, Any]:
    relations = topic["facts"]["propertyNames"]["enum"]
    each = topic["facts"]["additionalProperties"]
    properties = {relation: each for relation in relations} | {name: topic[name] for name in UNDER_FACTS}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _describe(records: dict[str, Any]) -> None:
    # The help an editor shows is the text below each field; pydantic would read the sources on every start.
    for module in ("topic", "answers", "advisor", "language", "dialogue", "record", "script"):
        tree = ast.parse(FILE.with_name(f"{module}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name in records:
                for field, text in _field_texts(node):
                    records[node.name]["properties"][field].setdefault("description", text)


def _field_texts(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            # `as` and `pass` are words of Python, too: there the field bears an underscore.
            yield field.target.id.rstrip("_"), str(below.value.value)


def rendered() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered(), encoding="utf-8")
