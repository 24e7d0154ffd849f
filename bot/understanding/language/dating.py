"""Dates as conditions: where a message names a year, a decade or the last five years, and how it means it.

One table says what each kind of words makes of a year, alone and with a "not" before it. All that asks whether
something was before, after, since, until, between or in a year rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.understanding.language.text import Word
from knowledge.language import Words

YEAR = re.compile(r"^(1[89]\d\d|20\d\d)$")
DECADE = re.compile(r"^(1[89]\d|20\d)0s$")
_SHORT_DECADE = re.compile(r"^[4-9]0s$")
"""The 40s to the 90s of the last century: the field has no other."""
_NUMBER = re.compile(r"^\d{1,3}$")
_ODD = re.compile(r"^\d{3,}$")
"""A number that is no year of the field, and yet is one where it stands as one: "came out in 3000"."""
_AT = frozenset(["in", "before", "after", "since", "until"])
_BETWEEN = frozenset("the year years in of end about around from a that".split())
"""What may stand between the words that say how a year is meant and the year."""
_LOOSE = _BETWEEN | {"early", "mid", "late"}
"""With what makes a year no more exact than the year itself."""
_TABLE = (
    ("since", "since", "before"),
    ("until", "until", "since"),
    ("by", "until", "after"),
    ("before", "before", "since"),
    ("after", "after", "until"),
    ("between", "between", "between"),
    ("over", "until", "since"),
    ("under", "since", "until"),
)
"""The language's words before a year, how the year is meant with them, and how with a "not" before them."""
_AGES = frozenset(["over", "under"])
"""Those of them that only an age has: "more than ten years old"."""
_CLOSE = frozenset(["until", "by"]) | _AGES
"""Those of them that mean so much else that the year must follow: "drawn by hand in 2014"."""
_BEHIND = (("or_earlier", "until", "after"), ("or_later", "since", "before"))
"""The same of its words behind a year."""
_REACH = 6
"""Words before a year in which it is looked for how it is meant."""
_DENIALS = frozenset(["not", "never", "no", "neither", "nor"])
_JOINING = frozenset(["or", "and", "nor", "either", "both", "also", "as", "well"])


class Named(NamedTuple):
    """A time that is named: the word behind it, and its value as conditions take it."""

    end: int
    value: str


class Condition(NamedTuple):
    """How a year is meant, and the words that say so and the year itself: "no later than 2014", "2014 or later"."""

    operator: str
    first: int
    end: int


def named(words: Sequence[Word], at: int, language: Words) -> Named | None:
    """The time named by the words from a place on, if they name one."""
    text = words[at].text
    if text[0].isdigit():
        if YEAR.match(text) or DECADE.match(text):
            return Named(at + 1, text)
        if _SHORT_DECADE.match(text):
            return Named(at + 1, f"19{text}")
        if _ODD.match(text) and _stands_as_year(words, at):
            return Named(at + 1, text)
    elif text not in beginning(language):
        return None
    if text in language.lately and (told := _duration(words, at + 1, language)) is not None:
        end, span, counted = told
        alone = not counted and span == 1 and text in language.lately[:1]  # "Last year" is that year alone.
        return Named(end, f"now-{span}" if alone else f"now-{span}..")
    if (told := _duration(words, at, language)) is not None and told[2]:
        aged = told[0] < len(words) and words[told[0]].text in language.aged
        cues = [*language.over, *language.under] if aged else [*language.before, *language.after]
        if _compared(words, at, cues if aged else [cue for cue in cues if cue.endswith(" than")]):
            return Named(told[0] + aged, f"now-{told[1]}")  # "Older than ten years", "over ten years old".
    return _century(words, at, language)


