"""YAML as Rasa reads it: several lines as a block, the version first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

VERSION = "3.1"
"""Of Rasa's training data format."""
WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """Writes several lines as a block, and what stands twice twice."""

    def ignore_aliases(self, data: object) -> bool:
        """Rasa's files have no anchors."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def document(content: Mapping[str, Any]) -> str:
    """One file of a Rasa project."""
    whole = {"version": VERSION, **content}
    return str(yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH))


def block(lines: Iterable[object]) -> str:
    """A list as Rasa's training data has it: a block of text, each line behind a dash."""
    return "".join(f"- {line}\n" for line in lines)
