"""YAML files as plain data that remembers its line numbers.

libyaml's composer gives nodes with marks; they are turned into data here, with the YAML 1.2 booleans
(only true and false: `no` and `on` stay words) and safe types only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

Location = tuple[str | int, ...]
"""The keys and positions that lead to a value, outermost first."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a pack: where it stands, what it is and how to mend it."""

    file: Path
    line: int
    what: str
    cure: str
    severity: str = "error"
    """`error` keeps a pack from being used; `warning` does not; `left out` tells what an import passed over."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.what} {self.cure}".rstrip()


class PackError(Exception):
    """A pack that can not be used, with every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, eq=False)
class YamlFile:
    """One file: its data and the line of every value in it; the same content is the same object."""

    path: Path
    text: str
    digest: bytes = b""
    """SHA-256 of what was read, so that nobody reads the file again and finds another."""

    @property
    def data(self) -> Any:
        """What it says; only the files last read are kept as data, their records are what a pack is made of."""
        return _data(self)

    @cached_property
    def parts(self) -> range | tuple[str, ...] | None:
        """The places of a list, the keys of a mapping; None for an empty file and for a single value."""
        data = self.data
        return range(len(data)) if isinstance(data, list) else tuple(data) if isinstance(data, dict) else None

    @cached_property
    def lines(self) -> Mapping[Location, int]:
        """The line of every value; found when the first is asked for, since most files are never complained of."""
        lines: dict[Location, int] = {}
        node = yaml.compose(self.text, Loader=_LOADER)
        if node is not None:
            _mark(node, (), lines)
        return lines

    def at(self, location: Location) -> Any:
        """The value at a location."""
        value = self.data
        for step in location:
            value = value[step]
        return value

    def line(self, location: Location = ()) -> int:
        """The line of a value, or of the nearest value around it."""
        for end in range(len(location), -1, -1):
            # What `facts` may hold for convenience is lifted out of it; in a list of topics it stands one deeper.
            known_places = (location[:end], ("facts", *location[:end]), (*location[:1], "facts", *location[1:end]))
            for known in known_places:
                if known in self.lines:
                    return self.lines[known]
        return 1

    def problem(self, what: str, cure: str, location: Location = (), severity: str = "error") -> Problem:
        """A problem at a value of this file."""
        return Problem(self.path, self.line(location), what, cure, severity)

    def invalid(self, error: ValidationError, base: Location = ()) -> tuple[Problem, ...]:
        """What pydantic found wrong, as problems with lines."""
        return tuple(self.fault(detail, (*base, *detail["loc"])) for detail in error.errors())

    def fault(self, detail: ErrorDetails, location: Location) -> Problem:
        """One thing that pydantic found wrong, at a place in this file."""
        what = f"{'.'.join(map(str, detail['loc'])) or 'the file'}: {_plain(detail['msg'])}."
        page = "script" if self.path.stem == "script" else "adding-a-topic"
        return self.problem(what, _cure(detail["type"], page), location)


@dataclass(frozen=True, eq=False)
class YamlStream(YamlFile):
    """A file of several documents, with `---` between them, as the list of those that are not empty."""

    @cached_property
    def data(self) -> Any:
        """The documents."""
        with _readable(self.path):
            return [_construct(self.path, node) for node in self._documents()]

    @cached_property
    def lines(self) -> Mapping[Location, int]:
        """The line of every value, by the place of its document."""
        lines: dict[Location, int] = {(): 1}
        for place, node in enumerate(self._documents()):
            _mark(node, (place,), lines)
        return lines

    def _documents(self) -> Iterator[Any]:
        for node in yaml.compose_all(self.text, Loader=_LOADER):
            if not (isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS):
                yield node


def read(path: Path) -> YamlFile:
    """Read a YAML file; a file that is no YAML is a PackError with its line."""
    file = _file(path, content(path))
    file.parts  # noqa: B018  # What is no YAML is told now.
    return file


def read_stream(path: Path) -> YamlStream:
    """Read a YAML file that may hold several documents; a file that is no YAML is a PackError with its line."""
    file = YamlStream(path, content(path))
    file.parts  # noqa: B018  # What is no YAML is told now.
    return file


def content(path: Path) -> str:
    """The text of a file; one that can not be read or is not UTF-8 is a PackError."""
    try:
        found = path.read_bytes()
    except OSError as error:
        raise PackError((Problem(path, 1, f"cannot be read: {error.strerror}.", "Check the path."),)) from None
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as error:
        line = found[: error.start].count(b"\n") + 1
        raise PackError((Problem(path, line, "is not UTF-8.", "Save the file as UTF-8."),)) from None


@lru_cache(maxsize=4096)
def _file(path: Path, text: str) -> YamlFile:
    # Cached by content: after an edit only the changed files are parsed again.
    return YamlFile(path, text, hashlib.sha256(text.encode()).digest())


@lru_cache(maxsize=2)
def _data(file: YamlFile) -> Any:
    with _readable(file.path):
        node = yaml.compose(file.text, Loader=_LOADER)
        return None if node is None else _construct(file.path, node)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Tell what is no YAML as a problem with its line."""
    try:
        yield
    except RecursionError:
        problem = Problem(path, 1, "nests too deeply, or within itself.", "Take out anchors (&) and aliases (*).")
        raise PackError((problem,)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "is no YAML"
        cure = "Check the indentation, and quote text that holds ': ' or starts with a special character."
        raise PackError((Problem(path, line, f"is not valid YAML: {what}.", cure),)) from None


def _construct(path: Path, node: Any, in_list: bool = False) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, in_list)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(path, item, in_list=True) for item in node.value]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in mapping:
            line = key_node.start_mark.line + 1
            raise PackError((Problem(path, line, f"the key {key!r} stands twice.", "Keep one of the two."),))
        mapping[key] = _construct(path, value_node)
    return mapping


def _mark(node: Any, location: Location, lines: dict[Location, int]) -> None:
    """Note the line of a node, and of every value below it; a value of a mapping stands where its key does."""
    lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            _mark(item, (*location, place), lines)
    elif isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            below = (*location, str(key_node.value))
            lines[below] = key_node.start_mark.line + 1
            _mark(value_node, below, lines)


def _scalar(node: Any, in_list: bool) -> Any:
    value: str = node.value
    if node.style:  # libyaml calls the plain style "", not None.
        return value
    if value in _NULLS:
        return None
    if in_list:  # Lists hold names, sentences and patterns: there `2014` and `true` are words.
        return value
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    if value.isascii() and value.isdigit() and (value == "0" or value[0] != "0"):
        return int(value)
    return value


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def _cure(kind: str, page: str) -> str:
    return {
        "missing": "Add the field.",
        "extra_forbidden": "Remove it or correct its name; the fields are listed in schema.json.",
        "literal_error": "Use one of the words given.",
        "string_type": "Put the text in quotes.",
        "tuple_type": "Write a list: [one, two], or a line for each behind a dash.",
        "model_type": "Write its fields, one a line: `name: value`.",
        "float_parsing": "Write a number.",
        "greater_than_equal": "Write a larger number.",
        "less_than_equal": "Write a smaller number.",
    }.get(kind, f"Correct it; docs/{page}.md shows the form.")
