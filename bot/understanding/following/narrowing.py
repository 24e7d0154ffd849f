"""Narrowing a list just shown: "leave out the ones for pictures", "drop the first", "only those still around"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.clause import Clause, slot_name
from bot.understanding.context import Context
from bot.understanding.following.choosing import chosen
from bot.understanding.following.shown import COUNTED, others
from bot.understanding.language.dating import saying
from bot.understanding.language.linking import Mention
from bot.understanding.language.ordinals import ORDINALS
from bot.understanding.sifting import ADVISING
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack
from knowledge.query import Query, run
from knowledge.years import LIMITS, OPPOSITE

DATING = frozenset(["when", "was_it"])
"""Intents behind which a year alone is a guess at the date."""
NARROWS = 0.995
"""The probability that a clause which says to narrow a list and names conditions alone does so."""
_AND = (
    r"(?:(?:and|but|so|then|now|okay|ok|right|please|also|actually|wait|sorry|can you|"
    r"could you|let us|let me|maybe|well|hm|no|(?:i|we)(?: want to| would like to| will| would)?|"
    r"(?:what |what remains )?if (?:i|we|you)|suppose (?:i|we)) )*"
)
_SOME_MORE = rf"(?:the )?({'|'.join(COUNTED)}|[2-9])(?: other)?"
DROP = re.compile(
    rf"^{_AND}(?:(?:leave|take|cross|strike|cut|rule|throw|kick|filter|weed|sort) (?:out|off|away)|drop|skip|scrap|"
    r"strike|cut|kick|remove|delete|exclude|omit|ignore|discard|ditch|cancel|"
    r"forget(?: about)?|minus|without|except(?: for)?|excluding|"
    r"get rid of|but (?:not|no)|(?:not|no)(?! (?:an?|one|really|just|only)\b)|nothing (?:by|from|for|of)|all but|"
    r"everything (?:but|except)|none (?:of|from|by)|do without|never mind)\b"
)
_AROUND = re.compile(
    rf"^{_AND}(?:leave|take|cross|strike|cut|rule|throw|kick|filter) .+ (?:out|off|away)\b|"
    r" (?:aside|excluded|excepted)(?: (?:too|please|as well|then))*$"
)
_KEEP = re.compile(
    rf"^{_AND}(?:(?:show|give|list|name|tell)(?: me| us)? (?:only|just)|only|just|keep(?: only| just)?|"
    r"leave (?:only|just)|(?:limit|restrict|narrow|reduce|cut)(?: it| them| that| the list)?(?: down)? to|"
    r"filter(?: it| them)?(?: by| for| on)?|but only|but just|stick (?:to|with)|stay with)\b"
)
_REST = re.compile(
    rf"^{_AND}(?:what about |how about |give me |show me |name |list )?"
    rf"(?:(?:all )?the (?:rest|others|other ones|remaining ones)|(?:{_SOME_MORE}) (?:more|others|other ones|further))$"
)
_IS_NOT = re.compile(
    rf"^{_AND}(?:(?:give|show|name|tell)(?: me| us)? )?(?:(?:which|what|is there|are there|do you know|do you have) )?"
    r"(?:(?:an example|examples|one|some|any|a few|two|three|ones|something|anything)(?: of (?:it|them|those))? )?"
    r"(?:(?:that|which) )?(?:is|are) not(?: one)?$"
)
_THAT = re.compile(
    rf"^{_AND}(?:(?:give|show|name|tell|list|pick|is there|are there|do you have|have you got)(?: me| us)? )?"
    r"(?:one|some|any|ones|two|three|those|the ones|something|all)(?: of (?:them|those|these))? (?:that|which|who) "
)
_JUST = re.compile(rf"^{_AND}just\b")
_HEADS = frozenset(
    "ones those that which who everything anything all any whatever stuff things items made make makes making from by "
    "for of about older newer younger earlier later than before after since until up to prior generate generates draw "
    "draws handle handles produce produces create creates deal with do does the a an it them list too also either as "
    "well please then now again entries mainly mostly only just other published released launched came out come dated "
    "still already really".split()
)
_SEPARABLE = frozenset(
    "leave take cross strike cut rule throw kick filter out off away aside excluded excepted".split()
)
_NEGATED = frozenset(["not", "no", "never", "nothing", "other"])
_CONDITIONS = frozenset(["state", "organisation", "person", "year", "medium", "task", "topic", "kind"])
_ORDINAL = re.compile(
    rf"\b(?:(?P<end>first|last|top) (?P<count>{'|'.join(COUNTED)}|[2-9])|(?P<place>{'|'.join(ORDINALS)}|last))\b"
)


def narrowed(raw: Clause, clause: Clause, context: Context, pack: Pack) -> Iterator[Candidate]:
    """Readings of a clause that says what to leave out of a list shown before, or what alone to keep of it."""
    if context.empty:
        return
    yield from chosen(raw, context, pack)
    if (wider := _others(raw, context, pack)) is not None:
        yield Candidate("select", wider, NARROWS, "context", "of the wider kind, what is not of the narrower one")
    if not context.listing and (members := _members(raw, context, pack)) is not None:
        yield Candidate("select", members, NARROWS, "context", "of the class just spoken of")
        return
    if not context.listed or context.form:
        return
    text, left = raw.text, others(context)
    if left and (rest := _REST.search(text)):
        count = COUNTED.get(rest[1] or "") or int(rest[1] or len(left))
        yield Candidate("select", (_among("|".join(left[:count])),), NARROWS, "context", "what was not shown yet")
        return
    drop = DROP.search(text) or _AROUND.search(text)
    keep = None if drop else _KEEP.search(text) or (_THAT.search(text) if context.listing else None)
    lead = drop or keep
    if context.intent in DATING and not context.listing and raw.mentions and len(raw.of("year")) == len(raw.mentions):
        return  # "When did BERT come out?", "not before 2018?": of what was asked about.
    if lead is None or (_JUST.search(text) and not context.listing):
        return
    if (placed := _placed(raw, context, drop=bool(drop))) is not None:
        yield Candidate("select", placed, NARROWS, "context", "narrows the list by place")
        return
    clause = clause if clause.mentions else raw
    named = [m for m in clause.mentions if m.refs and m.ref.entity != "aspect"]
    named = [m for m in named if m.ref.entity != "order"] or named  # "Older than 2014" says how.
    if not named or not _says_only(raw, pack) or not {slot_name(m) for m in named} <= _CONDITIONS | {"order"}:
        return
    if context.intent in ADVISING and {slot_name(m) for m in named} <= {"medium", "task"}:
        return  # "Just the pictures for now": of what is wanted, not of the tools that were named.
    found = [entity for m in named for entity in _condition(m, raw, context, pack, drop=bool(drop))]
    if found:
        yield Candidate("select", (_among("listed"), *found), NARROWS, "context", "narrows the list")


def _others(raw: Clause, context: Context, pack: Pack) -> tuple[Entity, ...] | None:
    """What is of the wider of two kinds just spoken of and not of the narrower: "give me one that isn't"."""
    if raw.mentions or not _IS_NOT.search(raw.text):
        return None
    told = [str(e.get("value")) for e in context.entities if e.get("entity") == "topic"]
    for pair in (told[:2], context.compared):
        for narrow, wide in (pair, pair[::-1]) if len(pair) == 2 else ():
            if wide in pack.ancestors.get(narrow, ()):
                wider = Entity("topic", wide, extractor="context")
                return (wider, Entity("topic", narrow, role="not", extractor="context"))
    return None


def _members(raw: Clause, context: Context, pack: Pack) -> tuple[Entity, ...] | None:
    """What is asked for of a class just spoken of: "is ChatGPT the only chatbot?", "name one that isn't OpenAI's"."""
    if not raw.mentions or not _THAT.search(raw.text) or not _says_only(raw, pack):
        return None
    told = [str(e.get("value")) for e in context.entities if e.get("entity") == "topic"]
    classes = [topic for topic in reversed(told) if topic in pack.classes]
    widest = (topic for topic in classes if any(topic in pack.ancestors.get(other, ()) for other in classes))
    wide = next(widest, next(iter(classes), ""))
    named = [Entity(slot_name(m), m.ref.value, role=m.role, extractor="context") for m in raw.mentions if m.refs]
    if not wide or not named or not {entity.entity for entity in named} <= _CONDITIONS - {"kind"}:
        return None
    return (Entity("topic", wide, extractor="context"), *named)


def _among(ids: str) -> Entity:
    return Entity("among", ids, extractor="context")


def _says_only(raw: Clause, pack: Pack) -> bool:
    """Whether a clause holds nothing but names, grammar and the words that narrow."""
    named = {position for m in raw.mentions for position in range(m.first, m.end)}
    lead = DROP.search(raw.text) or _KEEP.search(raw.text) or _THAT.search(raw.text)
    behind = raw.text[: lead.end()].count(" ") + 1 if lead else 0
    rest = (word.text for at, word in enumerate(raw.words) if at >= behind and at not in named)
    return all(text in _HEADS or text in _SEPARABLE or text in pack.words.stopwords for text in rest)


def _condition(m: Mention, raw: Clause, context: Context, pack: Pack, *, drop: bool) -> Iterator[Entity]:
    """What a name says of what stays: what is left out is "not", and "before" becomes "after"."""
    name, value = slot_name(m), m.ref.value
    said = saying(raw.words, m.first, pack.words).start
    drop = drop and not (m.role in LIMITS and said and raw.words[said - 1].text in _NEGATED)  # "Not before 2014."
    if name == "order":
        ends = run(Query(among=context.listed, order="oldest"), pack)
        if ends and m.end > m.first:
            topic = (ends[0] if value == "oldest" else ends[-1]).topic.id
            yield Entity("topic", topic, role="not" if drop else "", extractor="context") if drop else _among(topic)
        return
    if not drop:
        yield Entity(name, value, role=m.role, extractor="context")
    elif m.role in LIMITS and name == "year":
        yield Entity(name, value, role=OPPOSITE[m.role], extractor="context")  # type: ignore[index]
    elif m.role in ("before", "after"):
        yield Entity(name, value, role="after" if m.role == "before" else "before", extractor="context")
    else:
        spared = any(word.text in _NEGATED for word in raw.words[2 : max(2, m.first)])
        yield Entity(name, value, role="" if spared else "not", extractor="context")


def _placed(raw: Clause, context: Context, *, drop: bool) -> tuple[Entity, ...] | None:
    """The list with or without what stands at some places: "drop the first two", "keep the second and the last"."""
    chosen: list[str] = []
    for found in _ORDINAL.finditer(raw.text):
        if found["end"]:
            count = COUNTED.get(found["count"]) or int(found["count"])
            chosen += context.listed[-count:] if found["end"] == "last" else context.listed[:count]
        elif found["place"] == "last":
            chosen.append(context.listed[-1])
        elif (place := ORDINALS.index(found["place"])) < len(context.listed):
            chosen.append(context.listed[place])
    if not chosen or any(m.ref.entity != "order" for m in raw.mentions):
        return None
    left = [topic for topic in context.listed if (topic in chosen) != drop]
    return (_among("|".join(left)),) if left else None
