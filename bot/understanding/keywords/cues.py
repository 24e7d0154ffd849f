"""Cues: words by which a piece of advice is wanted that nobody asks for in a sentence: "and a ten second jingle".

A cue is one group of words or several: `jingle`, `photo|picture + remove|take out|gone`. It is found where each of its
groups has a word in the clause, in any order, singular or plural.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from sys import intern
from typing import NamedTuple

from bot.understanding.clause import ASKING, Clause
from bot.understanding.keywords.sayings import Sayings
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.language.text import normalise
from knowledge.pack import Pack

WANTED, WANTED_PLAINLY, WANTED_ONLY = 0.9, 0.95, 0.99
"""Probability of advice there is a cue for, where advice is the matter; where more than one word says so; where
nothing else is said: "logo as well"."""
WISHED, WISHED_PLAINLY, WISHED_OUTRIGHT = 0.62, 0.82, 0.93
"""The same where a message only tells a need; where the thing stands right behind the wish: "I need a logo for …"."""
DOUBTED = 0.85
"""What it keeps there for each word like those in which visitors ask for what no pack holds."""
Phrase = tuple[str, ...]
"""Words that stand side by side, each without its ending."""
_OWN = frozenset(["i", "we", "my", "our", "no", "without"])
"""Words by which a statement tells of the visitor's own situation, or of what is lacking in it."""
_LACKING = frozenset(["one", "a", "even"])
"""What behind "not" makes it a lack rather than a denial: "500 books and not one blurb"."""
_WHETHER = frozenset(["can", "could"])
_PLAIN = (ASKING | AUXILIARIES) - _WHETHER
_ARTICLES = frozenset(["a", "an", "some", "another"])
_BOUND = _ARTICLES | frozenset(["the", "my", "our", "me", "this", "that", "it"])
_FRAGMENT = 9
"""Words of the longest name of a thing that is wanted by naming it: "plus a theme tune"."""
_REACH = 3
"""How many words a denial reaches over: "drop the silly voices"."""
_WISHES = tuple(f"{who} {wish} " for who in ("i", "we") for wish in ("need", "want", "would like"))
_STATING = ASKING | AUXILIARIES | frozenset("you your it they that this these those he she not to vs or".split())
"""Words by which a few words say something rather than only name a thing."""
_TIMES = frozenset(["second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours"])
_COUNTS = frozenset("a an one two three four five six seven eight nine ten fifteen twenty thirty few last".split())
"""Words before a unit of time that make it one: "in five minutes", not "the minutes of our club"."""
_BETWEEN = 2
"""Words between a wish and what it names: "a new"."""
_BRIDGES = tuple(
    f"{word} " for word in "and but so or also then plus okay please first thing second next last finally".split()
)
_ENDINGS = ("es", "s", "e")
_FITTING = re.compile(
    r"(?:(?:and|but|so) )?(?:"
    r"(?:(?:can|could|should|shall|may|might|would|will|do|(?:is it|would it be) (?:possible|okay|wise|any good|"
    r"sensible|smart|clever|advisable|a good idea) to)(?: \w+){0,3} )?"
    r"(?:use|take|try|using)(?: \w+){1,4}?"
    r"|(?:is|are|would|will|does)(?: \w+){1,4}? (?:any good|good|right|suitable|okay|fine|do|work|the right tool)"
    r"|(?:which|what)(?: \w+){1,3}? (?:is|are|would be|works) (?:the )?(?:best|better|good|right|ideal)(?: one)?"
    r") (?:for|to|on) "
)
"""What asks whether or which of what is named will do for what stands behind it: "could one use Suno for a song?"."""
_TURNED = re.compile(r".* (?:turns?|makes?|converts?|changes?|transforms?) .* into ")
"""What stands before the thing that something is to become."""
_SPAN = 14
"""Words within which the groups of a cue must stand: what is said further apart is no one thing."""


class Found(NamedTuple):
    """A piece of advice that a clause has cues for."""

    advice: str
    groups: int
    """Groups of the cue that says most."""
    words: int
    first: int
    """The word at which it begins."""
    seen: frozenset[int]
    """The places of its words."""
    head: bool = True
    """Whether it is no part of another name: "melody" is what a background melody is."""
    outright: bool = False
    """Whether the clause begins with the wish for it: "we need a new logo for the shop"."""
    measured: int = 0
    """Words of it that only say how long, where it begins with them: "a 20 second ad"."""

    def likely(self, *, alone: bool, going_on: bool, doubts: int) -> float:
        """How likely it is wanted: `alone` with nothing beside it, `going_on` where advice is the matter already."""
        if going_on:
            return WANTED_ONLY if alone else WANTED_PLAINLY if self.groups > 1 else WANTED
        if self.outright:
            return WISHED_OUTRIGHT
        return (WISHED_PLAINLY if self.groups > 1 else WISHED) * float(DOUBTED**doubts)

    def weight(self, wish: int) -> tuple[int, bool, int, bool, int]:
        """How much says so: words of several groups before more words, those behind a wish before others.

        How long a thing is to be says nothing of what it is.
        """
        groups, words = self.groups - bool(self.measured), self.words - self.measured
        return groups, self.head, words, self.first >= wish, -self.first


