"""Questions: each sentence belongs to one answer, and each answer has a question that reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.check.names import names, singular
from knowledge.pack import Origin, Pack
from knowledge.yamlfile import Location, Problem

MOST = 64
"""Readings of one pattern that are compared; a pattern with more choices is cut off."""

_CHOICE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_APOSTROPHE = re.compile(r"['\u2019]")
_SLOT_NAME = re.compile(r"\{[^{}:]*:")
_WORD = re.compile(r"\{[^{}]*\}|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Ask:
    """A sentence and what claims it."""

    sentence: str
    owner: str
    """What answers it, as a reference: `intent/define`, `vae.how`, `faq/contact`."""
    origin: Origin
    location: Location
    readings: frozenset[str]
    """What it is compared as."""

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.origin.file.path.name}:{self.origin.file.line((*self.origin.base, *self.location))}"


def problems(pack: Pack) -> Iterator[Problem]:
    """Sentences claimed twice, and answers no question reaches."""
    found = tuple(asks(pack))
    yield from _claimed_twice(found, pack)
    yield from _silent_answers(found, pack)
    yield from _silent_intents(pack)
    yield from _silent_facets(pack)
    yield from _unnameable_topics(pack)


def asks(pack: Pack) -> Iterator[Ask]:
    """Every sentence of the pack that leads to an answer."""
    for key, intent in pack.intents.items():
        yield from _asks(intent.examples, f"intent/{key}", pack.origins[f"intent/{key}"], "examples")
    for key, topic in pack.topics.items():
        for facet, sentences in topic.asks.items():
            yield from _asks(sentences, f"{key}.{facet}", pack.origins[f"topic/{key}"], "asks", facet)
    for prefix, records in (("compare", pack.comparisons), ("advice", pack.advice), ("faq", pack.entries)):
        for key, record in records.items():
            reference = f"{prefix}/{key}"
            yield from _asks(record.asks, reference, pack.origins[reference], "asks")


def _asks(sentences: Sequence[str], owner: str, origin: Origin, *at: str) -> Iterator[Ask]:
    for place, sentence in enumerate(sentences):
        yield Ask(sentence, owner, origin, (*at, place), readings(sentence))


@lru_cache(maxsize=32768)
def readings(sentence: str) -> frozenset[str]:
    """What a sentence can be compared as: lower case, words alone, optional parts in, one for each choice."""
    waiting: list[str] = [sentence]
    done: set[str] = set()
    while waiting and len(done) < MOST:
        current = waiting.pop()
        found = _CHOICE.search(current)
        if found is None:
            done.add(current)
            continue
        choices = (found[1] if found[1] is not None else found[2]).split("|")
        waiting += [current[: found.start()] + choice + current[found.end() :] for choice in choices]
    return frozenset(_words(reading) for reading in done)


def _words(reading: str) -> str:
    plain = _APOSTROPHE.sub("", reading.lower())
    return " ".join(_WORD.findall(_SLOT_NAME.sub("{", plain)))


def _claimed_twice(found: Sequence[Ask], pack: Pack) -> Iterator[Problem]:
    owners: dict[str, Ask] = {}
    for ask in found:
        firsts = [owners[reading] for reading in sorted(ask.readings) if reading in owners]
        for first in {first.owner: first for first in firsts}.values():
            if first.owner != ask.owner:
                what = f"{ask.sentence!r} is claimed by {first.owner} already ({first.place})."
                own = not (pack.plain and first.owner.startswith("intent/"))
                severity = "error" if own else "warning"  # Who brings a plain list did not write the question types.
                yield ask.origin.problem(what, "Leave it to one of the two.", *ask.location, severity=severity)
            elif first.readings == ask.readings:
                what = f"{ask.sentence!r} stands there twice ({first.place})."
                yield ask.origin.problem(what, "Take one out.", *ask.location, severity="warning")
        for reading in ask.readings:
            owners.setdefault(reading, ask)


def _silent_intents(pack: Pack) -> Iterator[Problem]:
    ruled = {rule.intent for rule in pack.rules}
    for key, intent in pack.intents.items():
        if not (intent.examples or intent.entries or key in ruled):
            cure = "Give it examples, or a rule that names it."
            yield pack.origins[f"intent/{key}"].problem(f"no question reaches the intent {key!r}.", cure)


def _silent_facets(pack: Pack) -> Iterator[Problem]:
    if not pack.intents:
        return
    asked = {intent.facet for intent in pack.intents.values()}
    for topic in pack.topics.values():
        for facet in topic.facets:
            if facet not in asked and not topic.asks.get(facet):
                asked.add(facet)  # One problem for the facet, not one for each topic that has it.
                cure = f"Write an intent with `facet: {facet}`, or `asks` for it."
                what = f"no question reaches the facet {facet!r}."
                yield pack.origins[f"topic/{topic.id}"].problem(what, cure, "facets", facet)


def _unnameable_topics(pack: Pack) -> Iterator[Problem]:
    owners: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    for name in names(pack):
        if name.type == "topic":
            owners.setdefault(singular(name.text), set()).add(name.owner)
            own.setdefault(name.owner, set()).add(singular(name.text))
    for topic in pack.topics.values():
        if all(len(owners[key]) > 1 for key in own[topic.id]):
            others = sorted(set().union(*(owners[key] for key in own[topic.id])) - {topic.id})
            what = f"every name of {topic.id!r} means {', '.join(others)} too; nobody can ask for it."
            yield pack.origins[f"topic/{topic.id}"].problem(what, "Add an alias of its own.", "name")


def _silent_answers(found: Sequence[Ask], pack: Pack) -> Iterator[Problem]:
    reached = {ask.owner for ask in found if any(ask.readings)}
    for prefix, records in (("advice", pack.advice), ("faq", pack.entries)):
        for key in records:
            reference = f"{prefix}/{key}"
            if reference not in reached:
                cure = "Give it a question in words."
                yield pack.origins[reference].problem(f"no question reaches {reference}.", cure, "asks")
