"""A pack: everything a bot knows, read, joined and frozen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from types import MappingProxyType

from knowledge.advisor import Advisor
from knowledge.answers import Advice, Claim, Comparison, Condition, Entry
from knowledge.card import Mention, PackCard, Role
from knowledge.language import Intent, Relational, Rule, Words
from knowledge.script import Script
from knowledge.source import Source
from knowledge.topic import Criterion, Fact, Topic
from knowledge.yamlfile import Location, Problem, YamlFile

WIDE = 8
"""A class of more than one topic in so many is a wide one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands: its file, and the place in it."""

    file: YamlFile
    base: Location = ()

    def place(self, *location: str | int) -> str:
        """File and line of a value of the record, or of the nearest value around it."""
        return f"{self.file.path}:{self.file.line((*self.base, *location))}"

    def problem(self, what: str, cure: str, *location: str | int, severity: str = "error") -> Problem:
        """A problem at a value of the record."""
        return self.file.problem(what, cure, (*self.base, *location), severity)


@dataclass(frozen=True)
class Pack:
    """An immutable pack. A change of its files makes a new one; the running one is never touched."""

    card: PackCard
    topics: Mapping[str, Topic]
    mentions: Mapping[str, Mention]
    comparisons: Mapping[str, Comparison]
    advice: Mapping[str, Advice]
    entries: Mapping[str, Entry]
    intents: Mapping[str, Intent]
    rules: tuple[Rule, ...]
    responses: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, Relational]
    words: Words
    sources: Mapping[str, Source]
    claims: tuple[Claim, ...]
    digest: str
    """SHA-256 over all files, in hexadecimal: two packs with the same digest give the same answers."""
    advisor: Advisor | None = None
    """How it guides a choice, if it does."""
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """What changes advice, by id."""
    script: Script = field(default_factory=Script)
    """What the reflective voice says when knowledge has nothing."""
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False)
    """Where each record stands, by reference: `topic/gan`, `faq/contact`, `source/article`."""

    @cached_property
    def plain(self) -> bool:
        """Whether it is a plain list of answers, without topics: what typed knowledge owes is not asked of it."""
        return not self.topics

    def answering(self) -> Iterator[tuple[str, Topic | Comparison | Advice | Entry]]:
        """Every record that questions are answered from, with its reference: `topic/gan`, `faq/contact`."""
        for prefix, records in (
            ("topic", self.topics),
            ("compare", self.comparisons),
            ("advice", self.advice),
            ("faq", self.entries),
        ):
            for identifier, record in records.items():
                yield f"{prefix}/{identifier}", record

    def name(self, identifier: str) -> str:
        """What a sentence calls a topic, a mention, a medium or a kind; the id itself if it has no name."""
        if identifier in self.topics:
            return self.topics[identifier].name
        for named in (self.mentions, self.card.media, self.card.kinds, self.card.aspects):
            if identifier in named:
                return named[identifier].name
        return identifier.replace("_", " ")

    def called(self, identifier: str) -> str:
        """The same, in its shortest form: `GAN`."""
        topic = self.topics.get(identifier)
        return topic.called if topic else self.name(identifier)

    def named_in(self, text: str) -> tuple[str, ...]:
        """The topics that a text names, in the order in which it first does."""
        return self._named_in(text)

    @property
    def several(self) -> Advice | None:
        """The advice to take several things side by side, if there is one."""
        return self.advice.get(self.card.general.several or "")

    def recommended(self, answered: str) -> tuple[str, ...]:
        """The tools of the advice that an answer gave, by the answer's reference; none of any other answer."""
        advice = self.advice.get(answered.removeprefix("advice/")) if answered.startswith("advice/") else None
        return tuple(tool for tool in advice.tools if tool in self.topics) if advice else ()

    @cached_property
    def _named_in(self) -> Callable[[str], tuple[str, ...]]:
        names: dict[str, str] = {}
        for topic in self.topics.values():
            for name in (topic.called, topic.name, topic.plural, f"{topic.called}s"):
                names.setdefault(name.lower(), topic.id)
        names.pop("", None)
        longest = sorted(map(re.escape, names), key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(longest)})\b" if longest else r"(?!)", re.IGNORECASE)

        @lru_cache(maxsize=1024)
        def named_in(text: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(names[found.group().lower()] for found in pattern.finditer(text)))

        return named_in

    def kind_of(self, identifier: str) -> str:
        """The kind of a topic or a mention; empty for anything else."""
        known = self.topics.get(identifier) or self.mentions.get(identifier)
        return known.kind if known else ""

    def with_article(self, identifier: str) -> str:
        """The name as a sentence's subject or object needs it: `a VAE`, `the transformer paper`, `ChatGPT`."""
        called, topic = self.called(identifier), self.topics.get(identifier)
        article: str | None = topic.article if topic else None
        if article is None:
            kind, known = self.card.kinds.get(self.kind_of(identifier)), topic or self.mentions.get(identifier)
            article = _indefinite(called) if kind and kind.article and known and known.plural else ""
        return f"{article} {called}".strip()

    def kinds_under(self, kind: str) -> frozenset[str]:
        """A kind and all kinds below it."""
        return self._under.get(kind, frozenset({kind}))

    def player(self, role: Role) -> str:
        """The kind that plays a role; empty where none does."""
        return self.card.roles.get(role, "")

    def playing(self, *roles: Role) -> frozenset[str]:
        """The kinds that play one of some roles, with all below them."""
        kinds = filter(None, map(self.player, roles))
        return frozenset[str]().union(*map(self.kinds_under, kinds))

    def plays(self, identifier: str, *roles: Role) -> bool:
        """Whether a topic or a mention is of such a kind."""
        return self.kind_of(identifier) in self.playing(*roles)

    @cached_property
    def worries(self) -> frozenset[str]:
        """The kinds of what advice may be about besides what can be taken: risks and criteria."""
        return self.playing("risk") | self.kinds_under("criterion")

    def topics_under(self, kind: str) -> Sequence[Topic]:
        """The topics of a kind and of all kinds below it, in the order of the kind, else by their ids."""
        if (found := self._of_kind.get(kind)) is None:
            kinds = self.kinds_under(kind)
            order = self.card.kinds[kind].order if kind in self.card.kinds else ()
            topics = [topic for topic in self.topics.values() if topic.kind in kinds]
            topics.sort(key=lambda topic: order.index(topic.id) if topic.id in order else len(order))
            found = self._of_kind[kind] = tuple(topics)
        return found

    @cached_property
    def _of_kind(self) -> dict[str, Sequence[Topic]]:
        return {}

    @cached_property
    def _under(self) -> Mapping[str, frozenset[str]]:
        above = {kind: [known.under] if known.under else [] for kind, known in self.card.kinds.items()}
        return MappingProxyType(
            {kind: frozenset({kind, *(k for k in above if kind in _closure(k, above))}) for kind in above}
        )

    def criterion(self, topic: str) -> Criterion | None:
        """What a topic of kind criterion asks."""
        record = self.topics.get(topic)
        return record.criterion if record else None

    def facts(self, topic: str, relation: str) -> tuple[Fact, ...]:
        """The facts of one relation of a topic; empty when there are none."""
        record = self.topics.get(topic)
        return record.facts.get(relation, ()) if record else ()  # type: ignore[call-overload]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The topics that others are kinds of."""
        return frozenset[str]().union(*self.ancestors.values())

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """For each topic, everything it is, directly or by way of what that is."""
        parents = {t.id: [f.target for f in t.facts.get("is_a", ())] for t in self.topics.values()}
        return MappingProxyType({t: frozenset(_closure(t, parents)) for t in parents})

    @cached_property
    def wider(self) -> Mapping[str, frozenset[str]]:
        """For each topic what else a fact about it is a fact about: what it is, and who owns it."""
        owners = {t.id: frozenset(f.target for f in t.facts.get("owned_by", ())) for t in self.topics.values()}
        return MappingProxyType({t: self.ancestors.get(t, frozenset()) | found for t, found in owners.items()})

    @cached_property
    def central(self) -> tuple[str, ...]:
        """The topics most others lead to, the first first."""
        facts = (fact.target for t in self.topics.values() for found in t.facts.values() for fact in found)
        led = Counter(chain(facts, (ref.partition(".")[0] for t in self.topics.values() for ref in t.ask_next)))
        return tuple(sorted((t for t in led if t in self.topics), key=lambda t: (-led[t], t)))

    @cached_property
    def wide(self) -> frozenset[str]:
        """The classes that so much belongs to that naming one says little: "which AI?"."""
        members = Counter(above for found in self.ancestors.values() for above in found)
        return frozenset(topic for topic, count in members.items() if count * WIDE > len(self.topics))

    @cached_property
    def comparison_of(self) -> Mapping[frozenset[str], Comparison]:
        """Curated comparisons by the set of their sides."""
        return MappingProxyType({frozenset(c.sides): c for c in self.comparisons.values()})

    @cached_property
    def advice_for(self) -> Mapping[str, tuple[Advice, ...]]:
        """Advice by the task or topic it is about: the one mainly about it first, that of a medium before others."""
        found: dict[str, list[tuple[int, bool, str, Advice]]] = {}
        general = {medium.advice for medium in self.card.media.values()}
        for advice in self.advice.values():
            for place, subject in enumerate(advice.about):
                found.setdefault(subject, []).append((place, advice.id not in general, advice.id, advice))
        ordered = {k: tuple(a for *_, a in sorted(v, key=lambda x: x[:3])) for k, v in found.items()}
        return MappingProxyType(ordered)

    @cached_property
    def intent_for_facet(self) -> Mapping[str, str]:
        """The intent that asks for each facet."""
        return MappingProxyType({i.facet: i.intent for i in reversed(tuple(self.intents.values())) if i.facet})

    def cite(self, source: str) -> Source | None:
        """A source by id; a section of a known source counts as known."""
        return self.sources.get(source) or self.sources.get(source.partition("#")[0])


def _closure(start: str, parents: Mapping[str, list[str]]) -> Iterator[str]:
    seen, waiting = {start}, list(parents.get(start, ()))
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            yield current
            waiting += parents.get(current, ())


def _indefinite(name: str) -> str:
    word = name.split()[0]
    if word.isupper() or (len(word) > 1 and word[1:].isupper()):
        return "an" if word[0] in "AEFHILMNORSX" and not word.startswith("NeRF") else "a"
    return "an" if word[0].lower() in "aeiou" else "a"
