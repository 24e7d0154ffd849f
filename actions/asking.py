"""What to ask next, as buttons: a title to show and a payload that any Rasa understands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from knowledge.pack import Pack

MOST = 3
"""Next questions offered behind an answer."""

Buttons = tuple[tuple[str, str], ...]
ANEW = ("Start over with the bot", "/restart")
"""The way back for whom a person keeps waiting."""


def payload(intent: str, **entities: str | Sequence[str]) -> str:
    """A button's payload: `/define{"topic": "gan"}`; an entity is an id or a list of ids."""
    named = ((name, value if isinstance(value, str) else tuple(value)) for name, value in entities.items())
    return _payload(intent, tuple(named))


@lru_cache(maxsize=4096)
def _payload(intent: str, entities: tuple[tuple[str, str | tuple[str, ...]], ...]) -> str:
    return f"/{intent}{json.dumps(dict(entities))}" if entities else f"/{intent}"


def facet_intent(pack: Pack, facet: str) -> str:
    """The intent that asks for a facet."""
    return pack.intent_for_facet.get(facet, "define")


def facet_button(pack: Pack, topic: str, facet: str) -> tuple[str, str]:
    """A button that asks for one facet of a topic."""
    intent = facet_intent(pack, facet)
    phrase = _fitted(pack.intents[intent].phrase, pack, topic)
    return phrase, payload(intent, topic=topic)


def _fitted(phrase: str, pack: Pack, topic: str) -> str:
    text = phrase.replace("{topic}", pack.with_article(topic))
    if pack.kind_of(topic) == "person":
        return text.replace("What is ", "Who is ")
    record = pack.topics.get(topic)
    if record is not None and (record.called == record.plural or _sounds_plural(record.called)):
        text = text.replace("What is ", "What are ").replace("How does ", "How do ").replace(" does ", " do ")
    return text


def _sounds_plural(name: str) -> bool:
    return name[:1].islower() and name.endswith("s") and not name.endswith(("ss", "us", "is", "as"))


def compare_button(pack: Pack, sides: Iterable[str]) -> tuple[str, str]:
    """A button that compares two topics."""
    both = list(sides)
    title = f"How do {pack.called(both[0])} and {pack.called(both[1])} differ?"
    return title, payload("compare", topic=both)


def next_questions(pack: Pack, references: Iterable[str]) -> Buttons:
    """The buttons for `topic.facet`, `topic`, `compare/a-b`, `advice/id` and `faq/id`; unknown ones are passed over."""
    found = (button for reference in references if (button := _button(pack, reference)) is not None)
    return tuple(islice(found, MOST))


def _button(pack: Pack, reference: str) -> tuple[str, str] | None:
    prefix, slash, identifier = reference.partition("/")
    if slash and prefix == "compare":
        return compare_button(pack, identifier.split("-"))
    if slash and prefix == "advice" and identifier in pack.advice:
        return _question(pack.advice[identifier].asks[0]), payload("advise", entry=identifier)
    if slash and prefix == "faq" and identifier in pack.entries:
        return _question(pack.entries[identifier].asks[0]), payload("faq", entry=identifier)
    topic, _, facet = reference.partition(".")
    if topic in pack.topics and (not facet or facet in pack.topics[topic].facets):
        return facet_button(pack, topic, facet or "define")
    return None


def curated_question(asks: Iterable[str]) -> str:
    """The first of an answer's example questions that reads as one on a button; empty if none does."""
    return next((_question(text) for text in asks if text.endswith("?") or text.lower().startswith(_OPENINGS)), "")


_OPENINGS = (
    "what",
    "which",
    "who",
    "when",
    "where",
    "why",
    "how",
    "is ",
    "are ",
    "can ",
    "could ",
    "should ",
    "do ",
    "does ",
)


def _question(text: str) -> str:
    return text[:1].upper() + text[1:] if text.endswith("?") else f"{text[:1].upper()}{text[1:]}?"


_ORDER = ("define", "how", "examples", "uses", "limits", "remedies", "history", "why", "strengths", "signs", "analogy")


def other_facets(pack: Pack, topic: str, but: str) -> Iterator[str]:
    """The facets of a topic besides one, in the order visitors mostly ask for them."""
    record = pack.topics.get(topic)
    return (facet for facet in _ORDER if record and facet in record.facets and facet != but)


def topic_buttons(pack: Pack, topic: str, but: str = "") -> Buttons:
    """What to ask next about a topic: what its file says, then its other facets."""
    record = pack.topics.get(topic)
    if record is None:
        return ()
    wanted = [r for r in record.ask_next if r != f"{topic}.{but}"]
    wanted += [f"{topic}.{facet}" for facet in other_facets(pack, topic, but)]
    return next_questions(pack, dict.fromkeys(wanted))


def starter_buttons(pack: Pack) -> Buttons:
    """The pack's own first questions, sent as plain text; those of its first FAQ entries where it names none."""
    asked = (curated_question(entry.asks) for entry in pack.entries.values() if entry.kind == "faq")
    starters = pack.card.starters or tuple(islice(filter(None, asked), MOST))
    return tuple((starter, starter) for starter in starters)[:MOST]
