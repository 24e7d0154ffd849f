"""Lessons, and what was found in them, kept on disk: arrays and JSON only, so that reading a memo can run nothing."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from bot.understanding.examples.classifier import Learned
from bot.understanding.examples.lessons import EntryCard, Lessons, study, syllabus
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.matching.cells import Cells
from bot.understanding.matching.index import Index
from bot.understanding.matching.kin import Kin
from bot.understanding.matching.postings import Postings
from bot.understanding.matching.terms import Terms
from bot.understanding.matching.vectors import Vectors
from bot.understanding.stripper import Stripper
from knowledge.pack import Pack

log = logging.getLogger(__name__)
KEPT = 8
"""Memos kept of each kind; those not used for longest go."""
Record = TypeVar("Record", Index, Postings, Terms, Cells, Kin)
_RECORDS: Mapping[str, type[Any]] = {"Postings": Postings, "Terms": Terms, "Cells": Cells, "Kin": Kin}
_NAMES = "Mapping[str, int]"
"""The type of numbered names; they are kept as a list."""


class Memo:
    """The lessons of one syllabus, as this version of the code learns them."""

    def __init__(self, folder: Path | None, digest: str, with_vectors: bool) -> None:
        self._path = _place(folder, f"{digest} {_code()} {with_vectors}", ".npz")

    def recall(self) -> Lessons | None:
        """What was kept; None if nothing was, or if it can not be read."""
        if self._path is None or not self._path.is_file():
            return None
        try:
            return _read(self._path, _used(self._path))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            log.warning("The memo %s is of no use (%s); learning anew.", self._path, error)
            return None

    def keep(self, lessons: Lessons) -> Lessons:
        """Write the lessons."""
        if self._path is None:
            return lessons
        names, arrays = _plain(lessons)
        packed = np.frombuffer(json.dumps(names).encode(), dtype=np.uint8)
        _write(self._path, lambda file: np.savez(file, names=packed, **arrays))
        return lessons


def taught(pack: Pack, lexicon: Lexicon, stripper: Stripper, vectors: Vectors | None, cache: Path | None) -> Lessons:
    """The lessons of a pack, as they were kept in `cache`; else learned, and kept there."""
    memo = Memo(cache, syllabus(pack), vectors is not None)
    return memo.recall() or memo.keep(study(pack, lexicon, stripper, vectors))


@lru_cache(maxsize=1)
def _read(path: Path, _: int) -> Lessons:
    """The lessons in a file as it was written at a moment: after an edit of prose or facts they are the very same."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return _lessons(json.loads(kept["names"].tobytes()), dict(kept))


def _used(path: Path) -> int:
    """Note in a file's time of access that it was of use; when it was written, in nanoseconds."""
    written = path.stat().st_mtime_ns
    with suppress(OSError):  # Somebody else's file, or one that can not be written to: it is of use all the same.
        os.utime(path, ns=(time.time_ns(), written))
    return written


class Notes:
    """What was found in the lessons of one syllabus, as JSON: read without the lessons."""

    def __init__(self, folder: Path | None, digest: str) -> None:
        self._path = _place(folder, f"{digest} {_code()}", ".json")

    def recall(self) -> Any:
        """What was kept; None if nothing was, or if it can not be read."""
        if self._path is None or not self._path.is_file():
            return None
        try:
            _used(self._path)
            return json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            log.warning("The notes %s are of no use (%s); looking anew.", self._path, error)
            return None

    def keep(self, found: Any) -> None:
        """Write what was found, whole or not at all."""
        if self._path is not None:
            _write(self._path, lambda file: file.write(json.dumps(found).encode()))


def _place(folder: Path | None, what: str, suffix: str) -> Path | None:
    return folder / f"{hashlib.sha256(what.encode()).hexdigest()[:32]}{suffix}" if folder is not None else None


def _write(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Write a file, whole or not at all; a folder that can not be written to costs only time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            fill(file)
        os.replace(file.name, path)
        _tidy(path.parent, path.suffix)
    except OSError as error:
        log.warning("What was learned could not be kept in %s: %s", path.parent, error)


def _tidy(folder: Path, suffix: str) -> None:
    memos = sorted(folder.glob(f"*{suffix}"), key=lambda path: path.stat().st_atime, reverse=True)
    for path in memos[KEPT:]:
        path.unlink(missing_ok=True)


@cache
def _code() -> str:
    """A fingerprint of the code that learns: a memo of other code is not read."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        found.update(path.read_bytes())
    for package in ("numpy", "wordllama"):
        try:
            found.update(version(package).encode())
        except PackageNotFoundError:
            found.update(b"-")
    return found.hexdigest()


def _taken(record: Index | Postings | Terms | Cells | Kin, prefix: str) -> Iterator[tuple[str, Any]]:
    """The values of a record, those of the records in it too: arrays, a number, the names of features."""
    for field in fields(record):
        value, key = getattr(record, field.name), f"{prefix}.{field.name}"
        if isinstance(value, (Postings, Terms, Cells, Kin)):
            yield from _taken(value, key)
        else:
            yield key, list(value) if isinstance(value, Mapping) else value


def _plain(lessons: Lessons) -> tuple[dict[str, Any], dict[str, Any]]:
    names: dict[str, Any] = {
        "cards": [[c.label, sorted(c.topics), c.small_talk, sorted(c.openings)] for c in lessons.cards.values()],
        "exact": [[list(words), label] for words, label in lessons.exact.items()],
        "words": sorted(lessons.words),
        "from": [lessons.typed_from, lessons.entries_from],
    }
    arrays: dict[str, Any] = {}
    for lane, learned in (("typed", lessons.typed), ("entries", lessons.entries)):
        names[lane] = {
            "labels": learned.labels,
            "vocabulary": dict(learned.vocabulary),
            "sentences": learned.sentences,
        }
        for key, value in _taken(learned.index, lane):
            (arrays if isinstance(value, np.ndarray) else names)[key] = value
    return names, arrays


def _lessons(names: dict[str, Any], arrays: dict[str, Any]) -> Lessons:
    words = _Words()
    return Lessons(
        _learned("typed", names, arrays),
        _learned("entries", names, arrays),
        {
            label: EntryCard(label, frozenset(topics), small, frozenset(begins))
            for label, topics, small, begins in names["cards"]
        },
        {tuple(map(words.one, exact)): label for exact, label in names["exact"]},
        frozenset(map(words.one, names["words"])),
        *map(tuple, names["from"]),
    )


class _Words(dict[str, str]):
    """Each word once: most of them come in many places."""

    def one(self, word: str) -> str:
        return self.setdefault(word, word)


def _learned(lane: str, names: dict[str, Any], arrays: dict[str, Any]) -> Learned:
    known = names[lane]
    index = _made(Index, lane, {**names, **arrays})
    return Learned(tuple(known["labels"]), known["vocabulary"], index, tuple(known["sentences"]))


def _made(kind: type[Record], prefix: str, values: Mapping[str, Any]) -> Record:
    """The record whose values `_taken` gave."""
    found: dict[str, Any] = {}
    for field in fields(kind):
        key = f"{prefix}.{field.name}"
        inner = _RECORDS.get(str(field.type))
        value = values[key] if inner is None else _made(inner, key, values)
        found[field.name] = {name: place for place, name in enumerate(value)} if field.type == _NAMES else value
    return kind(**found)
