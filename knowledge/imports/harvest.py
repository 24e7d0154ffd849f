"""What an import brings in: entries and their sources, and what was left out, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.answers import Entry
from knowledge.check.questions import readings
from knowledge.record import identifier
from knowledge.source import Source
from knowledge.yamlfile import PackError, Problem

LEFT_OUT = "left out"
"""The severity of what an import passes over."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was read from a source."""

    title: str
    """What the bot is about, as far as the source tells."""
    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]
    left_out: tuple[Problem, ...]

    @property
    def questions(self) -> int:
        """How many example questions the entries have."""
        return sum(len(entry.asks) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Question:
    """An example question and where it stands."""

    text: str
    file: Path
    line: int


@dataclass
class Gatherer:
    """Collects entries; each question is kept for the first answer that claims it."""

    sources: dict[str, Source] = field(default_factory=dict)
    left_out: list[Problem] = field(default_factory=list)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _claimed: dict[str, tuple[str, Question]] = field(default_factory=dict)
    _repeated: Counter[Path] = field(default_factory=Counter)

    def leave_out(self, file: Path, line: int, what: str, cure: str) -> None:
        """Note what is passed over and what can be done about it."""
        self.left_out.append(Problem(file, line, what, cure, LEFT_OUT))

    def add(self, asked: Iterable[Question], answers: Sequence[str], wanted: str = "", **more: Any) -> str:
        """Add an entry for those of the questions that are free; its id, or nothing where none is."""
        asked = tuple(asked)
        key = identifier(wanted or (asked[0].text if asked else ""), self._entries)
        asks = [question.text for question in asked if self._free(question, key)]
        if not asks:
            return ""
        self._entries[key] = Entry(id=key, asks=tuple(asks), answers=tuple(dict.fromkeys(answers)), **more)
        return key

    def _free(self, question: Question, key: str) -> bool:
        words = {reading for reading in readings(question.text) if reading}
        if not words:
            what = f"the question {question.text!r} has no word."
            self.leave_out(question.file, question.line, what, "Put it in words.")
            return False
        claims = [self._claimed[reading] for reading in sorted(words) if reading in self._claimed]
        if not claims:
            self._claimed |= dict.fromkeys(words, (key, question))
            return True
        owner, first = claims[0]
        if owner == key:
            self._repeated[question.file] += 1
        else:
            what = f"the question {question.text!r} has an answer already ({first.file.name}:{first.line})."
            self.leave_out(question.file, question.line, what, "Leave it to one of the two.")
        return False

    def follow(self, key: str, ask_next: Sequence[str]) -> None:
        """Have an entry offer others."""
        self._entries[key] = self._entries[key].model_copy(update={"ask_next": tuple(dict.fromkeys(ask_next))})

    def harvest(self, title: str, source: Path, cure: str) -> Harvest:
        """All that was gathered; a PackError with what was left out where that is everything."""
        for file, count in self._repeated.items():
            what = f"{count} questions that stand" if count > 1 else "a question that stands"
            self.leave_out(file, 1, f"{what} there before.", "Nothing is to be done.")
        told = tuple(sorted(self.left_out, key=lambda problem: (str(problem.file), problem.line)))
        if not self._entries:
            raise PackError((*told, Problem(source, 1, "there is no question with an answer.", cure)))
        return Harvest(title, tuple(self._entries.values()), self.sources, told)


def titled(name: str) -> str:
    """The name of a file or folder as a title."""
    return " ".join(name.replace("_", " ").replace("-", " ").split()) or "these questions"
