"""Curated answers that are not a topic's facet: comparisons, advice and entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.record import Identifier, Record, SourceId
from knowledge.source import Source
from knowledge.topic import SENTENCE_END, Check

ComparisonId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(-[a-z][a-z0-9_]*)+$")]

Cue = Annotated[str, Field(pattern=r"^[^|+]+(\|[^|+]+)*( \+ [^|+]+(\|[^|+]+)*)*$")]


class Row(Record):
    """One aspect of a comparison, with a cell for each side."""

    aspect: Identifier
    cells: dict[Identifier, str]
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Comparison(Record):
    """A curated comparison: the answer in short, row by row, and when to choose which."""

    id: ComparisonId
    """The sides joined by hyphens: `gan-vae`."""
    short: str
    """Two or three sentences; the first answers by itself and names both sides."""
    rows: tuple[Row, ...] = Field(min_length=2)
    choose: dict[Identifier, str] = {}
    """For each side, the rest of "Choose it when …"."""
    no_choice: str = ""
    """Why there is nothing to choose: a whole sentence."""
    asks: tuple[str, ...] = ()
    ask_next: tuple[str, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)
    source_details: dict[SourceId, Source] = {}
    tests: tuple[Check, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """Those of the short answer, in order."""
        return SENTENCE_END.split(self.short)

    @property
    def sides(self) -> tuple[str, ...]:
        """The ids compared, in the order of the file's name."""
        return tuple(self.id.split("-"))

    @model_validator(mode="after")
    def _whole(self) -> Comparison:
        sides = set(self.sides)
        for row in self.rows:
            if set(row.cells) != sides:
                raise ValueError(f"row {row.aspect!r} needs one cell for each of {', '.join(self.sides)}")
        if bool(self.choose) == bool(self.no_choice):
            raise ValueError("give either `choose` for the sides or `no_choice` with the reason")
        if self.choose and not set(self.choose) <= sides:
            raise ValueError(f"`choose` names what is not compared; the sides are {', '.join(self.sides)}")
        return self


Fit = Literal["yes", "partly", "no"]


DROPPED = "dropped"
"""What a reference of advice begins with where it is let go: `dropped/music_and_songs`."""


class Advice(Record):
    """What to use for a task or in a situation: verdict, reason, alternative, tools, what to check."""

    id: Identifier
    about: tuple[Identifier, ...] = ()
    """Tasks, criteria or other topics this is the advice for."""
    media: tuple[Identifier, ...] = ()
    asks: tuple[str, ...] = Field(min_length=3)
    """How visitors describe the task or the situation."""
    cues: tuple[Cue, ...] = ()
    """Words by which it is wanted: `jingle`, or a word of each group, `photo|picture + remove|take out`."""
    verdict: str
    """One or two sentences that name what to use; they answer by themselves."""
    reason: str
    alternative: str = ""
    check_first: str = ""
    tools: tuple[Identifier, ...] = ()
    """Products in use that fit, by id; never a retired or research-only one."""
    declines: bool = False
    """Whether the advice is that nothing the pack is about is meant for this; a guided choice says so as well."""
    fits: dict[Identifier, Fit] = {}
    """For "should I use X for this?": does X fit?"""
    ask_next: tuple[str, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)
    tests: tuple[Check, ...] = ()


class Condition(Record):
    """What visitors add to a need, or ask beside it, and how it changes the advice: offline, "need I program?"."""

    when: tuple[str, ...] = Field(min_length=1)
    """Patterns that say it; what fits one is taken out of the message, and the rest is the need."""
    say: str = ""
    """What it means whatever the advice is on; without it the condition counts for `of` alone."""
    of: dict[Identifier, str] = {}
    """The same for a piece of advice, a task it is about, or a medium, whichever is named first in this order."""
    advice: Identifier | None = None
    """The piece of advice on it by itself; tools that do not fit there fall out."""
    latest: bool = False
    """Whether it speaks of what was said last: it counts only where that was advice."""
    check: bool = False
    """Whether what the advice says to check first is said with it."""
    sources: tuple[SourceId, ...] = Field(min_length=1)

    def beside(self, advice: Advice) -> str:
        """What it says beside a piece of advice; empty where it does not count."""
        named = (key for key in (advice.id, *advice.about, *advice.media) if key in self.of)
        return self.of.get(next(named, ""), self.say)


class Entry(Record):
    """A question with its curated answer, for what fits no type; also small talk."""

    id: Identifier
    kind: Literal["faq", "small_talk"] = "faq"
    asks: tuple[str, ...] = Field(min_length=1)
    answers: tuple[str, ...] = Field(min_length=1)
    """Wordings of the same answer; they take turns."""
    declines: bool = False
    """Whether the answer says that this is not in the pack."""
    ends: bool = False
    """Whether the visitor leaves with it: a choice that was being guided is left as well."""
    about: tuple[Identifier, ...] = ()
    sources: tuple[SourceId, ...] = ()
    ask_next: tuple[str, ...] = ()
    tests: tuple[Check, ...] = ()


class Claim(Record):
    """One numbered claim of the seed text, in our words, with its fate."""

    n: int
    says: str
    section: str = ""
    answered_by: str = ""
    """`topic.facet`, `topic`, `compare/a-b`, `advice/id` or `faq/id`."""
    corrected_by: str = ""
    """The same, where our answer differs from the text."""
    rather: str = ""
    """How it is in a sentence, where it is corrected: "Loosely: they were first posted in December 2013."."""
    advertising: bool = False
    rhetoric: bool = False
    note: str = ""

    @property
    def fate(self) -> str:
        """The reference of the answer that corrects it or says as much; empty where there is none."""
        return self.corrected_by or self.answered_by

    @property
    def fates(self) -> int:
        """How many fates it has; one is right."""
        return sum(map(bool, (self.answered_by, self.corrected_by, self.advertising, self.rhetoric)))


def advice_given(answered: Sequence[str]) -> list[str]:
    """The advice that was given and not let go since, oldest first, by references of what was answered."""
    found: dict[str, None] = {}
    for kind, _, name in (reference.partition("/") for reference in answered):
        if kind == "advice":
            found.setdefault(name)
        elif kind == DROPPED:
            found.pop(name, None)
    return list(found)
