"""What visitors tell of their situation: answers to the criteria by which a choice is guided, asked for or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.understanding.clause import ASKING, Clause
from bot.understanding.language.pattern import Part, finder, parse
from bot.understanding.language.text import normalise
from bot.understanding.understanding import Entity
from knowledge.advisor import OPEN
from knowledge.pack import Pack

_OF_ONESELF = frozenset(["i", "we", "our"])
_INTRODUCING = re.compile(
    r"(?:(?:hello|hi|hey|lol|haha|hm|um|so|well|and|okay|good (?:morning|day|evening|afternoon)|by the way|actually|"
    r"you know|oh) )*"
    r"(?:(?:i|we) (?:am|are|was|were)(?! (?:not|so|just|very|really|still|sorry|afraid|sure|unsure|curious|wondering|"
    r"interested|done|back|fine|good|okay|confused|lost|looking|trying|asking|talking|thinking|happy|glad|tired|bored|"
    r"right|wrong|going|here|there|kidding|joking|able|supposed|allowed|told|about|only|also|too|a bit)\b)|"
    r"(?:i|we) (?:work|run|own|teach|live|come|study|have (?:a|an|two|three|four|five)|used to be)|my name|"
    r"(?:just )?call me|(?:my|our) (?:job|trade|company|firm|shop|school|team|town) (?:is|has|makes|sells))\b"
)
"""What a clause begins with that tells who somebody is."""
_ADDING = re.compile(r"^(?:and|also|plus|as well as)\b|\b(?:too|also|as well|in addition)$")
_WEAK = frozenset("no none nothing yes any fine good bad poor some few simple both service use it".split())
DENIED = "not"
"""The role of an answer that is taken back: "actually no pictures"."""
ADDED = "also"
"""The role of an answer that is given beside an earlier one."""


@dataclass(frozen=True, slots=True)
class _Answer:
    criterion: str
    answer: str
    asked: re.Pattern[str]
    """What says it where it was asked for."""
    told: re.Pattern[str] | None
    """What says it anywhere."""
    cues: frozenset[str]
    """Words of which it takes one to say it anywhere."""


@dataclass(frozen=True, slots=True)
class _Found:
    criterion: str
    answer: str
    first: int
    """Characters of the clause's text."""
    end: int


class Telling:
    """Finds answers to a pack's criteria in clauses."""

    def __init__(self, pack: Pack) -> None:
        advisor = pack.advisor
        self._answers = tuple(_answers(pack)) if advisor else ()
        self._weak = pack.words.stopwords | _WEAK
        self._cues = frozenset(cue for one in self._answers for cue in one.cues)
        self._open = _finding(pack, (advisor.open.say, *advisor.open.aliases), ()) if advisor else None
        self.deciding = advisor.deciding if advisor else ""
        media = (name for medium in pack.card.media.values() for name in (medium.name, medium.plural, *medium.aliases))
        of_media = "|".join(re.escape(name.lower()) for name in media if name)
        between = f"a|an|the|any|for|about{f'|(?:{of_media}) of' if of_media else ''}"
        self._denying = re.compile(rf"(?:^|.* )(?:not|no|never|without|instead of|rather than)(?: (?:{between}))? $")
        """What stands before an answer that is taken back: "actually no video of it"."""

    def of(self, clause: Clause, requested: str = "") -> tuple[Entity, ...]:
        """What a clause tells, as entities that are named like the criteria; most freely of the one asked for."""
        if not self._answers:
            return ()
        text = f"{clause.text} "
        if not requested and self._cues.isdisjoint(text.split()):
            return ()
        found = _settled(list(self._found(text, requested)), requested)
        denied = [one for one in found if self._denying.match(text[: one.first])]
        told = [one for one in found if one not in denied]
        if requested and not told:
            # A bare "laptop" answers what it answers, whatever was asked.
            whole = (one for one in self._answers if one.asked.fullmatch(text))
            told = [_Found(one.criterion, one.answer, 0, len(text)) for one in islice(whole, 1)]
        if requested and not told and (denied := [one for one in denied if one.criterion == self.deciding]):
            return tuple(Entity(o.criterion, o.answer, *_place(clause, text, o), DENIED, "advisor") for o in denied)
        role = ADDED if _ADDING.search(clause.text) else ""
        entities = (Entity(o.criterion, o.answer, *_place(clause, text, o), role, "advisor") for o in told)
        return tuple({(entity.entity, entity.value): entity for entity in entities}.values())

    def _found(self, text: str, requested: str) -> Iterator[_Found]:
        words = set(text.split())
        for one in self._answers:
            told = None if one.cues.isdisjoint(words) else one.told
            for pattern in (told, one.asked if one.criterion == requested else None):
                for match in pattern.finditer(text) if pattern else ():
                    # "No" is an answer by itself; in "no, I want no diagnosis" it denies something else.
                    if (
                        pattern is one.told
                        or match.span() == (0, len(text))
                        or not self._weak.issuperset(match[0].split())
                    ):
                        yield _Found(one.criterion, one.answer, *match.span())
        for match in self._open.finditer(text) if self._open and requested else ():
            following = text[match.end() :].split()[:1]
            if " " in match[0].strip() or self._weak.issuperset(following):  # Not "next month's prices".
                yield _Found(requested, OPEN, *match.span())


