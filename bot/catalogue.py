"""The catalogue: what a pack knows by name, for programs that look things up instead of asking in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from rapidfuzz import fuzz, process

from actions.asking import payload
from actions.saying import definition
from bot.engine import Engine
from bot.understanding.context import Context
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.text import normalise, squash
from knowledge.topic import FacetName, Topic

FURTHER = {"dates": "when", "maker": "who", "status": "status", "parts": "parts"}
"""What else can be asked of a topic by its facts, and the intent that asks it."""
NEAR = 5
"""Names offered in place of one that is not known."""
ALIKE = 70.0
"""How alike they are at least, in per cent."""
SHORTEST = 3
"""Letters from which a name may be a part of another."""
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Card:
    """A topic at a glance."""

    id: str
    name: str
    """With its abbreviation: `variational autoencoder (VAE)`."""
    kind: str
    """What kind of thing it is, in words."""
    summary: str
    """The first sentence of its definition."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for."""

    ids: tuple[str, ...]
    """One; several for an ambiguous name; none for one that is not known."""
    near: tuple[str, ...] = ()
    """Names of the pack that are like one it does not know, the likest first."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a choice depends on, with the answers it may have."""

    id: str
    question: str
    answers: Mapping[str, str]
    """In words, by their ids."""


class Catalogue:
    """The names of an engine's pack."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._pack = engine.pack
        self._lexicon = Lexicon.of(engine.pack)

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """Every topic by its id, in the order of names."""
        topics = sorted(self._pack.topics.values(), key=lambda topic: (topic.name.casefold(), topic.id))
        return {topic.id: self._card(topic) for topic in topics}

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, int]]:
        """The kinds of topics there are, by id: each in the plural, and how many topics it has; the largest first."""
        counted = Counter(topic.kind for topic in self._pack.topics.values())
        known = self._pack.card.kinds
        named = {kind: known[kind].plural or known[kind].name if kind in known else kind for kind in counted}
        return {kind: (named[kind], counted[kind]) for kind in sorted(counted, key=lambda kind: (-counted[kind], kind))}

    @cached_property
    def facets(self) -> Mapping[str, str]:
        """What can be looked up of a topic, each with the intent that asks for it."""
        written = ((name, self._pack.intent_for_facet.get(name, "")) for name in get_args(FacetName))
        return {name: intent for name, intent in (*written, *FURTHER.items()) if intent in self._pack.intents}

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        """What a recommendation may depend on, in the order in which it matters; none without an adviser."""
        advisor = self._pack.advisor
        known = ((name, self._pack.criterion(name)) for name in (advisor.criteria if advisor else ()))
        return [
            Criterion(name, record.question, {answer.id: answer.say for answer in record.answers})
            for name, record in known
            if record is not None
        ]

    def called(self, identifier: str) -> str:
        """The name of anything of the pack."""
        card = self.cards.get(identifier)
        return card.name if card else self._pack.called(identifier)

    def written(self, topic: str) -> tuple[str, ...]:
        """What can be looked up of a topic: the facets that are written, and the facts that are recorded."""
        record = self._pack.topics.get(topic)
        return tuple(facet for facet in self.facets if record is not None and self._has(record, facet))

    def lacks(self, topic: str, facet: str) -> bool:
        """Whether nothing is recorded on that side of a topic, so that an answer can only say what it is."""
        record = self._pack.topics.get(topic)
        return record is not None and not self._has(record, facet)

    def within(self, kind: str, words: str) -> Sequence[Card]:
        """The topics of a kind or one below it, and of them those whose name or summary has all the words.

        An empty kind or no words stand for all.
        """
        kinds = self._pack.kinds_under(kind) if kind else self.kinds.keys()
        asked = words.casefold().split()
        return [
            card
            for card in self.cards.values()
            if self._pack.kind_of(card.id) in kinds and all(word in self._text(card.id) for word in asked)
        ]

    def find(self, name: str) -> Found:
        """What a name stands for: an id, a name or an alias, with or without an article; slips of the pen are mended.

        The whole of it has to be a name: `GPT-6` is not GPT, and `quantum GAN` is no GAN.
        """
        if name in self._pack.topics or name in self._pack.mentions:
            return Found((name,))
        if found := self._named(name):
            return Found(found)
        heard = self.engine.interpreter.understand(name, Context())
        mended = name.casefold()
        for wrong, right in heard.repairs:
            mended = mended.replace(wrong, right)
        if heard.repairs and (found := self._named(mended)):
            return Found(found)
        inside = dict.fromkeys(topic for each in heard.interpretations for topic in (*each.named, *each.suggestions))
        return Found((), tuple(map(self.called, inside))[:NEAR] or self.like(name))

    def like(self, name: str) -> tuple[str, ...]:
        """Names of topics that are like one, the likest first."""
        return tuple(map(self.called, dict.fromkeys(self._alike(name.casefold().strip()))))[:NEAR]

    def kind(self, name: str) -> str:
        """A kind of topics by its id or any name; empty for none."""
        if name in self._pack.card.kinds:
            return name
        refs = self._lexicon.refs.get(squash(name.casefold()), ())
        return next((ref.value for ref in refs if ref.entity == "kind"), "")

    def asking(self, topic: str, facet: str) -> str:
        """The message that asks for a facet of a topic, one of `facets`."""
        return payload(self.facets[facet], topic=topic)

    def needing(self, need: str) -> str:
        """The message that asks what to use for something."""
        intent = self._pack.intents.get("recommend")
        return intent.phrase.replace("{task}", need) if intent and "{task}" in intent.phrase else need

    def _named(self, name: str) -> tuple[str, ...]:
        words = [word.text for word in normalise(name, self._pack.words).words]
        while words and words[0] in _ARTICLES:
            words.pop(0)
        refs = self._lexicon.refs.get(squash("".join(words)), ())
        return tuple(dict.fromkeys(ref.value for ref in refs if ref.entity == "topic"))

    def _alike(self, name: str) -> Iterator[str]:
        """Topics that have a name like this one, the likest first, then those in a name of which it stands."""
        found = process.extract(
            name, self._names, scorer=fuzz.ratio, limit=4 * NEAR, score_cutoff=ALIKE, processor=None
        )
        likely = sorted((-likeness, topic) for _, likeness, (topic, _) in found)
        yield from (topic for _, topic in likely)
        yield from (topic for (topic, _), other in self._names.items() if len(name) >= SHORTEST and name in other)

    @cached_property
    def _names(self) -> Mapping[tuple[str, int], str]:
        """Every name of every topic, by the topic and a number."""
        return {
            (topic.id, number): name.casefold()
            for topic in self._pack.topics.values()
            for number, name in enumerate((topic.name, topic.short, *topic.aliases))
            if name
        }

    def _has(self, topic: Topic, facet: str) -> bool:
        match facet:
            case "dates":
                return bool(topic.dates)
            case "history":
                return facet in topic.facets or bool(topic.dates)
            case "maker":
                return bool(self._pack.facts(topic.id, "made_by"))
            case "parts":
                return bool(self._pack.facts(topic.id, "has_part")) or "how" in topic.facets
            case "status":
                return topic.status is not None
        return facet in topic.facets

    def _card(self, topic: Topic) -> Card:
        short = topic.short if topic.short.casefold() not in topic.name.casefold() else ""
        kind = self._pack.card.kinds.get(topic.kind)
        name = f"{topic.name} ({short})" if short else topic.name
        return Card(topic.id, name, kind.name if kind else topic.kind, definition(self._pack, topic).text)

    def _text(self, topic: str) -> str:
        record = self._pack.topics[topic]
        names = (record.name, record.short, record.plural, *record.aliases)
        return " ".join((*names, self.cards[topic].summary)).casefold()