class _Cue(NamedTuple):
    advice: str
    others: tuple[tuple[Phrase, ...], ...]
    """The phrases of each group but the first."""
    leads: tuple[frozenset[str], ...]
    """The first words of those: a clause that has none of them is done with at once."""


class Cues:
    """Finds what a clause has cues for; looks only at cues whose first group begins with one of its words."""

    def __init__(self, pack: Pack) -> None:
        self._seeking = Sayings(pack.words.seeking)
        self._wishes = Sayings((*pack.words.seeking, *pack.words.wishes))
        self._commands, self._denials = pack.words.commands, pack.words.denials
        self._says = frozenset(pack.words.sets.get("says", ()))
        self._index: dict[str, list[tuple[Phrase, _Cue]]] = {}
        self._pack, self._read = pack, partial(_phrases, pack)
        read, lead = cache(self._read), cache(_leads)  # Many cues share a group.
        for advice in pack.advice.values():
            for text in advice.cues:
                first, *others = map(read, text.split(" + "))
                cue = _Cue(advice.id, tuple(others), tuple(map(lead, others)))
                for phrase in first:
                    self._index.setdefault(phrase[0], []).append((phrase, cue))

    def hopeless(self, clause: Clause) -> bool:
        """Whether a clause is plainly a question, so that no cue in it could be a wish."""
        bare = _bare(clause)
        if bare.partition(" ")[0] not in _PLAIN or self._spoken(bare.split()):
            return False
        return not self._seeking.within(clause)

    def of(self, clause: Clause) -> tuple[Found, ...]:
        """The pieces of advice a clause has cues for, the one that most of it says first."""
        all_found = list(self._found([_form(word.text) for word in clause.words], clause))
        if not all_found:
            return ()
        wish, best = self.behind(clause), dict[str, Found]()
        begins, outright = {found.first for found in all_found}, _outright(clause)
        for found in all_found:
            said = [clause.texts[at] for at in sorted(found.seen)]
            measured = sum(map(_measures, said)) if _measures(clause.texts[found.first]) else 0
            found = found._replace(outright=found.first in outright, measured=measured)
            if found.groups == 1 and found.first + found.words in begins:
                found = found._replace(head=False)
            known = best.get(found.advice)
            if known is None or found.weight(wish) > known.weight(wish):
                best[found.advice] = found
        return tuple(sorted(best.values(), key=lambda found: found.weight(wish), reverse=True))

    def names(self, advice: str, clause: Clause) -> bool:
        """Whether a clause has any word of the cues for a piece of advice."""
        phrases = (phrase for cue in self._pack.advice[advice].cues for phrase in self._read(cue.partition(" + ")[0]))
        said = {_form(word.text) for word in clause.words if word.text not in self._pack.words.stopwords}
        return not said.isdisjoint(stem for phrase in phrases for stem in phrase)

    def behind(self, clause: Clause) -> int:
        """The word behind the first wish: "I wrote a novel and need | a cover"; the first word where nothing is one."""
        text = f" {clause.text} "
        if (turned := _TURNED.match(text)) is not None:
            return turned[0].count(" ") - 1
        ends = [text.index(wish) + len(wish) - 1 for wish in self._wishes.of(clause)]
        return text.count(" ", 1, min(ends) + 1) if ends else 0

    def fitting(self, clause: Clause) -> int:
        """The word behind which stands what something named is to be used for: "use Suno for | a song"; 0 if none."""
        asked = _FITTING.match(f"{clause.text} ")
        if asked is None:
            return 0
        end = asked[0].count(" ")
        named = any(m.refs and m.first < end and m.ref.kind != "task" for m in clause.of("topic", "kind"))
        advised = (
            m.refs and m.first >= end and self._pack.advice_for.get(m.ref.value) for m in clause.of("topic", "task")
        )
        own = any(advised)  # "Use ChatGPT for | live captions": a task with advice of its own.
        return end if named and not own else 0

    def _found(self, stems: Sequence[str], clause: Clause) -> Iterator[Found]:
        present = frozenset(stems)
        for at, first in enumerate(stems):
            for phrase, cue in self._index.get(first, ()):
                if len(phrase) > 1 and tuple(stems[at : at + len(phrase)]) != phrase:
                    continue
                for leads in cue.leads:  # A plain loop: "make" begins dozens of cues, and `any` takes twice as long.
                    if present.isdisjoint(leads):
                        break
                else:
                    if not self._denied(clause, at) and not (len(phrase) == 1 and _timed(clause, at)):
                        yield from _whole(stems, at, phrase, cue)

    def _denied(self, clause: Clause, at: int) -> bool:
        """Whether what stands there is not wanted: "no actors", "drop the voices"."""
        for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
            if clause.words[place + 1].mark.strip("-'/."):
                return False
            if clause.words[place].text in self._denials:
                return clause.words[place + 1].text not in _LACKING
        return False

    def wished(self, found: Found, clause: Clause, *, going_on: bool) -> bool:
        """Whether a clause tells a need for what was found rather than asks for information.

        Where advice is the matter already (`going_on`) the bare name of a thing to be made is enough; where more than
        one word says what is wanted it may be asked whether it can be done.
        """
        if self._seeking.within(clause):
            return True
        bare = _bare(clause)
        opening = bare.partition(" ")[0]
        if going_on and self._spoken(bare.split()):
            return True
        if opening in ASKING | AUXILIARIES:
            return found.groups > 1 and opening in _WHETHER and bare.split()[1:2] != ["you"]
        if going_on:
            return True
        if opening in self._commands or self._wishes.within(clause):
            return opening not in self._commands
        words, bound = bare.split(), _BOUND.intersection(bare.split()[1:2])
        first = found.first == len(clause.words) - len(words)
        stating = _STATING - ASKING if found.groups > 1 else _STATING | bound
        named = opening in _ARTICLES or (first and stating.isdisjoint(words))  # Not "sketch the history of AI".
        if opening.endswith("ing") and (bound or found.groups > 1):  # "Making a poster", "replying to reviews".
            named |= (_STATING - {"to"}).isdisjoint(words)
        named &= len(words) <= _FRAGMENT  # "A jingle for our fair", "detect weeds on a field".
        return named or (opening != "for" and not _OWN.isdisjoint(clause.texts))

    def _spoken(self, words: Sequence[str]) -> bool:
        """Whether a clause names the words of somebody, and asks nothing: "what the king says"."""
        return words[0] == "what" and words[1:2] != [] and words[1] in _BOUND and not self._says.isdisjoint(words[2:])