def _settled(found: Sequence[_Found], requested: str) -> list[_Found]:
    """What holds where findings overlap: the longest, and what was asked for before what was not."""
    kept = [one for one in found if not any(_within(one, other, requested) for other in found)]
    known = any(one.criterion == requested and one.answer != OPEN for one in kept)
    return [one for one in kept if not (known and one.answer == OPEN)]


def _within(one: _Found, other: _Found, requested: str) -> bool:
    """Whether a finding gives way to another."""
    if one.first >= other.end or other.first >= one.end:
        return False
    if (one.first, one.end) == (other.first, other.end):
        return other.criterion == requested != one.criterion
    return other.first <= one.first and one.end <= other.end


def of_oneself(clause: Clause) -> bool:
    """Whether a clause tells something of the visitor rather than asks."""
    texts = clause.texts
    return not clause.question and texts[0] not in ASKING and not _OF_ONESELF.isdisjoint(texts)


def introductions(message: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """What a message says of who the visitor is, as it was written: "I'm a nurse", "we run a bakery"."""
    telling = (clause.words for clause in clauses if not clause.question and _INTRODUCING.match(clause.text))
    return tuple(message[words[0].start : words[-1].end] for words in telling)


def _answers(pack: Pack) -> Iterator[_Answer]:
    for criterion in pack.advisor.criteria if pack.advisor else ():
        record = pack.criterion(criterion)
        for answer in record.answers if record else ():
            asked = _finding(pack, (answer.say, *answer.aliases), ())
            told = _finding(pack, (), answer.tells) if answer.tells else None
            literal = {word for one in answer.tells for word in _words(parse(one, pack.words))}
            yield _Answer(criterion, answer.id, asked, told, frozenset(literal) - pack.words.stopwords)


def _finding(pack: Pack, plain: tuple[str, ...], patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for phrases and patterns, over words that are each followed by a blank; longest first."""
    phrases = {" ".join(word.text for word in normalise(phrase, pack.words).words) for phrase in plain}
    ordered = sorted((re.escape(phrase) for phrase in phrases if phrase), key=len, reverse=True)
    parts = [*(f"{phrase} " for phrase in ordered), *(finder(parse(pattern, pack.words)) for pattern in patterns)]
    return re.compile(rf"(?:(?<=\s)|^)(?:{'|'.join(parts)})")


def _words(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if part.word:
            yield part.word
        for choice in part.choices:
            yield from _words(choice)


def _place(clause: Clause, text: str, found: _Found) -> tuple[int, int]:
    """The characters of the message in which something was found."""
    words = clause.words[text[: found.first].count(" ") : text[: found.end].count(" ")]
    return words[0].start, words[-1].end
