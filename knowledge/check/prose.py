"""The prose of a pack: no words that age, no hype, one short paragraph at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.advisor import Advisor
from knowledge.answers import Advice, Comparison, Condition, Entry
from knowledge.card import PackCard
from knowledge.pack import Origin, Pack
from knowledge.topic import Facet, Topic
from knowledge.yamlfile import Location, Problem

Text = tuple[Location, str]
"""Where a text stands in its record, and the text."""

_AGEING = re.compile(
    r"\b(recent|recently|latest|today|currently|nowadays|at the moment|these days|cutting[- ]edge"
    r"|state[- ]of[- ]the[- ]art|as of)\b",
    re.IGNORECASE,
)
_HYPE = re.compile(r"\b(powerful|revolutionary|groundbreaking)\b", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_SENTENCE_END = re.compile(r"[.!?][\"')”]*\s+(?=[A-Z0-9\"'(“])")

SENTENCES = 5
"""More sentences than this are too many for one facet."""
WORDS = 45
"""More words than this are too many for a facet's first sentence."""


def problems(pack: Pack) -> Iterator[Problem]:
    """Words that age, hype, paragraphs, and facets that are too long; a plain list of answers is said as it stands."""
    for origin, location, text in texts(pack):
        if not pack.plain:
            yield from _wording(origin, location, text)
    for topic in pack.topics.values():
        for name, facet in topic.facets.items():
            yield from _length(pack.origins[f"topic/{topic.id}"], name, facet)


def _wording(origin: Origin, location: Location, text: str) -> Iterator[Problem]:
    plain = unquoted(text)
    for word in dict.fromkeys(found.lower() for found in _AGEING.findall(plain)):
        cure = "Give the date, or leave it out."
        yield origin.problem(f"{word!r} will be wrong some day.", cure, *location)
    for word in dict.fromkeys(found.lower() for found in _HYPE.findall(plain)):
        cure = "Say what it does, or who calls it so."
        yield origin.problem(f"{word!r} says nothing.", cure, *location, severity="warning")
    if "\n\n" in text:
        yield origin.problem("the text has more than one paragraph.", "Make it one, or two texts.", *location)


def unquoted(text: str) -> str:
    """A text without what stands in quotation marks: that is spoken of, not used."""
    return _QUOTED.sub('""', text)


def _length(origin: Origin, name: str, facet: Facet) -> Iterator[Problem]:
    sentences = len(_SENTENCE_END.findall(facet.text)) + 1
    if sentences > SENTENCES:
        what, cure = f"the facet {name!r} has {sentences} sentences.", "Two to four are enough; cut it."
        yield origin.problem(what, cure, "facets", name, severity="warning")
    words = len(facet.first_sentence.split())
    if words > WORDS:
        what = f"the first sentence of {name!r} has {words} words."
        yield origin.problem(what, "It must answer by itself; split it.", "facets", name, severity="warning")


def texts(pack: Pack) -> Iterator[tuple[Origin, Location, str]]:
    """Every text that a visitor may read, with where it stands."""
    for origin, found in _texts(pack):
        yield from ((origin, location, text) for location, text in found if text)


def _texts(pack: Pack) -> Iterator[tuple[Origin, Iterator[Text]]]:
    yield pack.origins["pack"], _card(pack.card)
    for key, topic in pack.topics.items():
        yield pack.origins[f"topic/{key}"], _topic(topic)
    for key, comparison in pack.comparisons.items():
        yield pack.origins[f"compare/{key}"], _comparison(comparison)
    for key, advice in pack.advice.items():
        yield pack.origins[f"advice/{key}"], _advice(advice)
    for key, condition in pack.conditions.items():
        yield pack.origins[f"condition/{key}"], _condition(condition)
    for key, entry in pack.entries.items():
        yield pack.origins[f"faq/{key}"], _entry(entry)
    if pack.advisor is not None:
        yield pack.origins["advisor"], _advisor(pack.advisor)


def _condition(condition: Condition) -> Iterator[Text]:
    yield ("say",), condition.say
    for key, text in condition.of.items():
        yield ("of", key), text


def _advisor(advisor: Advisor) -> Iterator[Text]:
    yield ("opening",), advisor.opening
    for key, use in advisor.uses.items():
        yield ("uses", key, "say"), use.say
    for name, rules in (("verdicts", advisor.verdicts), ("notes", advisor.notes)):
        for place, rule in enumerate(rules):
            yield (name, place, "say"), rule.say


def _card(card: PackCard) -> Iterator[Text]:
    yield ("operator",), card.operator
    yield ("contact",), card.contact
    yield ("provenance",), card.provenance


def _topic(topic: Topic) -> Iterator[Text]:
    for name, facet in topic.facets.items():
        yield ("facets", name, "text"), facet.text
    for other, sentence in topic.not_to_be_confused_with.items():
        yield ("not_to_be_confused_with", other), sentence
    if topic.status:
        yield ("status", "note"), topic.status.note
    yield from _facts(topic)
    if topic.criterion:
        yield ("criterion", "question"), topic.criterion.question
        for place, answer in enumerate(topic.criterion.answers):
            yield ("criterion", "answers", place, "means"), answer.means


def _facts(topic: Topic) -> Iterator[Text]:
    for relation, facts in topic.facts.items():
        for place, fact in enumerate(facts):
            yield ("facts", relation, place, "note"), fact.note
            yield ("facts", relation, place, "because"), fact.because
    for place, event in enumerate(topic.dates):
        yield ("dates", place, "note"), event.note
    for place, dispute in enumerate(topic.disputed):
        yield ("disputed", place, "sentence"), dispute.sentence


def _comparison(comparison: Comparison) -> Iterator[Text]:
    yield ("short",), comparison.short
    yield ("no_choice",), comparison.no_choice
    for side, when in comparison.choose.items():
        yield ("choose", side), when
    for place, row in enumerate(comparison.rows):
        for side, cell in row.cells.items():
            yield ("rows", place, "cells", side), cell


def _advice(advice: Advice) -> Iterator[Text]:
    yield ("verdict",), advice.verdict
    yield ("reason",), advice.reason
    yield ("alternative",), advice.alternative
    yield ("check_first",), advice.check_first


def _entry(entry: Entry) -> Iterator[Text]:
    for place, text in enumerate(entry.answers):
        yield ("answers", place), text
