"""Words that point: "it", "the other one", "both", "the second": which topic of the conversation they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.understanding.clause import ASKING, SOFT, Clause
from bot.understanding.context import Context
from bot.understanding.following.facing import facing
from bot.understanding.following.genuine import belonging, truly
from bot.understanding.following.going_back import SPOKEN, going_back
from bot.understanding.following.instances import extreme, of_a_class, only, part_asked, part_meant, such
from bot.understanding.following.shown import among, unadvised
from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import Mention
from bot.understanding.language.ordinals import CARDINALS, ORDINALS
from bot.understanding.language.text import Word
from knowledge.pack import Pack
from knowledge.query import earlier

POINTING = frozenset(
    ["it", "its", "they", "them", "their", "this", "that", "those", "these", "he", "him", "his", "she", "her"]
)
_OTHERS = frozenset(["other", "counterpart", "opposite", "opponent", "adversary", "counterparts"])
_PLURAL = frozenset(["these", "those", "them"])
_POINTERS = POINTING | _OTHERS | {"one", "such"}
"""Words of which every clause that points holds one."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A clause in which a pointing word stands for what it points at."""

    clause: Clause
    words: tuple[str, ...] = field(default=())
    """The pointing words, for the trace."""
    meant: str = ""
    """The topic they point at, where it is one."""


def resolve(clause: Clause, context: Context, pack: Pack) -> Resolved | None:
    """Put the topic in focus where "it", "they" or "that one" points at it; None where nothing points."""
    if not context.focus or _POINTERS.isdisjoint(clause.texts):
        return None
    taken = {position for mention in clause.mentions for position in range(mention.first, mention.end)}
    named = {m.first for m in clause.mentions if m.ref.entity not in SOFT}
    texts = clause.texts
    other = _other(texts, context, pack)
    current = context.listing or context.focus in context.listed
    if current and not _PLURAL.isdisjoint(texts) and among(clause.text, context, pack) == "listed":
        return None  # "Which of these …?": what was listed, not what is in focus.
    for position, word in enumerate(clause.words):
        if other is not None and word.text in _ITS and not _OTHERS.isdisjoint(texts[position + 1 : position + 2]):
            size = 3 if position + 2 < len(texts) and texts[position + 2] in {*_HEADS, *pack.card.things} else 2
            mention = Mention(position, position + size, (Ref("topic", other),), "that")
            beside = [m for m in clause.mentions if m.end <= position or m.first >= position + size]
            mentions = tuple(sorted((*beside, mention), key=lambda m: m.first))
            return Resolved(clause._replace(mentions=mentions), ("the other",), other)
        one = (word.text in ("one", "such") and of_a_class(clause, position)) or such(clause, position)
        one = one or ((extreme(clause, position) or only(clause, position)) and not context.listing)
        if part := part_asked(clause, position, context) or part_meant(clause, position, context, pack):
            return Resolved(_standing(clause, position, position + 1, part), (word.text,), part)
        if not one and (word.text not in POINTING or position in taken or _expletive(clause, position)):
            continue
        meant = _somebody(word.text, context, pack) or context.focus
        if any(m.refs and (m.ref.value == meant or _fronts(m, position, texts)) for m in clause.of("topic")):
            continue  # "GPT-4 itself, when was that out?" names it.
        kind, end = pack.kind_of(meant), position + 1
        if word.text == "such":
            end = len(clause.words)
        if end < len(clause.words) and clause.words[end].text in ("one", "ones") and end not in taken:
            end += 1
        if end == position + 1 and end in named and word.text in ("this", "that", "these", "those"):
            continue  # "That model" may be any; "is that older?" points.
        mention = Mention(position, end, (Ref("topic", meant, kind),), "that" if one else word.text)
        outside = (m for m in clause.mentions if m.end <= position or m.first >= end)
        mentions = tuple(sorted((*outside, mention), key=lambda m: m.first))
        return Resolved(clause._replace(mentions=mentions), (word.text,), meant)
    return None


def _fronts(mention: Mention, position: int, texts: Sequence[str]) -> bool:
    """Whether a name stands before the question in which something points: "and BERT, who made it?"."""
    asked = mention.end < position and texts[mention.end] in _FRONTING
    return asked and all(text in _LEADING for text in texts[: mention.first])


_FRONTING = ASKING | {"can", "could", "may"}
_LEADING = frozenset("and but so the a an that".split())
_VAGUE = frozenset(
    "technique techniques method approach technology thing idea concept word term name invention procedure trick "
    "effect phenomenon problem".split()
)
"""Nouns behind "this" that name nothing themselves."""
_ITS = frozenset(["the", "its", "their", "his", "her"])


def _of_kind(clause: Clause, position: int, kind: str, pack: Pack) -> bool:
    """Whether one word there names the kind of what is in focus, or a wider one: "how old is this model?"."""
    named = next((m.ref for m in clause.of("kind") if (m.first, m.end) == (position, position + 1)), None)
    return named is not None and kind in pack.kinds_under(named.value)


