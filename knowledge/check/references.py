"""Every id a pack uses, where it is used, and what it must point at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from knowledge.advisor import Advisor
from knowledge.answers import Advice, Claim, Comparison, Condition, Entry
from knowledge.card import PackCard
from knowledge.check.targets import Targets, Wanted
from knowledge.language import Intent, Rule
from knowledge.pack import Pack
from knowledge.script import ScriptRule
from knowledge.topic import Dispute, Event, Fact, Status, Topic
from knowledge.yamlfile import Location, Problem

Use = tuple[Wanted, str, Location]
"""What is wanted, the id written, and where it stands in the record."""


def problems(pack: Pack, unread: Collection[str] = ()) -> Iterator[Problem]:
    """References to what does not exist or is of another type."""
    targets = Targets(pack, unread)
    for reference, used in uses(pack):
        origin = pack.origins[reference]
        for wanted, identifier, location in used:
            problem = targets.problem(origin, wanted, identifier, location)
            if problem:
                yield problem


def uses(pack: Pack) -> Iterator[tuple[str, Iterator[Use]]]:
    """Each record, by its reference, with the ids it uses."""
    yield "pack", _card(pack.card)
    for key, topic in pack.topics.items():
        yield f"topic/{key}", _topic(topic)
    for key, mention in pack.mentions.items():
        yield f"mention/{key}", _one("kind", mention.kind, "kind")
    for key, comparison in pack.comparisons.items():
        yield f"compare/{key}", _comparison(comparison)
    for key, advice in pack.advice.items():
        yield f"advice/{key}", _advice(advice)
    yield from ((f"condition/{key}", _condition(condition)) for key, condition in pack.conditions.items())
    for key, entry in pack.entries.items():
        yield f"faq/{key}", _entry(entry)
    for key, intent in pack.intents.items():
        yield f"intent/{key}", _intent(intent)
    for number, rule in enumerate(pack.rules):
        yield f"rule/{number}", _rule(rule)
    for script_rule in pack.script.rules:
        yield f"script/{script_rule.name}", _script_rule(script_rule)
    for key in pack.relations:
        yield f"relation/{key}", _one("relation", key)
    for claim in pack.claims:
        yield f"claim/{claim.n}", _claim(claim)
    if pack.advisor is not None:
        yield "advisor", _advisor(pack.advisor)


def _one(wanted: Wanted, identifier: str | None, *location: str | int) -> Iterator[Use]:
    if identifier:
        yield wanted, identifier, location


def _many(wanted: Wanted, identifiers: Sequence[str], *location: str | int) -> Iterator[Use]:
    for place, identifier in enumerate(identifiers):
        yield wanted, identifier, (*location, place)


def _keys(wanted: Wanted, identifiers: Collection[str], *location: str | int) -> Iterator[Use]:
    for identifier in identifiers:
        yield wanted, identifier, (*location, identifier)


def _card(card: PackCard) -> Iterator[Use]:
    yield from _many("topic", card.tasks, "tasks")
    yield from _many("topic", card.milestones, "milestones")
    for key, medium in card.media.items():
        yield from _one("answer", medium.advice and f"advice/{medium.advice}", "media", key, "advice")
    for key, kind in card.kinds.items():
        yield from _one("kind", kind.under, "kinds", key, "under")
    for role, player in card.roles.items():
        yield from _one("kind", player, "roles", role)
    yield from _many("kind", card.listed, "listed")
    general = card.general
    for name, answer in (
        ("several", general.several and f"advice/{general.several}"),
        ("easiest", general.easiest and f"advice/{general.easiest}"),
        ("precautions", general.precautions and f"faq/{general.precautions}"),
    ):
        yield from _one("answer", answer, "general", name)


def _topic(topic: Topic) -> Iterator[Use]:
    yield from _one("kind", topic.kind, "kind")
    yield from _keys("topic", topic.not_to_be_confused_with, "not_to_be_confused_with")
    for relation, facts in topic.facts.items():
        for place, fact in enumerate(facts):
            yield from _fact(fact, ("facts", relation, place))
    for place, event in enumerate(topic.dates):
        yield from _event(event, ("dates", place))
    for place, dispute in enumerate(topic.disputed):
        yield from _dispute(dispute, ("disputed", place))
    if topic.status:
        yield from _status(topic.status)
    for name, facet in topic.facets.items():
        yield from _many("source", facet.sources, "facets", name, "sources")
    yield from _many("answer", topic.ask_next, "ask_next")


def _fact(fact: Fact, at: Location) -> Iterator[Use]:
    yield from _one("topic", fact.topic, *at, "topic")
    yield from _one("person", fact.person, *at, "person")
    yield from _one("organisation", fact.organisation, *at, "organisation")
    yield from _one("medium", fact.medium, *at, "medium")
    yield from _one("task", fact.task, *at, "task")
    yield from _one("topic", fact.instead, *at, "instead")
    yield from _one("source", fact.source, *at, "source")


def _event(event: Event, at: Location) -> Iterator[Use]:
    yield from _one("topic", event.by, *at, "by")
    yield from _one("source", event.source, *at, "source")


def _dispute(dispute: Dispute, at: Location) -> Iterator[Use]:
    yield from _keys("source", dispute.says, *at, "says")


def _status(status: Status) -> Iterator[Use]:
    yield from _one("topic", status.successor, "status", "successor")
    yield from _one("source", status.source, "status", "source")


def _comparison(comparison: Comparison) -> Iterator[Use]:
    for side in comparison.sides:
        yield "topic", side, ("id",)
    for place, row in enumerate(comparison.rows):
        yield from _one("aspect", row.aspect, "rows", place, "aspect")
        yield from _many("source", row.sources, "rows", place, "sources")
    yield from _many("answer", comparison.ask_next, "ask_next")
    yield from _many("source", comparison.sources, "sources")


def _advice(advice: Advice) -> Iterator[Use]:
    yield from _many("topic", advice.about, "about")
    yield from _many("medium", advice.media, "media")
    yield from _many("topic", advice.tools, "tools")
    yield from _keys("topic", advice.fits, "fits")
    yield from _many("answer", advice.ask_next, "ask_next")
    yield from _many("source", advice.sources, "sources")


def _condition(condition: Condition) -> Iterator[Use]:
    yield from _one("answer", condition.advice and f"advice/{condition.advice}", "advice")
    yield from _many("source", condition.sources, "sources")


def _entry(entry: Entry) -> Iterator[Use]:
    yield from _many("topic", entry.about, "about")
    yield from _many("answer", entry.ask_next, "ask_next")
    yield from _many("source", entry.sources, "sources")


def _intent(intent: Intent) -> Iterator[Use]:
    yield from _one("facet", intent.facet, "facet")
    yield from _one("response", intent.ask_back, "ask_back")


def _rule(rule: Rule) -> Iterator[Use]:
    yield from _one("intent", rule.intent, "intent")
    yield from _one("topic", rule.about, "about")
    yield from _one("kind", rule.kind, "kind")
    yield from _one("answer", rule.answer, "answer")


def _script_rule(rule: ScriptRule) -> Iterator[Use]:
    for place, item in enumerate(rule.when):
        yield from _many("answer", item.ask_next or (), "when", place, "ask_next")


def _claim(claim: Claim) -> Iterator[Use]:
    yield from _one("answer", claim.answered_by, "answered_by")
    yield from _one("answer", claim.corrected_by, "corrected_by")


def _advisor(advisor: Advisor) -> Iterator[Use]:
    yield from _many("source", advisor.sources, "sources")
    for key, use in advisor.uses.items():
        yield from _many("topic", use.about, "uses", key, "about")
        yield from _many("topic", use.tools, "uses", key, "tools")
        yield from _many("source", use.sources, "uses", key, "sources")
    for name, rules in (("verdicts", advisor.verdicts), ("notes", advisor.notes)):
        for place, rule in enumerate(rules):
            yield from _many("source", rule.sources, name, place, "sources")
