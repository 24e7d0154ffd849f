"""Clauses: the parts of a message that can stand alone, each with the names in it.

Sentence marks end a clause; a comma or a conjunction does where a question word follows, so that "VAEs, GANs and
diffusion" stays one. Courtesy and filler are stripped from both ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import AUXILIARIES, Mention
from bot.understanding.language.once import once
from bot.understanding.language.pattern import TOPIC_CLASSES
from bot.understanding.language.returning import goes_back
from bot.understanding.language.text import Word

_ENDS = frozenset(".!?;…\n")
ASKING = frozenset(["what", "who", "which", "when", "where", "why", "how", "whose", "whom"])
_POINTING = frozenset({"it", "they", "them"})
_US = frozenset({"i", "we", "one", "people"})
_BRIDGES = frozenset({"and", "but", "so", "also", "or"})
_ABLE = frozenset({"can", "could", "would"})
_SUPPOSING = frozenset({"if", "when", "suppose", "given", "since", "because"})
_ELLIPTIC = ASKING | {"by whom", "by who", "since when", "in what year", "in which year", "what year", "what for"}
_CHOOSING = frozenset("which one who what is was it of them the two right correct true now then and so".split())
"""Words of what only asks which of two to believe."""
_MANY = 16
"""Words of the longest list of names that is looked for."""
_JOINING = frozenset({"and", "or", "of", "among", "from", "between", "a", "an", "the", "odd", "one", "out", "please"})
_ASKED_ON = 7
"""Words of a question that is put behind another within which it points at what was named there."""
_WISHING = ("i would like to know ", "i want to know ", "can you tell me ", "please tell me ", "please explain ")
"""What a question may begin with behind another clause: "I am new here and I would like to know what …"."""


class _Stretch(NamedTuple):
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    question: bool = False
    """Whether a question mark closed it."""


class Clause(_Stretch):
    """A stretch of a message with the names in it; positions count from the clause's first word.

    What dozens of steps ask of it, its words as text, is made once.
    """

    @once
    def texts(self) -> tuple[str, ...]:
        """The text of each word."""
        return tuple([word.text for word in self.words])

    @once
    def text(self) -> str:
        """Its words, joined by blanks."""
        return " ".join(self.texts)

    @once
    def holds(self) -> frozenset[str]:
        """What a pattern looks for in it: the text of each word, and the types of its names as `types` gives them."""
        return self.types().union(self.texts)

    def view(self) -> str:
        """The clause for scripts: words and `<type:position>` for names, each followed by a blank."""
        texts, at, found = self.texts, 0, list[str]()
        for number, mention in enumerate(self.mentions):
            if mention.ref.entity in SOFT:
                continue
            found += (*texts[at : mention.first], f"<{_typed(mention.ref)[0]}:{number}>")
            at = mention.end
        return f"{' '.join((*found, *texts[at:]))} " if found else f"{self.text} "

    def types(self) -> frozenset[str]:
        """What its names are, as rules know them: `<topic>`, `<topic.task>`, `<kind>`, `<year>` …"""
        return frozenset([name for mention in self.mentions for name in _typed(mention.ref)[1:]])

    @once
    def begins(self) -> tuple[str, ...]:
        """What a pattern that fits may begin with: its first word, and the types of a name that stands there."""
        first = self.mentions[0] if self.mentions and not self.mentions[0].first else None
        return (*self.texts[:1], *types_of(first)) if first else self.texts[:1]

    @once
    def items(self) -> Sequence[Word | Mention]:
        """Its words, with each name as one item; words of order and aspects stay words."""
        named = [mention for mention in self.mentions if mention.ref.entity not in SOFT]
        if not named:
            return self.words
        at, found = 0, list[Word | Mention]()
        for mention in named:
            found += self.words[at : mention.first]
            found.append(mention)
            at = mention.end
        return [*found, *self.words[at:]]

    @once
    def apart(self) -> tuple[Sequence[str], Sequence[Mention]]:
        """The text of the words among `items`, and the names among them."""
        if self.items is self.words:
            return self.texts, ()
        names = [item for item in self.items if isinstance(item, Mention)]
        return [item.text for item in self.items if not isinstance(item, Mention)], names

    def of(self, *entities: str) -> tuple[Mention, ...]:
        """Its mentions of some types, in order."""
        return tuple([m for m in self.mentions if m.ref.entity in entities]) if self.mentions else ()


SOFT = frozenset({"order", "aspect", "state"})
"""Entities whose words say what is asked as well, so that they stay words for rules and classifier."""


def slot_name(mention: Mention) -> str:
    """The slot a mention fills: `topic`, `task`, `organisation`, `medium` …"""
    ref = mention.ref
    return TOPIC_CLASSES.get(ref.kind, "topic") if ref.entity == "topic" else ref.entity


@lru_cache(maxsize=4096)
def _typed(ref: Ref) -> tuple[str, str, str]:
    """What something named is for rules: as they write it, and as a type, the narrower first."""
    slot = ref.entity
    if slot == "kind":
        slot = f"kind.{ref.value}"
    elif slot == "topic":
        slot = f"topic.{ref.kind or 'none'}"
    return slot, f"<{slot}>", f"<{ref.entity}>"


def types_of(mention: Mention) -> tuple[str, ...]:
    """What a name is for rules, the narrower first: `<topic.task>`, `<topic>`."""
    return _typed(mention.ref)[1:]


def split(words: Sequence[Word], mentions: Sequence[Mention], closing: str) -> tuple[Clause, ...]:
    """Cut a message into clauses, in order; never empty for a message that has words."""
    cuts = [0, *_cuts(words, mentions), len(words)]
    clauses = []
    for first, end in pairwise(cuts):
        mark = words[end].mark if end < len(words) else closing
        inside = tuple([m.moved(-first) for m in mentions if first <= m.first and m.end <= end])
        if end > first:
            clauses.append(Clause(tuple(words[first:end]), inside, "?" in mark))
    return tuple(clauses)


def _cuts(words: Sequence[Word], mentions: Sequence[Mention]) -> Iterator[int]:
    cutting = [at for at, word in enumerate(words) if at and (word.mark or word.text in _BRIDGES)]
    if not cutting:
        return
    covered = {position for mention in mentions for position in range(mention.first + 1, mention.end)}
    for position in (place for place in cutting if place not in covered):
        mark = words[position].mark
        if (
            set(mark) & _ENDS
            and not (mark == "." and words[position].joined)
            and not _chooses(words, mentions, position)
        ):
            if not _lists(words[: min(position, _MANY + 1)], mentions):
                yield position
        elif (mark in (":", ",") and goes_back(words[:position], mentions)) or (
            mark == "," and _whether(words, mentions, position)
        ):
            yield position  # "Back to the music thing: can it sing?"
        elif ":" in mark and position < 3:
            continue  # "Python: how do I …": a heading belongs to what it heads.
        elif mark == "," and position < 4 and words[0].text not in ASKING and not _named(mentions, position):
            continue  # "In simple terms, what is …": how to say it belongs to what is asked.
        elif _lists(words[: min(position, _MANY + 1)], mentions):
            continue  # "Sora, Veo and Runway: which is newest?": what is to be chosen among.
        elif ("," in mark or ":" in mark or ("-" in mark and not words[position].joined)) and _asks(words, position):
            if ":" in mark or _stands(words, mentions, position):
                yield position
        elif _joins(words, position, mark):
            yield position


def _chooses(words: Sequence[Word], mentions: Sequence[Mention], position: int) -> bool:
    """Whether what follows only asks which of some years: "I have 2013 in one paper, 2014 in another. Which?"."""
    several = sum(m.ref.entity == "year" and m.end <= position for m in mentions) > 1
    return several and _CHOOSING.issuperset(word.text for word in words[position:])


def _named(mentions: Sequence[Mention], position: int) -> bool:
    return any(mention.first < position for mention in mentions)


def _joins(words: Sequence[Word], position: int, mark: str) -> bool:
    """Whether one question is joined to another: by "and", or "Who made Sora, is it still there, …"."""
    if words[position].text in _BRIDGES:
        return position > 2 and _begins(words, position + 1)
    return mark == "," and _asks_on(words, position) and _asked(words[:position])


def _whether(words: Sequence[Word], mentions: Sequence[Mention], position: int) -> bool:
    """Whether it is asked behind what was told if something can do it: "we plan a wedding, can AI help"."""
    able = position > 2 and words[position].text in _ABLE and words[0].text not in ASKING | AUXILIARIES | _SUPPOSING
    return able and any(m.first == position + 1 for m in mentions) and not _named(mentions, position)


def _begins(words: Sequence[Word], position: int) -> bool:
    """Whether a question starts here, or one on what went before: "… and does it make videos?"."""
    said = " ".join(word.text for word in words[position : position + 6])
    wishing = said.startswith(_WISHING) and not ASKING.isdisjoint(said.split())
    if _asks(words, position) or wishing or (said in _ELLIPTIC and words[position - 1].text == "and"):
        return True
    if words[position - 1].text == "or":
        return False  # "Is code text, or does it go with images?" is one question.
    return _asks_on(words, position)


def _asked(words: Sequence[Word]) -> bool:
    """Whether a question was put that can stand alone: not "why not Sora" or "what about Sora"."""
    pairs = pairwise(word.text for word in words)
    return len(words) > 2 and any(text in ASKING and behind not in ("not", "about", "with") for text, behind in pairs)


def _asks_on(words: Sequence[Word], position: int) -> bool:
    """Whether a question on what was named starts here: "is it still there", "can I try it"."""
    said = [word.text for word in words[position : position + _ASKED_ON]]
    if len(said) < 3 or said[0] not in AUXILIARIES:
        return False
    return said[1] in _POINTING or (said[1] in _US and not _POINTING.isdisjoint(said[3:]))


def _lists(words: Sequence[Word], mentions: Sequence[Mention]) -> bool:
    """Whether words are nothing but three names or more and what joins them: no question of its own."""
    if len(words) > _MANY:
        return False
    named = [m for m in mentions[:_MANY] if m.end <= len(words) and m.refs and m.ref.entity == "topic"]
    covered = {position for mention in named for position in range(mention.first, mention.end)}
    return len(named) > 2 and all(at in covered or word.text in _JOINING for at, word in enumerate(words))


def _stands(words: Sequence[Word], mentions: Sequence[Mention], position: int) -> bool:
    """Whether what follows can stand alone: it names something, or is more than "which is older"."""
    pointing = any(word.text in _POINTING for word in words[position:])
    named = any(mention.first >= position and mention.ref.entity not in SOFT for mention in mentions)
    return pointing or named or len(words) - position > 5


def joined(one: Clause, other: Clause) -> Clause:
    """Two clauses as one."""
    size = len(one.words)
    behind = (m.moved(size) for m in other.mentions)
    return Clause((*one.words, *other.words), (*one.mentions, *behind), other.question)


def stretch(clause: Clause, first: int, end: int) -> Clause:
    """Some words of a clause, with the names in them."""
    inside = tuple([m.moved(-first) for m in clause.mentions if first <= m.first and m.end <= end])
    return Clause(clause.words[first:end], inside, clause.question)


def _asks(words: Sequence[Word], position: int) -> bool:
    """Whether a question seems to start here (behind a bridge word, if there is one)."""
    if position < len(words) and words[position].text in _BRIDGES:
        position += 1
    if position + 1 >= len(words):
        return False
    text, following = words[position].text, words[position + 1].text
    return (text in ASKING and following not in ("is", "are")) or (text in ASKING and position + 2 < len(words))


def opening(clause: Clause) -> str:
    """The words by which a clause asks for a time, a place, a person, a reason or a mechanism; empty if it does not.

    "How do I …" asks for advice rather than a mechanism.
    """
    first, second, third = (*clause.texts[:3], "", "", "")[:3]
    if first == "how" and second in ("do", "does", "did") and third not in ("i", "we", "you", "one", "people"):
        return "how does"
    return first if first in ("who", "when", "where", "why") else ""


def asks(clause: Clause) -> bool:
    """Whether a clause is put as a question."""
    return clause.question or clause.words[0].text in ASKING | AUXILIARIES
