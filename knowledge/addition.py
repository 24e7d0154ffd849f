"""Additions: lines to paste into a pack's files as they are, and where they belong."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.csvfile import CsvFile
from knowledge.imports.writer import dumped
from knowledge.pack import Origin, Pack
from knowledge.yamlfile import YamlFile

NEW = Path("faq", "visitors.yaml")
"""Where entries for questions go that no entry answers yet."""

_ANSWER = "  answers:\n    - # Write the answer here.\n"
_SOURCES = "  sources: [] # Name ids of sources.yaml, or write `declines: true` instead.\n"
_SYNTAX = re.compile(r"[\[\](){}|*]")


@dataclass(frozen=True, slots=True)
class Addition:
    """Lines to paste."""

    file: Path
    where: str
    """The place in the file: `below line 3`, `behind asks: [ in line 3`, `at the end`, `as a new file`."""
    text: str


def example(text: str) -> str:
    """A visitor's words as an example question: printable, and without what the language of patterns means by signs."""
    words = ("".join(filter(str.isprintable, word)) for word in _SYNTAX.sub(" ", text).split())
    return " ".join(filter(None, words))


def entry(pack: Pack, folder: Path, identifier: str, questions: Sequence[str]) -> Addition:
    """An entry for questions that none answers yet, without its answer: until that is written the file is refused."""
    text = dumped([{"id": identifier, "asks": list(questions)}]) + _ANSWER + ("" if pack.plain else _SOURCES)
    file = folder / NEW
    return Addition(file, "at the end" if file.exists() else "as a new file", text)


def asks(origin: Origin, at: Sequence[str], questions: Sequence[str]) -> Addition:
    """Questions for a record that answers them; `at` leads to its list: `asks`, or `asks` and a facet."""
    file = origin.file
    if isinstance(file, CsvFile):
        rows = [file.further(int(origin.base[0]), question) for question in questions]
        return Addition(file.path, "at the end", "\n".join(rows) + "\n")
    known = len(at)
    while (*origin.base, *at[:known]) not in file.lines:
        known -= 1
    added: Any = list(questions)
    for key in reversed(at[known + 1 :]):
        added = {key: added}
    if known < len(at):
        added = {at[known]: added}
    if known:
        return _within(file, file.lines[(*origin.base, *at[:known])], at[known - 1], added)
    return _beside(file, file.lines[(*origin.base, "id")], added)


def _within(file: YamlFile, line: int, key: str, added: Any) -> Addition:
    """Values at the head of what belongs to the key in a line."""
    if not re.search(r":\s*(#.*)?$", _line(file, line)):
        return _behind(file, line, f"{key}:", added)
    first = _first(file, line + 1)
    if first.lstrip().startswith(("[", "{")):
        return _behind(file, line + 1, "", added)
    indent = first[: -len(first.lstrip())]
    return Addition(file.path, f"below line {line}", textwrap.indent(dumped(added), indent))


def _beside(file: YamlFile, line: int, added: Any) -> Addition:
    """Fields of the record whose id stands in a line."""
    before = _line(file, line).partition("id:")[0]
    if "{" in before:
        return _behind(file, line, "", added)
    return Addition(file.path, f"below line {line}", textwrap.indent(dumped(added), " " * len(before)))


def _behind(file: YamlFile, line: int, key: str, added: Any) -> Addition:
    """Values at the head of a list or a mapping in brackets, which open behind a key."""
    bracket = "[" if isinstance(added, list) else "{"
    behind = _line(file, line).partition(key)[2] if key else _line(file, line)
    while bracket not in behind:
        line, key = line + 1, ""
        behind = _line(file, line)
    inside = yaml.safe_dump(added, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    place = f"behind {key} {bracket}" if key else f"behind the first {bracket}"
    return Addition(file.path, f"{place} in line {line}", inside.strip()[1:-1] + ", ")


def _line(file: YamlFile, line: int) -> str:
    return file.text.splitlines()[line - 1]


def _first(file: YamlFile, line: int) -> str:
    """The first line from one on that says something."""
    text = _line(file, line)
    return text if text.split("#")[0].strip() else _first(file, line + 1)
