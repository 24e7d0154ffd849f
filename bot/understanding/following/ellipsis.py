"""Ellipsis: "and for video?", "and GANs?", a bare answer to what we asked: what goes on from the question before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.understanding.clause import Clause, slot_name
from bot.understanding.context import Context
from bot.understanding.following.choosing import chosen_anew, entity_of
from bot.understanding.following.narrowing import DATING, narrowed
from bot.understanding.following.own import is_topic, of_its_own, types_of
from bot.understanding.following.shown import among
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

_BRIDGES = frozenset(
    "and what how about for now then same the or but with on in to from "
    "by do does is are of a an either too also even likewise ditto similarly".split()
)
_LEADS = tuple(
    "and |even |what about|how about|or |but |same |now |then |for |from |by |no |not |nor |likewise |ditto |"
    "i was asking about|i asked about|i am talking about|i was talking about|i meant|back |go back|okay back|"
    "i mean".split("|")
)
_WHETHER = frozenset(["can_it", "is_it", "has_it", "made_it", "was_it", "status", "media"])
_BY_WHICH = ("with ", "for ", "in ", "on ", "to ", "from ", "by ")
_TAILS = (" too", " as well", " also")
"""What ends an ellipsis behind a question whether something is so: "can ChatGPT see pictures?", "Claude too?"."""
_TOLD = re.compile(
    r" (?:does|do|did|can|could|is|are|was|were|has|have|had|will|would)(?: not)?(?: (?:though|right|then|too))*$"
)
"""The same where it is told and nothing repeated: "does BERT write texts?", "GPT-1 does though"."""
SUPERLATIVE = "superlative"
"""The intent that asks for the oldest or the newest."""
_DATING = frozenset({"when", "who", "was_it", "superlative", "made_it", "bare"})
"""Intents after which a bare year asks about the topic in focus; after others it asks what happened then."""
_DATED = frozenset({"when", "was_it"})
"""Those that asked for a date themselves: "when was GPT-2 released?", "my notes say 2018, is that wrong?"."""
_CORRECTING = re.compile(r"\b(?:meant|mean|asking|asked|talking)\b")
_MEANING = re.compile(r"(?:(?:no|oh|sorry|wait|not that|well) )*(?:i|we) (?:meant|mean|was talking about)\b")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_VERSUS = frozenset({"vs", "than", "against", "compared"})


def continued(
    raw: Clause, clause: Clause, context: Context, pack: Pack, slots: Mapping[str, frozenset[str]]
) -> Iterator[Candidate]:
    """Readings of an ellipsis: "and for video?", "and GANs?", a bare answer to what we asked."""
    yield from narrowed(raw, clause, context, pack)
    if not (context.intent or _MEANING.match(raw.text)) or not _elliptic(clause) or _of_some(clause, context, pack):
        return  # "Which one is by Google?" asks on its own of what was shown.
    new = tuple(
        Entity(slot_name(m), m.ref.value, clause.words[m.first].start, clause.words[m.end - 1].end, m.role, "lexicon")
        for m in clause.mentions
        if m.refs
    )
    if any(entity.role != "not" for entity in new) and _CORRECTING.search(raw.text):
        new = tuple(entity for entity in new if entity.role != "not")  # "I meant Claude, not GPT-4."
    if new and types_of(new) == {"order"} and context.intent == SUPERLATIVE and raw.text.startswith(_LEADS):
        old = tuple(entity for entity in map(entity_of, context.entities) if entity.entity != "order")
        yield Candidate(SUPERLATIVE, (*new, *old), 0.995, "context", "the other end of what was asked")
    if types_of(new) <= {"order"} or of_its_own(raw, clause, new, context, pack):
        return  # Nothing, or "the newest?" and "and what is a GAN?", which are questions of their own.
    if clause.words[-1].text == "either" and raw.text.startswith(("no ", "and no ")) and context.intent != "select":
        return  # "No graphics card either" tells what is lacking.
    if not context.intent:
        if all(map(is_topic, new)):
            yield Candidate("bare", new, 0.995, "context", "corrects")  # "Sorry, I meant Bard."
        return
    led = _led(raw, context) or (context.intent == "compare" and any(m.reading("aspect") for m in clause.mentions))
    led |= types_of(new) == {"year"} and bool(context.focus) and context.intent in _DATED
    left = _left_out(new, context) or _of_that_year(new, context, pack)
    if (meant := left or _of_a_maker(raw, new, context, pack)) is not None:
        yield meant
        return
    if (one := _of_two(clause, new, context, pack)) is not None:
        yield one._replace(probability=0.995) if led and not context.expecting else one
        return
    intent, entities = _continuation(clause, new, context, slots)
    entities = (*entities, *_task_before(intent, entities, context, pack), *_asked_before(intent, entities, context))
    if intent == "bare" and _by_itself(clause, types_of(new)):
        return
    if intent in pack.intents or intent in ("faq", "advise"):
        yield Candidate(intent, entities, 0.995 if led else 0.6, "context", f"goes on from {context.intent}")


def _led(raw: Clause, context: Context) -> bool:
    """Whether a clause says that it goes on, or answers a question of ours: "and Claude?", "Claude too?"."""
    told = _TOLD.search(raw.text) is not None and bool(raw.mentions) and raw.mentions[0].first < 2
    behind = context.intent in _WHETHER and (told or raw.text.endswith(_TAILS)) and not raw.text.startswith(_BY_WHICH)
    guessed = context.intent in DATING and bool(raw.mentions) and len(raw.of("year")) == len(raw.mentions)
    return raw.text.startswith(_LEADS) or bool(context.expecting) or behind or guessed


def _of_a_maker(raw: Clause, new: tuple[Entity, ...], context: Context, pack: Pack) -> Candidate | None:
    """A guess at who it was, where that was asked: "who made Midjourney?", "Adobe?"."""
    makers = {"organisation", "person"}
    going_on = raw.text.startswith(("and ", "what about", "how about", "but "))  # "And Adobe?" asks what Adobe made.
    if context.intent not in ("who", "made_it") or going_on or not types_of(new) <= makers or len(new) != 1:
        return None
    if not context.focus or pack.kind_of(context.focus) in makers or "made_it" not in pack.intents:
        return None
    found = (Entity("topic", context.focus, extractor="context"), *new)
    return Candidate("made_it", found, 0.992, "context", "a guess at who it was")


def _of_that_year(new: tuple[Entity, ...], context: Context, pack: Pack) -> Candidate | None:
    """What is listed of another year: "the one from 2017", "and 2015?"."""
    if not context.listed or types_of(new) != {"year"} or context.intent != "bare" or not _YEAR.search(context.heard):
        return None
    listed = [pack.topics[topic] for topic in context.listed if topic in pack.topics]
    mains = ((topic, topic.main_event()) for topic in listed)
    found = next((topic for topic, main in mains if main and str(main.on.year) == new[0].value), None)
    meant = (Entity("topic", found.id, extractor="context"),) if found else ()
    return Candidate("bare", meant, 0.995, "context", f"listed, of {new[0].value}") if meant else None


def _of_some(clause: Clause, context: Context, pack: Pack) -> bool:
    """Whether some are asked for of what was shown, or where it was asked if one is among them.

    "Is Whisper one?", "which are by OpenAI?".
    """
    if context.listing and among(clause.text, context, pack):
        return True
    told = {str(data.get("entity")) for data in context.entities}
    return context.intent in _WHETHER and "among" in told and "which" in clause.texts


def _elliptic(clause: Clause) -> bool:
    named = {position for mention in clause.mentions for position in range(mention.first, mention.end)}
    if clause.mentions and len(clause.of("year")) == len(clause.mentions):
        named = named.union(at for at, text in enumerate(clause.texts) if text in _DATING_WORDS)
    told = _TOLD.search(clause.text)
    most = clause.text[: told.start()].count(" ") + 1 if told else len(clause.words)
    words = clause.words[: most - (clause.texts[-1:] == ("as",))]  # "GPT-1 as well?", "GPT-1 can though".
    return all(
        i in named or w.text in _BRIDGES or w.text in _VERSUS or w.text in _ROLE_WORDS for i, w in enumerate(words)
    )


_DATING_WORDS = frozenset("in between until till later earlier older newer than at the latest earliest".split())
_ROLE_WORDS = frozenset(
    "not without only nothing made makes just those them minus all except by from before after since use using "
    "which one ones i meant mean no was am asking asked talking go back return again okay so still now today "
    "really sorry".split()
)


def _continuation(
    clause: Clause, new: tuple[Entity, ...], context: Context, slots: Mapping[str, frozenset[str]]
) -> tuple[str, tuple[Entity, ...]]:
    """The intent that goes on, and the old entities with the new ones in their place."""
    old = tuple(entity_of(data) for data in context.entities)
    if (dated := _dating(new, context)) is not None:
        return dated
    aspects = tuple(
        Entity("aspect", ref.value) for mention in clause.mentions if (ref := mention.reading("aspect")) is not None
    )
    if context.intent == "compare" and aspects and not any(map(is_topic, new)):
        return "compare", (*(e for e in old if e.entity != "aspect"), *aspects)
    types = {entity.entity for entity in new}
    topical = types <= {"topic", "person"}
    if context.focus and topical and not _VERSUS.isdisjoint(clause.texts):
        return "compare", (Entity("topic", context.focus, extractor="context"), *new)
    if (whose := _whose(clause, old, new, context)) is not None:
        return whose
    if context.intent == "advise" or (context.intent == "recommend" and not topical):
        return "recommend", (*new, *(entity for entity in old if entity.entity == "task" and topical))
    if context.intent == "select":
        if context.listed and all(entity.role == "not" for entity in new):
            return "select", (Entity("among", "listed", extractor="context"), *new)
        return "select", (*chosen_anew(old, types), *new)
    if context.intent == "compare" and topical and len(new) == 1 and context.focus:
        return "compare", _compared(old, new)
    if types & {"task", "medium"} and _wide(context.intent, types_of(old)):
        return "recommend", new
    known = slots.get(context.intent, frozenset())
    if any(entity.entity in known or (is_topic(entity) and "topic" in known) for entity in new):
        kept = (e for e in old if e.entity not in types and not (is_topic(e) and any(map(is_topic, new))))
        return context.intent, (*new, *kept)
    if types & {"task", "medium"} and "for" in clause.texts:
        return "recommend", new
    return "bare", new


def _dating(new: tuple[Entity, ...], context: Context) -> tuple[str, tuple[Entity, ...]] | None:
    """What a year asks: whether it was then, or what happened: "who made GANs? And VAEs, also 2014?"."""
    dated = context.intent in _DATING
    if types_of(new) == {"topic", "year"} and dated:
        return "was_it", new
    if types_of(new) != {"year"} or context.intent in ("select", "advise"):
        return None
    of_it = (Entity("topic", context.focus, extractor="context"), *new)
    return ("was_it", of_it) if context.focus and dated else ("timeline", new)


def _by_itself(clause: Clause, types: set[str]) -> bool:
    """Whether an aspect is asked about on its own: "what does Midjourney cost?", "and expertise?" of no two things."""
    asking = clause.words[0].text in ("what", "how")
    return types == {"aspect"} or (asking and {"topic", "aspect"} <= types)


def _asked_before(intent: str, entities: tuple[Entity, ...], context: Context) -> tuple[Entity, ...]:
    """The words in which an ability was asked about, where another is asked about the same: "… see pictures?"."""
    if intent != "can_it" or context.intent != intent or "carried" in types_of(entities):
        return ()
    return (Entity("carried", context.heard, extractor="context"),)


def _task_before(intent: str, entities: tuple[Entity, ...], context: Context, pack: Pack) -> tuple[Entity, ...]:
    """The task of the question before, where it asked something of a task: "can ChatGPT sing? And Claude?"."""
    if intent != context.intent or intent not in pack.intents or types_of(entities) & {"task", "medium"}:
        return ()
    asked = any("task" in need for need in pack.intents[intent].needs)
    return tuple(entity for entity in map(entity_of, context.entities) if asked and entity.entity == "task")


def _wide(intent: str, named: set[str]) -> bool:
    """Whether what fits a task was the answer, or something on a kind: "which model types are best? For text?"."""
    return (intent == "bare" and "task" in named) or (intent == "faq" and "kind" in named)


def _whose(
    clause: Clause, old: tuple[Entity, ...], new: tuple[Entity, ...], context: Context
) -> tuple[str, tuple[Entity, ...]] | None:
    """What somebody has of what was advised, or at all: "for video. From Google?"; None where it is not that."""
    if types_of(new) != {"organisation"}:
        return None
    if context.intent in ("advise", "recommend"):
        return "select", (*new, *(entity for entity in old if entity.entity in ("task", "medium")))
    return ("makes", new) if context.intent != "select" and clause.texts[0] in ("from", "by") else None


def _left_out(new: tuple[Entity, ...], context: Context) -> Candidate | None:
    """The advice given before without what is not wanted: "but nothing Google made"."""
    unwanted = all(e.role == "not" and (e.entity == "organisation" or e.value in context.listed) for e in new)
    if context.intent not in ("advise", "recommend") or not unwanted:
        return None
    old = (entity for entity in map(entity_of, context.entities) if entity.entity not in types_of(new))
    return Candidate(context.intent, (*old, *new), 0.995, "context", f"leaves something out of {context.intent}")


_VERBS = frozenset(["is", "are", "was", "were", "does", "do"])
_OF_TWO = frozenset(["has_it", "is_it"])


def _of_two(clause: Clause, new: tuple[Entity, ...], context: Context, pack: Pack) -> Candidate | None:
    """A question about two with one of them replaced: "does a GAN have an encoder?", "and a VAE?"."""
    sides = [entity for entity in map(entity_of, context.entities) if is_topic(entity)]
    if context.intent not in _OF_TWO or len(new) != 1 or len(sides) != 2 or not is_topic(new[0]):
        return None
    place = _replaced(new[0], sides, pack)
    entities = tuple(new[0] if i == place else side for i, side in enumerate(sides))
    asked = clause.words[0].text in _VERBS  # "Is a chatbot an LLM?", "was ELIZA, then?"
    return Candidate(context.intent, entities, 0.97 if asked else 0.6, "context", f"goes on from {context.intent}")


def _replaced(new: Entity, sides: list[Entity], pack: Pack) -> int:
    """Which of two a new name stands for: the one of its kind, else the first: "does a GAN have an encoder?"."""
    kinds = [pack.kind_of(side.value) for side in sides]
    return 1 if pack.kind_of(new.value) == kinds[1] != kinds[0] else 0


def _compared(old: tuple[Entity, ...], new: tuple[Entity, ...]) -> tuple[Entity, ...]:
    first = next((entity for entity in old if is_topic(entity)), None)
    return (first, *new) if first is not None else new
