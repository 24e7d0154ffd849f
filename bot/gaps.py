"""Gaps: what visitors asked and did not get answered, or did not like the answer to; similar questions together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.exchanges import Exchange, Part, exchanges
from bot.likeness import Content, content, groups
from bot.tracker import Event
from bot.understanding.payloads import is_payload
from knowledge.language import Words

How = Literal["declined", "asked back", "asked back, then answered", "disliked"]
"""How a question was left. What was answered in the end is less of a gap."""

_WORD = re.compile(r"\w+")
CLOSED: How = "asked back, then answered"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one visitor put it, and how it was left."""

    text: str
    time: float
    how: How
    why: str
    """Why it was declined or asked back; of what is disliked, the visitor's reason."""
    answers: tuple[str, ...] = ()
    """What a disliked answer was made of: `faq/contact`, `vae.define`."""


@dataclass(slots=True)
class Question:
    """One wording and all who used it; letter case and punctuation make no difference."""

    text: str
    """As it was first seen."""
    last: float = 0.0
    """When it was last asked, in seconds since the epoch."""
    how: Counter[str] = field(default_factory=Counter)
    """How often it was left how."""
    why: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How often it was asked."""
        return self.how.total()

    @property
    def open(self) -> int:
        """How often it was left without an answer that was liked."""
        return self.count - self.how[CLOSED]

    def add(self, asked: Asked) -> None:
        """Count one more who asked it."""
        self.last = max(self.last, asked.time)
        self.how[asked.how] += 1
        self.why.update([asked.why] if asked.why else [])
        self.answers.update(asked.answers)


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that are alike, the most frequent first."""

    questions: tuple[Question, ...]

    @property
    def text(self) -> str:
        """The wording most visitors use."""
        return self.questions[0].text

    @property
    def count(self) -> int:
        """How often its questions were asked."""
        return sum(question.count for question in self.questions)

    @property
    def last(self) -> float:
        """When one of them was last asked, in seconds since the epoch."""
        return max(question.last for question in self.questions)

    @property
    def how(self) -> Counter[str]:
        """How often they were left how."""
        return sum((question.how for question in self.questions), Counter())

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons, the most frequent first."""
        return _common(question.why for question in self.questions)

    @property
    def answers(self) -> tuple[str, ...]:
        """What disliked answers were made of, the most frequent first."""
        return _common(question.answers for question in self.questions)

    @property
    def rank(self) -> tuple[int, int, float, str]:
        """What gaps are sorted by: the most frequent that are still open first, then the latest."""
        return (-sum(question.open for question in self.questions), -self.count, -self.last, self.text)


@dataclass(frozen=True, slots=True)
class Survey:
    """All gaps of a store, and how much was looked through."""

    gaps: tuple[Gap, ...]
    conversations: int
    messages: int


async def survey(histories: AsyncIterator[tuple[str, Sequence[Event]]], language: Words, since: float = 0.0) -> Survey:
    """Look through conversations for what went unanswered from a moment on, in seconds since the epoch."""
    asked: list[Asked] = []
    conversations = messages = 0
    async for _, events in histories:
        held = exchanges(events)
        recent = sum(exchange.time >= since for exchange in held)
        conversations, messages = conversations + bool(recent), messages + recent
        asked += (one for one in unanswered(held) if one.time >= since)
    return Survey(gaps(asked, language), conversations, messages)


def unanswered(held: Sequence[Exchange]) -> Iterator[Asked]:
    """The questions of one conversation that were declined, asked back about, or answered and disliked."""
    for place, exchange in enumerate(held):
        for part in exchange.parts:
            later = (other for other in held[place + 1 :] if other.session == exchange.session)
            how = _how(part, exchange, later)
            if how is not None and _in_words(part.text):
                disliked = how == "disliked"
                why = exchange.complaint if disliked else part.reason
                yield Asked(part.text, exchange.time, how, why, part.answers if disliked else ())


def _in_words(text: str) -> bool:
    """Whether somebody may have put it so: a number picks something, and a payload was sent by a program."""
    return any(character.isalpha() for character in text) and not is_payload(text)


def _how(part: Part, exchange: Exchange, later: Iterable[Exchange]) -> How | None:
    if part.fate == "declined":
        return "declined"
    if part.fate == "asked back":
        return CLOSED if _resolved(later) else "asked back"
    return "disliked" if exchange.disliked else None


def _resolved(later: Iterable[Exchange]) -> bool:
    """Whether a question back led to an answer, be it over further ones."""
    for exchange in later:
        fates = {part.fate for part in exchange.parts}
        if "asked back" not in fates:
            return "answered" in fates
    return False


def gaps(asked: Iterable[Asked], language: Words) -> tuple[Gap, ...]:
    """Group what was asked: the same wording, then the same words, then what is alike; the most frequent first."""
    wordings: dict[str, Question] = {}
    for one in sorted(asked, key=lambda one: (one.time, one.text)):
        key = " ".join(_WORD.findall(one.text.casefold()))
        wordings.setdefault(key, Question(one.text)).add(one)
    contents: dict[Content, list[Question]] = {}
    for question in sorted(wordings.values(), key=_frequent):
        contents.setdefault(content(question.text, language), []).append(question)
    alike = [*contents.values()]
    found = (
        Gap(tuple(sorted((q for place in places for q in alike[place]), key=_frequent)))
        for places in groups([*contents])
    )
    return tuple(sorted(found, key=lambda gap: gap.rank))


def _frequent(question: Question) -> tuple[int, int, float, str]:
    return (-question.open, -question.count, question.last, question.text)


def _common(counts: Iterable[Counter[str]]) -> tuple[str, ...]:
    total = sum(counts, Counter[str]())
    return tuple(sorted(total, key=lambda text: (-total[text], text)))
