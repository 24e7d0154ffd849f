"""Golden dialogues: what a visitor says, turn by turn, and what each answer must and must not hold.

A file holds one dialogue, or several with `---` between them:

    persona: takes milk
    turns:
      - {say: which tea goes with milk?, must: [black tea]}
      - {say: what is it?, must: [oxidise], must_not: [steamed]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError, field_validator

from knowledge.check import expectations
from knowledge.pack import Origin, Pack
from knowledge.record import Record
from knowledge.topic import Check
from knowledge.yamlfile import Location, PackError, Problem, read_stream

FOLDER = "dialogues"
"""Where a pack keeps its dialogues."""


class Dialogues(Record):
    """A dialogue as a file holds it."""

    persona: str = ""
    """Who speaks or what it is about, in a few words: the dialogue's name in reports."""
    turns: tuple[Check, ...]
    """What the visitor says, in order, each with what its answer must and must not hold."""

    @field_validator("turns")
    @classmethod
    def _some(cls, turns: tuple[Check, ...]) -> tuple[Check, ...]:
        if not turns:
            raise ValueError("a dialogue has at least one turn")
        return turns


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue and where it stands."""

    name: str
    """Its persona, or the record whose test it is and what is said; empty where a file gives none."""
    turns: tuple[Check, ...]
    origin: Origin
    at: tuple[Location, ...]
    """The place of each turn in the record."""

    @property
    def file(self) -> Path:
        """The file it stands in."""
        return self.origin.file.path

    def place(self, turn: int = 0) -> str:
        """File and line of a turn."""
        return self.origin.place(*self.at[turn])


def written(places: Iterable[Path]) -> tuple[Dialogue, ...]:
    """The dialogues of files, and of the YAML files of folders; raises PackError with every problem found."""
    found: list[Dialogue] = []
    problems: list[Problem] = []
    for place in places:
        for path in sorted(place.glob("*.yaml")) if place.is_dir() else (place,):
            try:
                found += _read(path)
            except PackError as error:
                problems += error.problems
    if problems:
        raise PackError(tuple(problems))
    return tuple(found)


def travelling(pack: Pack) -> tuple[Dialogue, ...]:
    """The `tests` in the pack's own files, each a dialogue of one turn; raises PackError with every problem found."""
    if problems := tuple(expectations.problems(pack)):
        raise PackError(problems)
    return tuple(
        Dialogue(f"{reference}: {test.say}", (test,), pack.origins[reference], (("tests", number),))
        for reference, record in pack.answering()
        for number, test in enumerate(record.tests)
    )


def golden(pack: Pack, folder: Path, places: Iterable[Path] = ()) -> tuple[Dialogue, ...]:
    """The pack's own tests, the dialogues in its folder, and those of other places; raises PackError."""
    own = folder / FOLDER
    return travelling(pack) + written([*([own] if own.is_dir() else ()), *places])


def _read(path: Path) -> Iterator[Dialogue]:
    file = read_stream(path)
    problems: list[Problem] = []
    for place, document in enumerate(file.data):
        origin = Origin(file, (place,))
        try:
            script = Dialogues.model_validate(document)
        except ValidationError as error:
            problems += file.invalid(error, (place,))
            continue
        problems += expectations.unreadable(script.turns, origin, "turns")
        at = tuple(("turns", number) for number in range(len(script.turns)))
        yield Dialogue(script.persona, script.turns, origin, at)
    if problems:
        raise PackError(tuple(problems))