def _bare(clause: Clause) -> str:
    """A clause without the words that only join it to what was said before."""
    bare = clause.text
    while bare.startswith(_BRIDGES):
        bare = bare.partition(" ")[2]
    return bare


def _timed(clause: Clause, at: int) -> bool:
    """Whether a word counts time: "I have one minute before my meeting"."""
    before = clause.texts[at - 1] if at else ""
    return clause.texts[at] in _TIMES and (before in _COUNTS or before.isdigit())


def _measures(word: str) -> bool:
    return word in _TIMES or word.isdigit()


def _outright(clause: Clause) -> range:
    """Where what a clause begins to wish for may stand; nowhere if it does not."""
    bare = _bare(clause)
    wish = next((wish for wish in _WISHES if bare.startswith(wish)), "")
    first = len(clause.words) - len(bare.split()) + wish.count(" ")
    return range(first, first + _BETWEEN + 1) if wish else range(0)


def _whole(stems: Sequence[str], at: int, phrase: Phrase, cue: _Cue) -> Iterator[Found]:
    """A cue whose first group begins at a place, where its other groups stand near."""
    near = range(max(0, at - _SPAN), min(len(stems), at + _SPAN))
    own = frozenset(range(at, at + len(phrase)))
    places = [_place(group, stems, near, own) for group in cue.others]
    if all(places):
        seen = own.union(*places)
        yield Found(cue.advice, 1 + len(cue.others), len(seen), at, seen)


@lru_cache(maxsize=4096)
def _form(word: str) -> str:
    """A word without the ending of a plural."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _phrases(pack: Pack, group: str) -> tuple[Phrase, ...]:
    """The phrases of a group, singular and plural as one."""
    read = (normalise(phrase, pack.words).words for phrase in group.split("|"))
    return tuple(dict.fromkeys(tuple(intern(_form(word.text)) for word in words) for words in read if words))


def _leads(group: tuple[Phrase, ...]) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in group)


def _place(group: Sequence[Phrase], stems: Sequence[str], near: range, own: frozenset[int]) -> frozenset[int]:
    """Where the longest phrase of a group stands, beside the words of the first group."""
    there = [
        frozenset(range(at, at + len(phrase)))
        for phrase in group
        for at in near
        if at not in own and tuple(stems[at : at + len(phrase)]) == phrase
    ]
    return max(there, key=len, default=frozenset())