_HEADS = frozenset(["one", "half", "part", "side", "guy", "thing"])
"""Nouns behind "the other" that name nothing themselves."""


def _other(texts: Sequence[str], context: Context, pack: Pack) -> str | None:
    """The other one of two: that were compared, that a thing consists of, or that were spoken of in turn."""
    if _OTHERS.isdisjoint(texts):
        return None
    wholes = ([fact.target for fact in pack.facts(topic, "has_part")] for topic, _ in context.trail)
    halves = (tuple(parts) for parts in wholes if len(parts) == 2 and context.focus in parts)
    shown = (two for two in (context.compared, context.listed) if len(two) == 2 and context.focus in two)
    if "other" in texts and (left := unadvised(context, pack)):
        return left
    two = (
        next(shown, ())
        or next(halves, ())
        or ("other" in texts and pair(context, pack))
        or facing(context.focus, pack, "other" in texts)
    )
    return next((side for side in two if side != context.focus), None) if context.focus in two else None


_HE, _SHE = frozenset(["he", "him", "his"]), frozenset(["she", "her"])


def _somebody(word: str, context: Context, pack: Pack) -> str:
    """Whom "he" or "she" means where the topic in focus is nobody: its maker, or whom one spoke of before."""
    if word not in _HE | _SHE:
        return ""
    spoken, somebody = [topic for topic, _ in reversed(context.trail)], pack.kind_of(context.focus) == "person"
    if word in _SHE and (thing := next((t for t in spoken if pack.kind_of(t) not in NO_THINGS), "")):
        made = (fact.target for fact in pack.facts(thing, "made_by"))
        if not somebody or context.focus in made:
            return thing  # Who has just spoken of a program and of the man who made it means the program.
    if somebody:
        return ""
    if person := next((topic for topic in spoken[:3] if pack.kind_of(topic) == "person"), ""):
        return person
    makers = [fact.target for topic in spoken[:3] for fact in pack.facts(topic, "made_by") if word != "him"]
    return next((maker for maker in makers if pack.kind_of(maker) == "person"), "")


_CAUSES = frozenset(
    "report paper study event trigger cause reason crisis book story moment thing person people".split()
)


def _expletive(clause: Clause, position: int) -> bool:
    """Whether "it" or "that" only fills a place: "is it true that …", "is it possible to …"."""
    texts = clause.texts
    following = texts[position + 1] if position + 1 < len(texts) else ""
    if texts[position] == "that" and position > 1 and texts[position - 1] in _CAUSES and "it" in texts[position:]:
        return True  # "Was there a paper that caused it?" points once.
    return following in ("true", "possible", "okay", "that", "you", "worth") and texts[position] == "it"


_COUNTED = tuple(f"number {number}" for number in CARDINALS)
_FIGURES = tuple(f"number {number}" for number in range(1, len(ORDINALS) + 1))
_PLACES = {name: place for names in (ORDINALS, _COUNTED, _FIGURES) for place, name in enumerate(names)} | {"last": -1}
_ORDINAL = re.compile(
    rf"\b({'|'.join(_PLACES)})\b(?: one)?"
    r"(?: (?:in|of|on|from) (?:this|that|the|your)(?: \w+)? list\b|"
    r"(?: (?:in|of|on) (?:this|that|the|your|these|those|them))?\s*$|"
    r"(?:(?<=the first|he second|the third)(?: one)?|(?<= one))"
    r"(?= (?:still|is|are|was|does|do|did|can|could|has|have|made|good|free|also|work|works|from|by|exists?|dead|"
    r"gone|alive|any good|out|appear|come|came|start|launch)\b))"
)


_FIRST_OF_ALL = re.compile(r"(?:which|what|who)(?: ones?)? (?:is|was|were|are|came)(?: \w+)? (?:the )?first$")
_AGED = re.compile(
    r"(?:\bthe |^(?=(?:form|latt)er\b))(?:(former|latter)|(older|oldest|earlier|first|newer|newest|later|latest) one)\b"
)
_ONE = frozenset(["former", "latter", "one"])
"""Words of which what is said so holds one."""
_OLD = frozenset(["older", "oldest", "earlier"])


def _aged(clause: Clause, context: Context, pack: Pack) -> Clause | None:
    """The clause with "the older one" or "the latter" standing for one of two, where it asks something of that one."""
    found = None if _ONE.isdisjoint(clause.texts) else _AGED.search(clause.text)
    two = pair(context, pack) if found else ()
    if (
        found is None
        or not two
        or found[2] == "first"
        or (not found[1] and re.match(r"(?:which|what|who)? ?(?:is|was)?\W*$", clause.text[: found.start()]))
    ):
        return None
    if found[1]:
        meant = two[found[1] == "latter"]
    else:
        first = earlier(pack.topics[two[0]], pack.topics[two[1]])[0]
        if first is None:
            return None
        meant = first.id if found[2] in _OLD else next(t for t in two if t != first.id)
    at, end = (clause.text[:place].count(" ") for place in found.span())
    return _standing(clause, at, end + 1, meant)


