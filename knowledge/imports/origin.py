"""What a source is, and who reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from knowledge.imports import csv_list, markdown, rasa
from knowledge.imports.harvest import Harvest
from knowledge.yamlfile import PackError, Problem

READERS: Mapping[str, Callable[[Path], Harvest]] = MappingProxyType(
    {"csv": csv_list.harvest, "markdown": markdown.harvest, "rasa": rasa.harvest}
)
"""How each kind of source is read."""

_ENDINGS = {".csv": "csv", ".tsv": "csv", ".md": "markdown", ".markdown": "markdown", ".yml": "rasa", ".yaml": "rasa"}


def imported(source: Path, kind: str = "") -> Harvest:
    """Read a source, as what it looks like or as the kind given; a PackError if it is nothing that can be read."""
    if not source.exists():
        raise PackError((Problem(source, 1, "there is no such file or folder.", "Check the path."),))
    kind = kind or ("rasa" if source.is_dir() else _ENDINGS.get(source.suffix.lower(), ""))
    if kind not in READERS:
        what = f"{kind!r} is no kind of source." if kind else "the name does not tell what kind of source it is."
        raise PackError((Problem(source, 1, what, f"Give one with --from: {', '.join(READERS)}."),))
    if source.is_dir() and kind != "rasa":
        raise PackError((Problem(source, 1, f"is a folder, and {kind} is read from a file.", "Name the file."),))
    return READERS[kind](source)