def condition(words: Sequence[Word], first: int, end: int, floor: int, language: Words) -> Condition | None:
    """How the time named by some words is meant; None where nothing is said, from `floor` on, but the year."""
    start = first
    while start > max(floor, first - _REACH) and not _parted(words[start]):
        start -= 1
    told = [word.text for word in words[start:first]]
    aged = words[end - 1].text in language.aged
    ahead, behind = _ahead(told, language, aged=aged), _behind(told, words, end, language)
    if ahead is None and behind is None:
        return None
    operator, denied, at = ahead or (*behind[:2], len(told)) if behind else ahead  # type: ignore[misc]
    place = _denial(told, at, start, language)
    size = behind[2] if behind and (ahead is None or behind[0] == operator) else 0
    said = place if place >= 0 else at
    return Condition(denied if place >= 0 else operator, start + said, end + size)


def _ahead(told: Sequence[str], language: Words, *, aged: bool) -> tuple[str, str, int] | None:
    """What the words before a year make of it, alone and denied, and where they begin; None for nothing."""
    found = [
        (at + len(cue), len(cue), -row, at)
        for row, (field, _, _) in enumerate(_TABLE)
        if aged or field not in _AGES
        for cue in _split(getattr(language, field))
        if (at := _last(told, cue)) >= 0 and (field not in _CLOSE or _LOOSE.issuperset(told[at + len(cue) :]))
    ]
    if not found:
        return None
    *_, row, at = max(found)
    field, operator, denied = _TABLE[-row]
    if field == "since" and any(_last(told[:at], cue) >= 0 for cue in _split(language.lasting)):
        return "until", "after", at  # "Has it been around since 2018?" asks whether it came by then.
    return operator, denied, at


def _behind(told: Sequence[str], words: Sequence[Word], end: int, language: Words) -> tuple[str, str, int] | None:
    """The same of the words behind a year, and how many they are: "2014 or earlier", "from 2014 on"."""
    for field, operator, denied in _BEHIND:
        if size := _follows(words, end, _split(getattr(language, field))):
            return operator, denied, size
    open_end = told[-1:] == ["from"] and [word.text for word in words[end : end + 1]] == ["on"]
    return ("since", "before", 1) if open_end and (end + 1 == len(words) or _parted(words[end + 1])) else None


def saying(words: Sequence[Word], first: int, language: Words) -> range:
    """The words before a time that only say how it is meant."""
    start, at, told = first, first, _telling(language)
    while at and (words[at - 1].text in told or words[at - 1].text in _BETWEEN):
        at -= 1
        start = at if words[at].text in told else start
    return range(start, first)


@lru_cache(maxsize=4)
def _telling(language: Words) -> frozenset[str]:
    cues = (cue for field, _, _ in _TABLE if field not in _AGES for cue in getattr(language, field))
    return frozenset(word for cue in cues for word in cue.split())


def denied(words: Sequence[Word], first: int, floor: int, language: Words) -> bool:
    """Whether the words by which something else is taken as a time are denied: "not before GPT-3"."""
    start = saying(words, first, language).start
    ahead = min(start, max(floor, start - _REACH))
    return _denial([word.text for word in words[ahead:start]], start - ahead, ahead, language) >= 0


def together(words: Sequence[Word], first: int, cue: int, end: int, language: Words) -> str:
    """How the words between two times join them: `to` for the ends of one, `or`, `and`; empty for not at all.

    The second one's own words begin at `cue`.
    """
    between = [word.text for word in words[first:end] if word.text not in _BETWEEN]
    marks = [word.mark for word in words[first : end + 1]]
    if any(_parted(word) and word.mark != "," for word in words[first : end + 1]):
        return ""
    if " ".join(between) in language.up_to or (first == end and marks == ["-"]):
        return "to"
    left = [word.text for word in words[first:cue] if word.text not in _BETWEEN]
    if not _JOINING.issuperset(left):
        return ""
    if "or" in left or "nor" in left or "/" in marks:
        return "or"
    return "and" if "and" in left or (not left and "," in marks) else ""