def _standing(clause: Clause, first: int, end: int, topic: str) -> Clause:
    """The clause with a stretch of it standing for a topic."""
    mention = Mention(first, end, (Ref("topic", topic),), "that")
    beside = [m for m in clause.mentions if m.end <= first or m.first >= end]
    return clause._replace(mentions=tuple(sorted((*beside, mention), key=lambda m: m.first)))


def ordinal(clause: Clause, context: Context, pack: Pack) -> Clause | None:
    """The clause with "the third in this list" or "the older one" standing for what it means."""
    if not (context.focus or context.trail or context.listed or context.compared):
        return None  # Nothing was spoken of yet.
    if (aged := _aged(clause, context, pack)) is not None:
        return aged
    if _FIRST_OF_ALL.match(clause.text) or truly(clause):
        return None
    if again := going_back(pack.card.things).again.match(clause.text):
        told = context.listed if context.listing else [t for t, _ in context.trail if pack.kind_of(t) not in _MAKERS]
        spoken, place = [topic for topic in told if topic not in pack.wide], _PLACES[again[1]]
        return _standing(clause, 0, len(again[0].split()), spoken[place]) if place < len(spoken) else None
    asked = (
        None
        if SPOKEN.isdisjoint(clause.texts) or not context.trail
        else going_back(pack.card.things).asked.search(clause.text)
    )
    if asked is not None and _PLACES[asked[1]] < len(context.trail):
        at, end = (clause.text[:place].count(" ") for place in asked.span())
        return _standing(clause, at, end + 1, context.trail[_PLACES[asked[1]]][0])
    beside = context.compared if context.focus in {*context.compared} - {*context.listed} else ()
    listed = (() if context.listing else belonging(context, pack) or beside) or context.listed or context.compared
    found = _ORDINAL.search(clause.text) if listed else None
    if found is None:
        return None
    place = _PLACES[found[1]]
    if place >= len(listed):
        return None
    first = len(clause.text[: found.start()].split())
    if first and clause.words[first - 1].text == "the":
        first -= 1
    elif found[1] in ORDINALS and first and not found[0].endswith(" one"):
        return None  # "Who made it first?"
    return _standing(clause, first, len(clause.text[: found.end()].split()), listed[place])


PAIRED = frozenset(
    "can_it status compare years_between superlative who when relate select made_it makes count shared".split()
)
"""Intents that can be about two topics at once."""
_BOTH = re.compile(
    r"\b(?:both of (?:them|these|those)|the two of them|(?:these|those|the|of the) two"
    r"|(?:them|they) both|both|them|they|each other)\b"
)


def pair(context: Context, pack: Pack, *, alike: bool = True) -> tuple[str, ...]:
    """The two topics last spoken of together; two of a kind, one after the other, count as well.

    Those that are only `alike` in being things and no tasks or makers count where the question needs two.
    """
    if len(context.compared) == 2 and context.focus in context.compared:
        return context.compared
    last = [topic for topic, _ in context.trail[-2:]]
    kinds = [pack.kind_of(topic) for topic in last]
    same = len(set(kinds)) == 1 or (not alike and NO_THINGS.isdisjoint(kinds))
    return tuple(last) if len(last) == 2 and same else ()


_MANY, _MAKERS = frozenset(["organisation"]), frozenset(["organisation", "person"])
"""Kinds of which one alone is "they"."""
NO_THINGS = frozenset(["organisation", "person", "task", "criterion"])


def together(clause: Clause, context: Context, pack: Pack) -> Resolved | None:
    """The clause with the two topics in place of "both", "the two" or "them"; None where nothing points at two."""
    found = _BOTH.search(clause.text) if context.intent not in ("advise", "recommend") else None
    meant = pair(context, pack) if found else ()
    if found is None or not meant:
        return None
    if found.group() in ("they", "them") and meant != context.compared and pack.kind_of(context.focus) in _MANY:
        return None  # "What do they make?", of a company.
    first, end = (clause.text[:place].count(" ") for place in found.span())
    end += 1
    if any(first < m.end and m.first < end for m in clause.mentions):
        return None
    at = clause.words[first]
    one, other = (pack.called(topic).lower().split() for topic in meant)
    names = [at._replace(text=text, mark=at.mark if i == 0 else "") for i, text in enumerate((*one, "and", *other))]
    grown = len(names) - (end - first)
    mentions = [m.moved(grown) if m.first >= end else m for m in clause.mentions]
    refs = [(Ref("topic", topic, pack.kind_of(topic)),) for topic in meant]
    behind = first + len(one) + 1
    mentions += [Mention(first, behind - 1, refs[0], "that"), Mention(behind, behind + len(other), refs[1], "that")]
    words: tuple[Word, ...] = (*clause.words[:first], *names, *clause.words[end:])
    ordered = tuple(sorted(mentions, key=lambda mention: mention.first))
    return Resolved(clause._replace(words=words, mentions=ordered), (found.group(),))
