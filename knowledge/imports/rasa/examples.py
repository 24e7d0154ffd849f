"""Intents and their examples, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.imports.harvest import Question
from knowledge.imports.rasa.project import Part, Project, listed

_ENTITY = re.compile(
    r"\[(?P<text>[^\[\]]+)\]"
    r"(?:\([^()]*\)|\{[^{}]*\}|\[\s*(?:\{[^{}]*\}\s*,?\s*)+\])"
)
_ITEM = re.compile(r"^\s*-\s*(.*)$")
_LISTS = {
    "synonym": "Write a question with each of the words, or an alias of a topic.",
    "lookup": "Only the words of questions count.",
    "regex": "Only the words of questions count.",
}
"""What else may stand among the intents, and what can be done instead."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent with the questions that are examples of it."""

    name: str
    part: Part
    """Where it stands first."""
    asked: list[Question] = field(default_factory=list)


def plain(example: str) -> str:
    """An example without the markup of its entities: `to [Rome](city)` is `to Rome`."""
    return " ".join(_ENTITY.sub(r"\g<text>", example).split())


def intents(project: Project) -> tuple[Intent, ...]:
    """The intents of a project in the order of its files, those of the domain without examples last."""
    found: dict[str, Intent] = {}
    lists: dict[str, list[Part]] = {}
    for part in project.parts("nlu"):
        kind = next((kind for kind in _LISTS if isinstance(part.data, dict) and kind in part.data), "")
        if kind:
            lists.setdefault(f"{part.path}\0{kind}", []).append(part)
        elif isinstance(part.data, dict) and isinstance(part.data.get("intent"), str):
            name = part.data["intent"]
            intent = found.setdefault(name, Intent(name, part))
            intent.asked.extend(_asked(part, project))
        else:
            project.leave_out(part, "an item that is no intent.", "Write `intent: …` and its `examples`.")
    for parts in lists.values():
        _leave_out(parts, project)
    for file in project.files:
        for name in listed(file, "intents"):
            if not any(known == name or known.startswith(f"{name}/") for known in found):
                found[name] = Intent(name, Part(file, ("intents",), name))
    return tuple(found.values())


def _leave_out(parts: list[Part], project: Project) -> None:
    """Tell of the synonyms, lookup tables or regular expressions of one file."""
    kind = next(kind for kind in _LISTS if kind in parts[0].data)
    names = ", ".join(str(part.data[kind]) for part in parts)
    what = {"synonym": "the synonyms", "lookup": "the lookup tables", "regex": "the regular expressions"}[kind]
    project.leave_out(parts[0], f"{what}: {names}.", _LISTS[kind])


def _asked(part: Part, project: Project) -> Iterator[Question]:
    """The questions of one item: lines behind dashes, or a list of texts."""
    examples = part.data.get("examples")
    if isinstance(examples, list):
        texts = [item.get("text") if isinstance(item, dict) else item for item in examples]
        for place, text in enumerate(texts):
            if isinstance(text, str) and plain(text):
                # Within a list, an example with metadata is a block of one line behind a dash.
                yield Question(plain(text.strip().removeprefix("- ")), part.path, part.line("examples", place))
    elif isinstance(examples, str):
        for number, line in enumerate(examples.splitlines(), 1):
            item = _ITEM.match(line)
            if item and plain(item[1]):
                yield Question(plain(item[1]), part.path, part.line("examples") + number)
            elif line.strip() and not item:
                project.leave_out(part, f"the example {line.strip()!r}.", "Put a dash before it.", "examples")
    elif examples is not None:
        project.leave_out(part, "examples that are no list of texts.", "Put a dash before each.", "examples")