def _stands_as_year(words: Sequence[Word], at: int) -> bool:
    """Whether a number is used as a year is: "in the year 3000", "came out in 20144" and nothing that it counts."""
    before = [word.text for word in words[max(0, at - 2) : at]]
    if before[-1:] == ["year"]:
        return True
    last = at + 1 == len(words) or _parted(words[at + 1])
    return last and len(before) == 2 and before[-1] in _AT and not _parted(words[at])


def _duration(words: Sequence[Word], at: int, language: Words) -> tuple[int, int, bool] | None:
    """What is behind "five years", how many years that is, and whether the number is said; None for anything else."""
    said, size, number = [word.text for word in words[at : at + 4]], 0, 1
    if said and _NUMBER.match(said[0]):
        size, number = 1, int(said[0])
    for cue, count in language.numbers.items():
        parts = cue.split()
        if said[: len(parts)] == parts:
            size, number = len(parts), count
    unit = said[size] if size < len(said) else ""
    return (at + size + 1, number * language.years[unit], size > 0) if unit in language.years else None


def _compared(words: Sequence[Word], at: int, cues: Sequence[str]) -> bool:
    """Whether the words before a duration compare an age with it: "older than", "over … old"."""
    before = " ".join(word.text for word in words[max(0, at - 3) : at])
    return at > 1 and before.endswith(tuple(cues))


def _century(words: Sequence[Word], at: int, language: Words) -> Named | None:
    for cue, number in language.centuries.items():
        parts = cue.split()
        said = [word.text for word in words[at : at + len(parts) + 1]]
        if said[:-1] == parts and said[-1] in language.years and language.years[said[-1]] == 100:
            return Named(at + len(said), f"{number * 100 - 99}..{number * 100}")
    return None


@lru_cache(maxsize=4)
def beginning(language: Words) -> frozenset[str]:
    """What a time in words begins with."""
    return frozenset(cue.split()[0] for cue in (*language.lately, *language.numbers, *language.centuries))


@lru_cache(maxsize=32)
def _split(cues: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Cues as words, the longest first."""
    return tuple(sorted((tuple(cue.split()) for cue in cues), key=len, reverse=True))


def _last(told: Sequence[str], cue: tuple[str, ...]) -> int:
    """Where some words hold a cue the last time; -1 where they do not."""
    if cue[0] not in told:
        return -1
    places = range(len(told) - len(cue), -1, -1)
    return next((at for at in places if told[at] == cue[0] and tuple(told[at : at + len(cue)]) == cue), -1)


def _follows(words: Sequence[Word], at: int, cues: tuple[tuple[str, ...], ...]) -> int:
    """How many words of a cue follow on a year; none where the cue belongs to what comes: "or after 2016"."""
    if at >= len(words):
        return 0
    for cue in cues:
        end = at + len(cue)
        if (
            words[at].text != cue[0]
            or tuple(word.text for word in words[at:end]) != cue
            or any(_parted(word) for word in words[at + 1 : end])
        ):
            continue
        behind = [word.text for word in words[end : end + 3]]
        ahead = next((text for text in behind if text not in _BETWEEN), "")
        if ahead[:1].isdigit() or behind[:1] == ["than"] or set(words[at].mark) - set(",("):
            continue
        return len(cue)
    return 0


def _denial(told: Sequence[str], end: int, start: int, language: Words) -> int:
    """The place among some words of what denies those from `end` on: "did not come out"; -1 where nothing does."""
    size = end
    while size and (told[size - 1] in language.appearing or told[size - 1] in _BETWEEN):
        size -= 1
    if not size or told[size - 1] not in _DENIALS:
        return -1
    passed = told[size:end]
    if told[size - 1] == "no" and passed:
        return -1  # "No model was there before 2014" denies the model.
    asks = start + size == 2 and passed and passed[0] in language.pronouns  # "Isn't it older than 2014?"
    return -1 if asks else size - 1


def _parted(word: Word) -> bool:
    return bool(set(word.mark) - frozenset("-/.'\"·"))
