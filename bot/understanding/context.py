"""What the conversation so far offers to the understanding of the next message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.understanding.clause import Clause, slot_name
from bot.understanding.lexicon import Ref
from bot.understanding.linking import Mention
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

POINTING = frozenset(
    ["it", "its", "they", "them", "their", "this", "that", "those", "these", "he", "him", "his", "she", "her"]
)
_ONE_OF = frozenset({"one", "kind", "type", "example", "part"})


@dataclass(frozen=True, slots=True)
class Context:
    """The part of a conversation's state that understanding reads."""

    focus: str = ""
    """The topic last answered about."""
    compared: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    """Ids the bot last listed."""
    intent: str = ""
    """The intent last answered, or the one a question of ours is about."""
    entities: tuple[Mapping[str, Any], ...] = ()
    """The entities of that intent, in Rasa's form."""
    form: bool = False
    """Whether a choice is being guided."""
    requested: str = ""
    """The criterion we asked for in it."""
    advised: bool = False
    """Whether the last answer was a verdict, which what is told now may change."""
    expecting: bool = False
    """Whether we asked back and wait for what is missing."""
    offered: tuple[Mapping[str, str], ...] = ()
    """The buttons last shown: title and payload."""
    heard: str = ""
    """The visitor's last message."""
    repaired: tuple[str, ...] = ()
    """The words of it that were read as others, as they were written."""
    insisted: tuple[str, ...] = ()
    """Words that the visitor wants read as they are."""
    circumstances: tuple[Entity, ...] = ()
    """Tasks and media that earlier clauses of the same message named: "I need a logo. Which tool?"."""

    @property
    def empty(self) -> bool:
        """Whether nothing has been talked about yet."""
        return not (self.focus or self.intent or self.offered or self.form)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A clause in which a pointing word stands for what it points at."""

    clause: Clause
    words: tuple[str, ...] = field(default=())
    """The pointing words, for the trace."""


def resolve(clause: Clause, context: Context, kind: str) -> Resolved | None:
    """Put the topic in focus where "it", "they" or "that one" points at it; None where nothing points."""
    if not context.focus:
        return None
    taken = {position for mention in clause.mentions for position in range(mention.first, mention.end)}
    texts = [word.text for word in clause.words]
    other = _other(texts, context)
    for position, word in enumerate(clause.words):
        if other is not None and texts[position : position + 2] == ["the", "other"]:
            size = 3 if texts[position + 2 : position + 3] == ["one"] else 2
            mention = Mention(position, position + size, (Ref("topic", other),), "that")
            return Resolved(replace(clause, mentions=(*clause.mentions, mention)), ("the other",))
        if word.text not in POINTING or position in taken or _expletive(clause, position):
            continue
        end = position + 1
        if end < len(clause.words) and clause.words[end].text in ("one", "ones") and end not in taken:
            end += 1
        if end < len(clause.words) and end in taken and word.text in ("this", "that", "these", "those"):
            continue
        mention = Mention(position, end, (Ref("topic", context.focus, kind),), word.text)
        mentions = tuple(sorted((*clause.mentions, mention), key=lambda m: m.first))
        return Resolved(replace(clause, mentions=mentions), (word.text,))
    return None


def _other(texts: list[str], context: Context) -> str | None:
    """The other one of two that were compared."""
    if "other" not in texts or len(context.compared) != 2 or context.focus not in context.compared:
        return None
    return next(side for side in context.compared if side != context.focus)


def _expletive(clause: Clause, position: int) -> bool:
    """Whether "it" or "that" only fills a place: "is it true that …", "is it possible to …"."""
    texts = [word.text for word in clause.words]
    following = texts[position + 1] if position + 1 < len(texts) else ""
    return following in ("true", "possible", "okay", "that", "you", "worth") and texts[position] == "it"


_BRIDGES = frozenset(
    [
        "and",
        "what",
        "how",
        "about",
        "for",
        "now",
        "then",
        "same",
        "the",
        "or",
        "but",
        "with",
        "on",
        "in",
        "to",
        "do",
        "does",
        "is",
        "are",
        "of",
        "a",
        "an",
    ]
)
_LEADS = (
    "and ",
    "what about",
    "how about",
    "or ",
    "but ",
    "same ",
    "now ",
    "then ",
    "for ",
    "no ",
    "i meant",
    "i mean",
)
_VERSUS = frozenset({"vs", "than", "against", "compared"})
_PICK = re.compile(
    r"^\s*(?:the\s+|option\s+|number\s+|no\.?\s*)?(\d{1,2}|first|second|third|fourth|fifth|last)(?:\s+one)?[\s.!)]*$",
    re.I,
)
_NUMBERS = ("first", "second", "third", "fourth", "fifth")
_COUNTED = ("number one", "number two", "number three", "number four", "number five")
_PLACES = {name: place for names in (_NUMBERS, _COUNTED) for place, name in enumerate(names)} | {"last": -1}
_ORDINAL = re.compile(
    rf"\b({'|'.join(_PLACES)})\b(?: one)?(?: (?:in|of|on) (?:this|that|the|your|these|those|them)(?: list)?)?\s*$"
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
    mention = Mention(first, len(clause.words), (Ref("topic", listed[place]),), "that")
    return replace(clause, mentions=(*(m for m in clause.mentions if m.end <= first), mention))


def continued(
    raw: Clause, clause: Clause, context: Context, pack: Pack, slots: Mapping[str, frozenset[str]]
) -> Iterator[Candidate]:
    """Readings of an ellipsis: "and for video?", "and GANs?", a bare answer to what we asked."""
    if not context.intent or not _elliptic(clause):
        return
    new = tuple(
        Entity(slot_name(m), m.ref.value, clause.words[m.first].start, clause.words[m.end - 1].end, m.role, "lexicon")
        for m in clause.mentions
        if m.refs
    )
    if not new:
        return
    led = raw.text.startswith(_LEADS) or context.expecting
    led = led or (context.intent == "compare" and any(m.reading("aspect") for m in clause.mentions))
    intent, entities = _continuation(clause, new, context, slots)
    if intent in pack.intents or intent in ("faq", "advise"):
        yield Candidate(intent, entities, 0.995 if led else 0.6, "context", f"goes on from {context.intent}")


def _elliptic(clause: Clause) -> bool:
    named = {position for mention in clause.mentions for position in range(mention.first, mention.end)}
    return all(
        i in named or w.text in _BRIDGES or w.text in _VERSUS or w.text in _ROLE_WORDS
        for i, w in enumerate(clause.words)
    )


_ROLE_WORDS = frozenset(
    [
        "not",
        "without",
        "except",
        "by",
        "from",
        "before",
        "after",
        "since",
        "use",
        "using",
        "which",
        "one",
        "ones",
        "i",
        "meant",
        "mean",
        "no",
    ]
)


def _continuation(
    clause: Clause, new: tuple[Entity, ...], context: Context, slots: Mapping[str, frozenset[str]]
) -> tuple[str, tuple[Entity, ...]]:
    """The intent that goes on, and the old entities with the new ones in their place."""
    old = tuple(_entity(data) for data in context.entities)
    if types_of(new) == {"year"} and context.focus:
        return "was_it", (Entity("topic", context.focus, extractor="context"), *new)
    aspects = tuple(
        Entity("aspect", ref.value) for mention in clause.mentions if (ref := mention.reading("aspect")) is not None
    )
    if context.intent == "compare" and aspects and not any(map(_is_topic, new)):
        return "compare", (*(e for e in old if e.entity != "aspect"), *aspects)
    types = {entity.entity for entity in new}
    topical = types <= {"topic", "person"}
    if context.focus and any(word.text in _VERSUS for word in clause.words) and topical:
        return "compare", (Entity("topic", context.focus, extractor="context"), *new)
    if context.intent == "advise" or (context.intent == "recommend" and not topical):
        return ("recommend", new) if not topical else ("recommend", (*new, *(e for e in old if e.entity == "task")))
    if context.intent == "select":
        if context.listed and all(entity.role == "not" for entity in new):
            return "select", (Entity("among", "listed", extractor="context"), *new)
        return "select", (*(e for e in old if e.entity not in types), *new)
    if context.intent == "compare" and topical and len(new) == 1 and context.focus:
        return "compare", _compared(old, new)
    known = slots.get(context.intent, frozenset())
    if any(entity.entity in known or (_is_topic(entity) and "topic" in known) for entity in new):
        kept = (e for e in old if e.entity not in types and not (_is_topic(e) and any(map(_is_topic, new))))
        return context.intent, (*new, *kept)
    return "bare", new


def types_of(entities: tuple[Entity, ...]) -> set[str]:
    """The types of some entities."""
    return {entity.entity for entity in entities}


def _compared(old: tuple[Entity, ...], new: tuple[Entity, ...]) -> tuple[Entity, ...]:
    first = next((entity for entity in old if _is_topic(entity)), None)
    return (first, *new) if first is not None else new


def _is_topic(entity: Entity) -> bool:
    return entity.entity in ("topic", "task", "organisation", "person", "criterion")


def _entity(data: Mapping[str, Any]) -> Entity:
    return Entity(str(data["entity"]), str(data["value"]), role=str(data.get("role", "")), extractor="context")
