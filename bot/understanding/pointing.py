"""Words that point: "it", "the other one", "both", "the second": which topic of the conversation they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.lexicon import Ref
from bot.understanding.linking import Mention
from bot.understanding.text import Word
from knowledge.pack import Pack

POINTING = frozenset(
    ["it", "its", "they", "them", "their", "this", "that", "those", "these", "he", "him", "his", "she", "her"]
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A clause in which a pointing word stands for what it points at."""

    clause: Clause
    words: tuple[str, ...] = field(default=())
    """The pointing words, for the trace."""


def resolve(clause: Clause, context: Context, pack: Pack) -> Resolved | None:
    """Put the topic in focus where "it", "they" or "that one" points at it; None where nothing points."""
    if not context.focus:
        return None
    taken = {position for mention in clause.mentions for position in range(mention.first, mention.end)}
    texts = [word.text for word in clause.words]
    other, kind = _other(texts, context, pack), pack.kind_of(context.focus)
    for position, word in enumerate(clause.words):
        if other is not None and texts[position : position + 2] == ["the", "other"]:
            size = 3 if texts[position + 2 : position + 3] == ["one"] else 2
            mention = Mention(position, position + size, (Ref("topic", other),), "that")
            return Resolved(clause._replace(mentions=(*clause.mentions, mention)), ("the other",))
        if word.text not in POINTING or position in taken or _expletive(clause, position):
            continue
        end = position + 1
        if end < len(clause.words) and clause.words[end].text in ("one", "ones") and end not in taken:
            end += 1
        if end < len(clause.words) and end in taken and word.text in ("this", "that", "these", "those"):
            continue
        mention = Mention(position, end, (Ref("topic", context.focus, kind),), word.text)
        mentions = tuple(sorted((*clause.mentions, mention), key=lambda m: m.first))
        return Resolved(clause._replace(mentions=mentions), (word.text,))
    return None


def _other(texts: list[str], context: Context, pack: Pack) -> str | None:
    """The other one of two: that were compared, that a thing consists of, or that were spoken of in turn."""
    if "other" not in texts:
        return None
    wholes = ([fact.target for fact in pack.facts(topic, "has_part")] for topic, _ in context.trail)
    halves = (tuple(parts) for parts in wholes if len(parts) == 2 and context.focus in parts)
    compared = context.compared if len(context.compared) == 2 and context.focus in context.compared else ()
    two = compared or next(halves, ()) or pair(context, pack)
    return next((side for side in two if side != context.focus), None) if context.focus in two else None


def _expletive(clause: Clause, position: int) -> bool:
    """Whether "it" or "that" only fills a place: "is it true that …", "is it possible to …"."""
    texts = [word.text for word in clause.words]
    following = texts[position + 1] if position + 1 < len(texts) else ""
    return following in ("true", "possible", "okay", "that", "you", "worth") and texts[position] == "it"


_PICK = re.compile(
    r"^\s*(?:the\s+|option\s+|number\s+|no\.?\s*)?(\d{1,2}|first|second|third|fourth|fifth|last)(?:\s+one)?[\s.!)]*$",
    re.I,
)
_NUMBERS = ("first", "second", "third", "fourth", "fifth")
_COUNTED = ("number one", "number two", "number three", "number four", "number five")
_PLACES = {name: place for names in (_NUMBERS, _COUNTED) for place, name in enumerate(names)} | {"last": -1}
_ORDINAL = re.compile(
    rf"\b({'|'.join(_PLACES)})\b(?: one)?"
    r"(?: (?:in|of|on|from) (?:this|that|the|your)(?: \w+)? list\b|"
    r"(?: (?:in|of|on) (?:this|that|the|your|these|those|them))?\s*$)"
)


def picked(message: str, context: Context) -> str | None:
    """The payload of the button a message picks by number or by its title; None if it picks none."""
    if not context.offered:
        return None
    for button in context.offered:
        if message.strip().lower().rstrip("?.!") == button["title"].lower().rstrip("?.!"):
            return button["payload"]
    found = _PICK.match(message)
    if found is None or (context.listed and not found[1].isdigit()):
        return None
    place = int(found[1]) - 1 if found[1].isdigit() else _PLACES[found[1].lower()]
    inside = -1 <= place < len(context.offered)
    return context.offered[place]["payload"] if inside else None


def ordinal(clause: Clause, context: Context) -> Clause | None:
    """The clause with "the third in this list" standing for what the bot listed there."""
    listed = context.listed or context.compared
    found = _ORDINAL.search(clause.text) if listed else None
    if found is None:
        return None
    place = _PLACES[found[1]]
    if place >= len(listed):
        return None
    first = len(clause.text[: found.start()].split())
    if first and clause.words[first - 1].text == "the":
        first -= 1
    end = len(clause.text[: found.end()].split())
    mention = Mention(first, end, (Ref("topic", listed[place]),), "that")
    beside = [m for m in clause.mentions if m.end <= first or m.first >= end]
    return clause._replace(mentions=tuple(sorted((*beside, mention), key=lambda m: m.first)))


PAIRED = frozenset("compare years_between superlative who when relate select made_it makes count".split())
"""Intents that can be about two topics at once."""
_BOTH = re.compile(
    r"\b(?:both of (?:them|these|those)|the two of them|(?:these|those|the|of the) two"
    r"|them both|both|them|they|each other)\b"
)


def pair(context: Context, pack: Pack) -> tuple[str, ...]:
    """The two topics last spoken of together; two of a kind, one after the other, count as well."""
    if len(context.compared) == 2 and context.focus in context.compared:
        return context.compared
    last = [topic for topic, _ in context.trail[-2:]]
    alike = len(last) == 2 and pack.kind_of(last[0]) == pack.kind_of(last[1])
    return tuple(last) if alike else ()


def together(clause: Clause, context: Context, pack: Pack) -> Resolved | None:
    """The clause with the two topics in place of "both", "the two" or "them"; None where nothing points at two."""
    found = _BOTH.search(clause.text) if context.intent not in ("advise", "recommend") else None
    meant = pair(context, pack) if found else ()
    if found is None or not meant:
        return None
    first, end = (clause.text[:place].count(" ") for place in found.span())
    end += 1
    if any(first < m.end and m.first < end for m in clause.mentions):
        return None
    at = clause.words[first]
    one, other = (pack.called(topic).lower().split() for topic in meant)
    names = [at._replace(text=text, mark=at.mark if i == 0 else "") for i, text in enumerate((*one, "and", *other))]
    grown = len(names) - (end - first)
    mentions = [_moved(m, grown) if m.first >= end else m for m in clause.mentions]
    refs = [(Ref("topic", topic, pack.kind_of(topic)),) for topic in meant]
    behind = first + len(one) + 1
    mentions += [Mention(first, behind - 1, refs[0], "that"), Mention(behind, behind + len(other), refs[1], "that")]
    words: tuple[Word, ...] = (*clause.words[:first], *names, *clause.words[end:])
    ordered = tuple(sorted(mentions, key=lambda mention: mention.first))
    return Resolved(clause._replace(words=words, mentions=ordered), (found.group(),))


def _moved(mention: Mention, by: int) -> Mention:
    return mention._replace(first=mention.first + by, end=mention.end + by)
