"""The advisor: which criteria it asks for, in which order, and the rules by which it decides.

A condition maps criteria to answers; it holds where at least one answer of each was told. `when` is a list of
conditions that must all hold, `unless` one of which none may. Rules are read from the top; the first that holds
decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from knowledge.record import Identifier, Record, SourceId

Told = Mapping[str, Sequence[str]]
"""What a visitor has told: answer ids by criterion. `OPEN` is the answer of one who does not know."""
OPEN = "open"

Condition = dict[Identifier, tuple[Identifier, ...]]
EITHER = "either"
"""What an answer leans to that speaks for every choice, and what a verdict chooses that settles for none."""


class Ask(Record):
    """A criterion to ask for."""

    criterion: Identifier
    moot: tuple[Condition, ...] = ()
    """Conditions of which each makes the question pointless: it is not asked, and an answer to it does not count."""


class Ruled(Record):
    """Something that is said where its conditions hold."""

    id: Identifier
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    say: str
    sources: tuple[SourceId, ...] = ()

    def holds(self, told: Told) -> bool:
        """Whether what was told fits."""
        return all(_holds(one, told) for one in self.when) and not any(_holds(one, told) for one in self.unless)


class Verdict(Ruled):
    """A rule of the decision: what to choose, and how to say it."""

    choose: Identifier
    """What is chosen, by a name of the curator's own; `leans` of an answer says what it speaks for."""


class Use(Record):
    """What one kind of content calls for: the family of models, and tools in use."""

    say: str
    about: tuple[Identifier, ...] = ()
    tools: tuple[Identifier, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Open(Record):
    """How a visitor says that a question can not be answered."""

    say: str
    aliases: tuple[str, ...] = ()


class Advisor(Record):
    """How the bot guides a choice: `advisor.yaml`."""

    opening: str
    """What can be said before anything is known: a sentence."""
    sources: tuple[SourceId, ...] = Field(min_length=1)
    asks: tuple[Ask, ...] = Field(min_length=1)
    """The criteria in the order in which they are asked for."""
    open: Open
    deciding: Identifier
    """The criterion whose answers `uses` speaks of."""
    uses: dict[Identifier, Use]
    verdicts: tuple[Verdict, ...] = Field(min_length=1)
    notes: tuple[Ruled, ...] = ()
    """What else is to be said; each that holds is."""

    @property
    def criteria(self) -> tuple[str, ...]:
        """All criteria, in order."""
        return tuple(ask.criterion for ask in self.asks)

    def asked(self, told: Told) -> tuple[str, ...]:
        """The criteria that are not moot after what was told, in order."""
        return tuple(ask.criterion for ask in self.asks if not any(_holds(one, told) for one in ask.moot))

    def decide(self, told: Told) -> Decided | None:
        """What follows from what was told, in whatever order it was; None if no rule holds."""
        counted = {one: tuple(a for a in told.get(one, ()) if a != OPEN) for one in self.asked(told)}
        verdict = next((rule for rule in self.verdicts if rule.holds(counted)), None)
        if verdict is None:
            return None
        uses = tuple(answer for answer in self.uses if answer in counted.get(self.deciding, ()))
        return Decided(verdict, uses, counted, tuple(note for note in self.notes if note.holds(counted)))


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict with what it rests on."""

    verdict: Verdict
    uses: tuple[str, ...]
    """The kinds of content to make, in the order of the file."""
    told: Told
    """What counted."""
    notes: tuple[Ruled, ...]


def _holds(condition: Condition, told: Told) -> bool:
    return all(any(answer in told.get(criterion, ()) for answer in among) for criterion, among in condition.items())
