"""Writes what was imported as a pack: readable YAML that a person goes on editing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from knowledge.answers import Entry
from knowledge.imports.harvest import Harvest
from knowledge.source import Source
from knowledge.yamlfile import PackError, Problem

_BREAKS = re.compile("[\\r\\x85\\u2028\\u2029]")
WIDTH = 118
"""Columns of the longest line that is folded."""

_CARD = """\
# The card of the pack. `doolittle check --knowledge FOLDER` names file, line and cure of every mistake.
{title}\
# What the bot says it knows about: "I know about …". Put it so that it ends that sentence.
contact: Nobody reads along yet. Put an address here where a person can be reached.
"""
_FAQ = "# Questions with their answers: `asks` are ways to put the question, `answers` wordings that take turns.\n\n"
_TALK = "# Small talk. It should lead back to what the bot knows.\n\n"
_SOURCES = "# What the answers rest on: give author or publisher, title, year or address.\n"


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, and long or several lines as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists like anything else."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > WIDTH - 8 else None
    if _BREAKS.search(text):
        style = '"'  # In a block these would be read as ends of lines.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write(harvest: Harvest, folder: Path) -> tuple[Path, ...]:
    """Write a pack into a folder that does not exist or is empty; the files written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackError((Problem(folder, 1, "exists and is not empty.", "Name another folder."),))
    files = {"pack.yaml": _CARD.format(title=dumped({"title": harvest.title}))}
    for name, lead, kind in (("faq", _FAQ, "faq"), ("small_talk", _TALK, "small_talk")):
        entries = [entry for entry in harvest.entries if entry.kind == kind]
        if entries:
            files[f"faq/{name}.yaml"] = lead + rendered(entries)
    if harvest.sources:
        files["sources.yaml"] = _SOURCES + dumped({key: _fields(told) for key, told in harvest.sources.items()})
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="\n")
    return tuple(folder / name for name in files)


def rendered(entries: Iterable[Entry]) -> str:
    """Entries as a list in YAML, a blank line between them."""
    return "\n".join(dumped([_fields(entry)]) for entry in entries)


def _fields(record: Entry | Source) -> dict[str, Any]:
    fields = record.model_dump(exclude_defaults=True)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}


def dumped(data: Any) -> str:
    """Data as YAML in blocks, long texts folded."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
