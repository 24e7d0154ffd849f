"""A folder of YAML files → a Pack, or every problem that keeps it from being one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from knowledge.advisor import Advisor
from knowledge.answers import Advice, Claim, Comparison, Condition, Entry
from knowledge.card import Mention, PackCard
from knowledge.csvfile import CsvFile, read_csv
from knowledge.language import Intent, Relational, Rule, Words
from knowledge.pack import Origin, Pack
from knowledge.record import Record
from knowledge.script import Script
from knowledge.source import Source
from knowledge.topic import Topic
from knowledge.vocabulary import paths, vocabulary
from knowledge.yamlfile import Location, PackError, Problem, YamlFile, read

HERE = Path(__file__).resolve().parent
"""The folder that holds the languages and the pack that ships with the engine."""

DEFAULT = HERE / "genai"

R = TypeVar("R", bound=Record)


def load(folder: Path) -> Pack:
    """Read a pack from its folder; raises PackError with every problem found, file and line each."""
    pack, problems = survey(folder)
    if pack is None or problems:
        raise PackError(problems)
    return pack


def survey(folder: Path) -> tuple[Pack | None, tuple[Problem, ...]]:
    """What can be read of a pack, without the records that can not, and every problem found on the way."""
    reader = _Reader(folder)
    try:
        pack = reader.pack()
    except PackError as error:
        return None, error.problems
    return pack, tuple(reader.problems)


@lru_cache(maxsize=65536)
def _validated(file: YamlFile, cls: type[R], base: Location) -> R | ValidationError:
    # Cached, so that after an edit an unchanged file gives the very record it gave before.
    try:
        return cls.model_validate(file.at(base))
    except ValidationError as error:
        return error


class _Reader:
    """Collects records and problems over all files, so that one run names them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.origins: dict[str, Origin] = {}
        self.digest = hashlib.sha256()

    def pack(self) -> Pack:
        if not (self.folder / "pack.yaml").is_file():
            cure = "Name a folder made by `doolittle new`, or write a pack.yaml."
            raise PackError((Problem(self.folder / "pack.yaml", 1, "there is no such file.", cure),))
        card = self._one(self.folder / "pack.yaml", PackCard)
        if card is None:
            raise PackError(tuple(self.problems))
        language = self.folder / card.language
        if not language.is_dir():
            language = HERE / card.language
        if not language.is_dir():
            known = sorted(p.parent.name for p in HERE.glob("*/words.yaml"))
            problem = self.origins["pack"].problem(
                f"there is no language {card.language!r}.", f"Known are: {', '.join(known)}.", "language"
            )
            raise PackError((problem,))
        return self._assemble(card, (language, self.folder))

    def _assemble(self, card: PackCard, folders: tuple[Path, Path]) -> Pack:
        here = (self.folder,)
        topics = self._each(here, "topics", Topic, "topic", lambda t: t.id)
        comparisons = self._each(here, "comparisons", Comparison, "compare", lambda c: c.id)
        words = self._words(folders[0])
        entries = self._each(here, "faq", Entry, "faq", lambda e: e.id)
        owned = {f"topic/{t.id}": t.sources for t in topics.values()}
        sources = self._sources(here, owned | {f"compare/{c.id}": c.source_details for c in comparisons.values()})
        mentions = self._table(here, "names", Mention, "mention")
        guiding = self._one(path, Advisor) if (path := self.folder / "advisor.yaml").is_file() else None
        intents = self._each(folders, "intents", Intent, "intent", lambda i: i.intent, override=True)
        unused = frozenset(key for key, intent in intents.items() if intent.form and guiding is None)
        pack = dict(
            card=card,
            topics=topics,
            comparisons=comparisons,
            advice=self._each(here, "advice", Advice, "advice", lambda a: a.id),
            conditions=self._table(here, "conditions", Condition, "condition"),
            entries=entries,
            intents={key: intent for key, intent in intents.items() if key not in unused},
            relations=self._table(folders, "relations", Relational, "relation"),
            mentions={key: value for key, value in mentions.items() if key not in topics},
            sources=sources,
            responses=self._worded(folders),
        )
        frozen = {key: MappingProxyType(v) if isinstance(v, dict) else v for key, v in pack.items()}
        if words is None:
            raise PackError(tuple(self.problems))
        return Pack(
            **frozen,  # type: ignore[arg-type]
            rules=self._rules(folders, unused),
            claims=self._claims(),
            script=self._script(folders),
            words=words,
            advisor=guiding,
            digest=self.digest.hexdigest(),
            origins=MappingProxyType(self.origins),
        )

    def _open(self, path: Path) -> YamlFile | None:
        try:
            file = read_csv(path) if path.suffix == ".csv" else read(path)
        except PackError as error:
            self.problems += error.problems
            return None
        self.digest.update(path.name.encode() + b"\0" + file.digest)
        return file

    def _parts(self, path: Path, shape: type[list[Any] | dict[str, Any]]) -> Iterator[tuple[YamlFile, Any]]:
        """The parts of a file that may be missing or empty, each by its position or key."""
        file = self._open(path) if path.is_file() else None
        if file is None or (file.parts is None and file.data is None):
            return
        if isinstance(file.parts, range if shape is list else tuple):
            yield from ((file, part) for part in file.parts or ())
        else:
            cure = "Put a dash before each record." if shape is list else "Write `id: …` for each record."
            self.problems.append(file.problem(f"the file is no {'list' if shape is list else 'mapping'}.", cure))

    def _record(self, file: YamlFile, cls: type[R], base: Location = ()) -> R | None:
        found: R | ValidationError = _validated(file, cls, base)
        if isinstance(found, ValidationError):
            self.problems += file.invalid(found, base)
            return None
        return found

    def _one(self, path: Path, cls: type[R]) -> R | None:
        file = self._open(path)
        if file is None:
            return None
        self.origins[path.stem] = Origin(file)
        return self._record(file, cls)

    def _words(self, folder: Path) -> Words | None:
        files = tuple(map(self._open, paths(folder)))
        try:
            return vocabulary(tuple(file for file in files if file)) if all(files) else None
        except PackError as error:
            self.problems += error.problems
            return None

    def _each(
        self,
        folders: Iterable[Path],
        name: str,
        cls: type[R],
        prefix: str,
        key: Callable[[R], str],
        override: bool = False,
    ) -> dict[str, R]:
        """All records of a folder; one of a later folder takes the place of its namesake where that is allowed."""
        found: dict[str, R] = {}
        for folder in folders:
            here: set[str] = set()
            for record, origin, alone in self._records(folder / name, cls):
                identifier = key(record)
                if identifier in found and not (override and identifier not in here):
                    first = self.origins[f"{prefix}/{identifier}"].file.path.name
                    what = f"the id {identifier!r} stands in {first} already."
                    self.problems.append(origin.problem(what, "Rename one.", "id"))
                    continue
                if alone and name in ("topics", "comparisons") and identifier != origin.file.path.stem:
                    what = f"the id {identifier!r} differs from the file's name."
                    self.problems.append(origin.problem(what, f"Name the file {identifier}.yaml.", "id"))
                here.add(identifier)
                found[identifier] = record
                self.origins[f"{prefix}/{identifier}"] = origin
        return found

    def _records(self, folder: Path, cls: type[R]) -> Iterator[tuple[R, Origin, bool]]:
        """The records of a folder's files, and whether each has its file to itself: a file may hold a list."""
        lists = folder.glob("*.csv") if cls is Entry else ()
        for path in sorted((*folder.glob("*.yaml"), *lists)):
            file = self._open(path)
            if file is None:
                continue
            many = isinstance(file.parts, range)
            for place in file.parts if isinstance(file.parts, range) else (0,):
                base = (place,) if many else ()
                record = self._record(file, cls, base)
                if record is not None:
                    yield record, Origin(file, base), not many

    def _table(self, folders: Iterable[Path], name: str, cls: type[R], prefix: str) -> dict[str, R]:
        """Records by id from `name.yaml` and the files of `name.d/`."""
        found: dict[str, R] = {}
        for folder in folders:
            paths = [folder / f"{name}.yaml", *sorted((folder / f"{name}.d").glob("*.yaml"))]
            for path in paths:
                for file, key in self._parts(path, dict):
                    record = self._record(file, cls, (key,))
                    if record is None:
                        continue
                    if key in found and found[key] != record:
                        problem = file.problem(f"{prefix} {key!r} is given twice.", "Keep one.", (key,))
                        self.problems.append(problem)
                        continue
                    found[key] = record
                    self.origins.setdefault(f"{prefix}/{key}", Origin(file, (key,)))
        return found

    def _told_sources(self, origin: Origin, own: Mapping[str, Source], sources: dict[str, Source]) -> None:
        for key, source in own.items():
            if sources.setdefault(key, source) != source:
                first = self.origins[f"source/{key}"].file.path.name
                self.problems.append(
                    origin.problem(
                        f"the source {key!r} differs from the one in {first}.", "Use one of the two.", "sources", key
                    )
                )
            self.origins.setdefault(f"source/{key}", Origin(origin.file, (*origin.base, "sources", key)))

    def _listed_sources(self, sources: dict[str, Source]) -> None:
        """What the rows of CSV lists tell of their own sources."""
        for origin in tuple(self.origins.values()):
            if isinstance(origin.file, CsvFile):
                own = {key: Source.model_validate(told) for key, told in origin.file.sources.items()}
                self._told_sources(origin, own, sources)

    def _sources(self, here: tuple[Path], owners: Mapping[str, Mapping[str, Source]]) -> dict[str, Source]:
        sources = self._table(here, "sources", Source, "source")
        for owner, own in owners.items():
            self._told_sources(self.origins[owner], own, sources)
        self._listed_sources(sources)
        return sources

    def _worded(self, folders: Iterable[Path]) -> dict[str, tuple[str, ...]]:
        return {key: texts for folder in folders for key, texts in self._responses(folder).items()}

    def _responses(self, folder: Path) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for file, key in self._parts(folder / "responses.yaml", dict):
            texts = file.at((key,))
            if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
                cure = "Write one wording or more, each behind a dash."
                self.problems.append(file.problem(f"{key}: is no list of texts.", cure, (key,)))
                continue
            found[key] = tuple(texts)
            self.origins[f"response/{key}"] = Origin(file, (key,))
        return found

    def _rules(self, folders: Iterable[Path], unused: Collection[str]) -> tuple[Rule, ...]:
        found: list[Rule] = []
        for folder in folders:
            for path in sorted((folder / "rules").glob("*.yaml")):
                for file, place in self._parts(path, list):
                    rule = self._record(file, Rule, (place,))
                    if rule is not None and rule.intent not in unused:
                        self.origins[f"rule/{len(found)}"] = Origin(file, (place,))
                        found.append(rule)
        return tuple(found)

    def _script(self, folders: Iterable[Path]) -> Script:
        script = Script()
        for path in (folder / "script.yaml" for folder in folders):
            file = self._open(path) if path.is_file() else None
            found = self._record(file, Script) if file is not None and file.data is not None else None
            if file is not None and found is not None:
                self.origins |= {reference: Origin(file, place) for reference, place in found.places()}
                script = found.over(script)
        return script

    def _claims(self) -> tuple[Claim, ...]:
        found: list[Claim] = []
        for file, place in self._parts(self.folder / "claims.yaml", list):
            claim = self._record(file, Claim, (place,))
            if claim is not None:
                self.origins[f"claim/{claim.n}"] = Origin(file, (place,))
                found.append(claim)
        return tuple(found)
