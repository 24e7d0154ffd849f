"""The files of a Rasa project: any key may stand in any file, and not every YAML file is one of Rasa's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.imports.harvest import Gatherer
from knowledge.yamlfile import Location, PackError, Problem, YamlFile, content, read

READ = ("nlu", "responses", "rules", "stories")
"""Keys whose parts are read one by one."""
_PASSED_OVER = {
    "entities": "Questions are matched by all their words.",
    "slots": "An answer is said as it stands.",
    "forms": "Doolittle asks for what one question lacks, and for no more.",
    "actions": "Write an action in Python; docs/adding-a-question-type.md shows how.",
    "e2e_actions": "Write what they say as answers.",
    "session_config": "",
    "pipeline": "Doolittle brings its own.",
    "policies": "Doolittle brings its own.",
}
"""Keys that are told and not read, with what stands for them here."""
_KEYS = re.compile(rf"^(?:{'|'.join((*READ, 'intents', *_PASSED_OVER))})\s*:", re.MULTILINE)
_NOT_OURS = frozenset({"tests", "models", "node_modules", "venv", "site-packages"})
_OLD = re.compile(r"^##\s*intent:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a list or a mapping, and where it stands."""

    file: YamlFile
    at: Location
    data: Any

    @property
    def path(self) -> Path:
        """The file it stands in."""
        return self.file.path

    def line(self, *further: str | int) -> int:
        """The line of it, or of a value in it."""
        return self.file.line((*self.at, *further))


@dataclass(frozen=True)
class Project:
    """The files that hold one of Rasa's keys."""

    files: tuple[YamlFile, ...]
    gathered: Gatherer

    @classmethod
    def at(cls, path: Path, gathered: Gatherer) -> Project:
        """The project in a folder, or the one file; what is no YAML is a PackError."""
        paths = _paths(path) if path.is_dir() else [path]
        files = tuple(read(file) for file in paths if _KEYS.search(content(file)))
        for file in sorted(path.rglob("*.md")) if path.is_dir() else ():
            if _OLD.search(content(file)):
                what = "training data in the Markdown form of Rasa 1."
                gathered.leave_out(file, 1, what, "Have Rasa 2 or 3 convert it with `rasa data convert`.")
        if not files:
            keys = ", ".join(READ)
            raise PackError((Problem(path, 1, f"holds none of Rasa's keys ({keys}).", "Name the project's folder."),))
        return cls(tuple(file for file in files if _is_mapping(file, gathered)), gathered)

    def parts(self, key: str) -> Iterator[Part]:
        """Every item under a key, in all files; what is no list or mapping as it should be is left out."""
        wanted = dict if key == "responses" else list
        for file in self.files:
            data = file.data.get(key)
            if isinstance(data, wanted):
                for place in data if isinstance(data, dict) else range(len(data)):
                    yield Part(file, (key, place), data[place])
            elif data is not None:
                shape = "mapping" if wanted is dict else "list"
                what = f"what stands under {key!r}, which is no {shape}."
                self.leave_out(Part(file, (key,), data), what, "Write it as Rasa does, and import again.")

    def leave_out(self, part: Part, what: str, cure: str, *further: str | int) -> None:
        """Note that a part is passed over."""
        self.gathered.leave_out(part.path, part.line(*further), what, cure)

    def leave_out_the_rest(self) -> None:
        """Tell of all that has no place in a pack: forms, slots, actions, the pipeline."""
        for file in self.files:
            for key, cure in _PASSED_OVER.items():
                names = [name for name in _names(file.data.get(key)) if not name.startswith("utter_")]
                if names or (key in file.data and key == "session_config"):
                    told = f": {', '.join(names)}" if key not in ("session_config", "pipeline", "policies") else ""
                    what = f"{key.replace('_', ' ').replace('actions', 'custom actions')}{told}."
                    self.leave_out(Part(file, (key,), None), what, cure)


def _paths(folder: Path) -> list[Path]:
    found = [*folder.rglob("*.yml"), *folder.rglob("*.yaml")]
    inside = ((path, path.relative_to(folder).parts) for path in sorted(found))
    return [
        path
        for path, parts in inside
        if path.is_file() and _NOT_OURS.isdisjoint(parts[:-1]) and not any(part.startswith(".") for part in parts)
    ]


def _is_mapping(file: YamlFile, gathered: Gatherer) -> bool:
    if not isinstance(file.data, dict):
        gathered.leave_out(file.path, 1, "the file is no mapping.", "Put its parts under Rasa's keys.")
    return isinstance(file.data, dict)


def _names(data: Any) -> list[str]:
    """The names in a list of names or of mappings with one key, or the keys of a mapping."""
    if isinstance(data, dict):
        return list(data)
    items = data if isinstance(data, list) else []
    return [str(next(iter(item), "")) if isinstance(item, dict) else str(item) for item in items if item]


def listed(file: YamlFile, key: str) -> list[str]:
    """The names that a file lists under a key."""
    return _names(file.data.get(key))
