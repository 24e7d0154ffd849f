"""What a turn reports of itself once it has ended: how it ended, what it ran, and how long each stage took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.exchanges import Fate, fate
from bot.messages import Answer, Utterance
from bot.tracker import Event

Outcome = Literal["answered", "asked_back", "declined", "small_talk", "silent", "failed", "repeated"]
"""How a turn ended. Of several clauses it is the first that any of them is: declined, asked back, answered, small talk.
While a person has the conversation it is silent. A turn `failed` if an action did, or if it had no answer at all; it is
`repeated` if its message was answered before."""
Stage = Literal["hold", "understand", "act", "commit"]
STAGES: tuple[Stage, ...] = ("hold", "understand", "act", "commit")
"""Waiting for the conversation and reading it; reading the message and deciding; running actions and wording what they
say; writing the turn down."""
_WEIGHTS: Mapping[Fate, Outcome] = {
    "declined": "declined",
    "asked back": "asked_back",
    "answered": "answered",
    "small talk": "small_talk",
    "silent": "silent",
}
"""What became of a clause, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One action that a turn ran."""

    action: str
    failure: str = ""
    """The kind of failure, `timeout` or an exception's name; empty if it did what it should."""


@dataclass(frozen=True, slots=True)
class TurnReport:
    """One turn, after its end."""

    trace: str
    utterance: Utterance = field(repr=False)
    answer: Answer | None = field(repr=False)
    """None if the turn ended with an error."""
    outcome: Outcome
    ran: tuple[Ran, ...]
    seconds: Mapping[Stage, float]
    """How long each stage took that was begun, in order."""
    error: type[BaseException] | None = None
    """The kind of exception that ended the turn, if one did: in the last of the stages."""

    @property
    def pack(self) -> str:
        """The digest of the pack it was answered from; empty without an answer."""
        return str(self.answer.trace.get("pack", "")) if self.answer else ""

    @property
    def handover(self) -> bool:
        """Whether it handed the conversation over to a person."""
        return self.outcome != "repeated" and bool(self.answer and self.answer.handover)


class Observer(Protocol):
    """Whoever is told of turns; it must be quick, and what it raises costs no answer."""

    def began(self) -> None:
        """A turn has begun."""

    def ended(self, report: TurnReport) -> None:
        """The turn has ended, and its conversation is let go."""


def outcome(events: Iterable[Event]) -> Outcome:
    """How the turn that left these events ended, by the same measure as `doolittle unanswered`."""
    clauses: list[_Clause] = []
    for event in events:
        kind = event["event"]
        if kind == "user":
            clauses.append(_Clause())
        elif clauses and kind == "action":
            clauses[-1].action = event["name"]
        elif clauses and kind == "bot":
            clauses[-1].said.append(event.get("metadata") or {})
    fates = {fate(clause.action, clause.said) for clause in clauses}
    return next((named for found, named in _WEIGHTS.items() if found in fates), "answered")


@dataclass(slots=True)
class _Clause:
    action: str = ""
    said: list[Mapping[str, Any]] = field(default_factory=list)
