"""The log read back: what a visitor said in each message, how that was read, and what became of it.

Beside the events a turn writes, a log may hold what a visitor thought of an answer, which changes no state:
`{"event": "feedback", "timestamp", "value": "up" | "down", "message_id", "reason"}`. The `message_id` is the one of the
visitor's message; without it, the last answer before is meant. The last word on an answer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from actions.action import GUESS
from bot.decision import ASK_BACK, CLARIFY, FALLBACK
from bot.session import BOOKKEEPING
from bot.tracker import Event

Fate = Literal["answered", "declined", "asked back", "small talk", "silent"]
"""What became of a question: `asked back` is also what was only guessed; silent while a person has the conversation."""

_CURATED = ("faq/", "advice/")
"""What a curator wrote as an answer is one, also where it says that the pack does not hold this."""


@dataclass(frozen=True, slots=True)
class Part:
    """One clause of a message and what became of it."""

    text: str
    """What the visitor put it as."""
    reading: str
    """What it was read as: a curated answer (`faq/contact`) or an intent (`define`); empty if nothing was."""
    fate: Fate
    reason: str
    """Why, in the words of the decision; of a decline that an action found out, what it said."""
    answers: tuple[str, ...]
    """References of what was answered: `vae.define`, `faq/contact`."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message of a visitor and its answer."""

    message: str
    """The message as it was sent; a button sends its payload."""
    said: str
    """The message as the visitor saw it; of a button its title."""
    time: float
    """When it was sent, in seconds since the epoch."""
    parts: tuple[Part, ...]
    answer: str
    """All text of the answer."""
    disliked: bool = False
    complaint: str = ""
    """The reason the visitor gave for disliking it, if one was given."""
    session: int = 1
    """The session it belongs to, counted from 1."""

    @property
    def answered(self) -> bool:
        """Whether nothing of it was declined or asked back."""
        return not any(part.fate in ("declined", "asked back") for part in self.parts)

    @property
    def readings(self) -> tuple[str, ...]:
        """What its parts were read as."""
        return tuple(part.reading for part in self.parts)


def exchanges(events: Iterable[Event]) -> tuple[Exchange, ...]:
    """The messages of one conversation, in order, each with all that was made of it; unknown events are passed over."""
    drafts: list[_Draft] = []
    titles: dict[str, str] = {}
    session = 0
    for event in events:
        kind = event.get("event")
        if kind == "session_started":
            session += 1
        elif kind == "user":
            if not drafts or not drafts[-1].goes_on(event):
                drafts.append(_Draft(event, max(session, 1)))
            drafts[-1].clauses.append(_Clause(event))
        elif kind == "feedback":
            _judged(drafts, event)
        elif drafts and kind == "action" and event.get("name") not in BOOKKEEPING:
            drafts[-1].clauses[-1].action = event
        elif drafts and kind == "bot":
            drafts[-1].clauses[-1].said.append(event)
    made = []
    for draft in drafts:
        made.append(draft.exchange(titles))
        titles |= {b["payload"]: b["title"] for event in draft.bots for b in _of(event, "data").get("buttons") or ()}
    return tuple(made)


def fate(action: str | None, said: Sequence[Mapping[str, Any]]) -> Fate:
    """What became of a clause, by its last action and by the metadata of what was said to it."""
    if not action and not said:
        return "silent"
    if action in (CLARIFY, ASK_BACK) or any(meta.get("utter_action") == GUESS for meta in said):
        return "asked back"
    missed = any(meta.get("missed") for meta in said)
    if action == FALLBACK or (missed and not any(a.startswith(_CURATED) for m in said for a in m.get("answers") or ())):
        return "declined"
    return "small talk" if any(meta.get("social") for meta in said) else "answered"


def _judged(drafts: Sequence[_Draft], event: Event) -> None:
    named = event.get("message_id")
    for draft in reversed(drafts):
        if not named or draft.first.get("message_id") == named:
            draft.feedback = event
            return


@dataclass
class _Clause:
    """The events of one clause."""

    user: Event
    action: Event = field(default_factory=dict)
    said: list[Event] = field(default_factory=list)

    def part(self, said: str) -> Part:
        metas = [_of(event, "metadata") for event in self.said]
        answers = tuple(answer for meta in metas for answer in meta.get("answers") or ())
        became = fate(self.action.get("name"), metas)
        reason = str(self.action.get("policy") or "")
        if became == "declined" and self.action.get("name") != FALLBACK:
            reason = next((str(event["text"]) for event in self.said if event.get("text")), reason).partition("\n")[0]
        return Part(said, self._reading(), became, reason, answers)

    def _reading(self) -> str:
        parsed = _of(self.user, "parse_data")
        intent = str(_of(parsed, "intent").get("name") or "")
        entries = [str(e.get("value")) for e in parsed.get("entities") or () if e.get("entity") == "entry"]
        if entries:
            return f"{'advice' if intent == 'advise' else 'faq'}/{entries[0]}"
        return "" if intent == "nlu_fallback" else intent


@dataclass
class _Draft:
    """The events of one message."""

    first: Event
    session: int
    clauses: list[_Clause] = field(default_factory=list)
    feedback: Event = field(default_factory=dict)

    def goes_on(self, event: Event) -> bool:
        """Whether a user event is another clause of this message."""
        return event.get("message_id") is not None and event.get("message_id") == self.first.get("message_id")

    @property
    def bots(self) -> list[Event]:
        return [event for clause in self.clauses for event in clause.said]

    def exchange(self, titles: Mapping[str, str]) -> Exchange:
        message = str(self.first.get("text") or "")
        said = titles.get(message, message)
        alone = len(self.clauses) == 1
        parts = [clause.part(said if alone else _clause(clause.user, said)) for clause in self.clauses]
        return Exchange(
            message=message,
            said=said,
            time=float(self.first.get("timestamp") or 0.0),
            parts=tuple(parts),
            answer="\n\n".join(str(event["text"]) for event in self.bots if event.get("text")),
            disliked=self.feedback.get("value") == "down",
            complaint=str(self.feedback.get("reason") or ""),
            session=self.session,
        )


def _clause(user: Event, otherwise: str) -> str:
    return str(_of(user, "parse_data").get("text") or otherwise)


def _of(event: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = event.get(key)
    return value if isinstance(value, Mapping) else {}
