"""What is prepared of a pack before the first message: lexicon, speller, rules, both lanes of examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.understanding.classifier import Lane, entry_sample, typed_examples
from bot.understanding.clause import Clause, Stripper
from bot.understanding.lexicon import Lexicon
from bot.understanding.linking import link
from bot.understanding.pattern import parse
from bot.understanding.rules import Rules
from bot.understanding.spelling import Speller
from bot.understanding.text import normalise
from bot.understanding.vectors import Vectors
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class EntryCard:
    """What the judge must know of a curated answer."""

    label: str
    """`faq/id`, `advice/id`, `compare/id` or `topic/id.facet`."""
    topics: frozenset[str]
    """Every id it is about or its questions name."""
    small_talk: bool = False


@dataclass(frozen=True)
class Knowhow:
    """Everything understanding needs of a pack, immutable and shared by all conversations."""

    pack: Pack
    lexicon: Lexicon
    speller: Speller
    stripper: Stripper
    rules: Rules
    typed: Lane
    entries: Lane
    cards: Mapping[str, EntryCard]
    exact: Mapping[tuple[str, ...], str]
    """Entry labels by the words of their questions."""
    slots: Mapping[str, frozenset[str]]
    """The slots that each intent's sentences use."""
    vectors: Vectors | None

    @classmethod
    def of(cls, pack: Pack, vectors: Vectors | None) -> Knowhow:
        """Prepare a pack: well under a second for a thousand examples."""
        lexicon = Lexicon.of(pack)
        stripper = Stripper(pack.words)
        asked = [(label, _clause(sentence, pack, lexicon, stripper)) for label, sentence in asks(pack)]
        sampled = [(label, entry_sample(clause, pack)) for label, clause in asked]
        typed = list(typed_examples(pack))
        words = {word for _, sample in typed for word in sample.plain}
        words |= {word for _, clause in asked for word in (w.text for w in clause.words)}
        return cls(
            pack=pack,
            lexicon=lexicon,
            speller=Speller(lexicon, words | pack.words.stopwords, pack.words.stopwords),
            stripper=stripper,
            rules=Rules(pack),
            typed=Lane(typed, vectors),
            entries=Lane(sampled, vectors, lambda label: int(label.startswith("topic/"))),
            cards=MappingProxyType(_cards(pack, asked)),
            exact=MappingProxyType({sample.words: label for label, sample in reversed(sampled)}),
            slots=MappingProxyType(_slots(pack)),
            vectors=vectors,
        )


def asks(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every curated question of a pack with the label of its answer."""
    for topic in pack.topics.values():
        for facet, sentences in topic.asks.items():
            yield from ((f"topic/{topic.id}.{facet}", sentence) for sentence in sentences)
    for prefix, records in (("faq", pack.entries), ("advice", pack.advice), ("compare", pack.comparisons)):
        for identifier, record in records.items():
            yield from ((f"{prefix}/{identifier}", sentence) for sentence in record.asks)


def _clause(sentence: str, pack: Pack, lexicon: Lexicon, stripper: Stripper) -> Clause:
    text = normalise(sentence, pack.words)
    return stripper.strip(Clause(text.words, link(text.words, lexicon, pack.words), text.question))


def _cards(pack: Pack, asked: list[tuple[str, Clause]]) -> dict[str, EntryCard]:
    cards: dict[str, EntryCard] = {}
    for label, clause in asked:
        card = cards.get(label) or EntryCard(label, _own_topics(pack, label), _small_talk(pack, label))
        named = frozenset(mention.ref.value for mention in clause.of("topic", "medium"))
        cards[label] = replace(card, topics=card.topics | named)
    return cards


def _own_topics(pack: Pack, label: str) -> frozenset[str]:
    prefix, _, identifier = label.partition("/")
    if prefix == "topic":
        return frozenset({identifier.partition(".")[0]})
    if prefix == "compare":
        return frozenset(pack.comparisons[identifier].sides)
    if prefix == "advice":
        advice = pack.advice[identifier]
        return frozenset((*advice.about, *advice.media, *advice.tools, *advice.fits))
    return frozenset(pack.entries[identifier].about)


def _small_talk(pack: Pack, label: str) -> bool:
    prefix, _, identifier = label.partition("/")
    return prefix == "faq" and pack.entries[identifier].kind == "small_talk"


def _slots(pack: Pack) -> dict[str, frozenset[str]]:
    used: dict[str, set[str]] = {intent: set() for intent in pack.intents}
    for intent in pack.intents.values():
        patterns = [*intent.examples, *(p for rule in pack.rules if rule.intent == intent.intent for p in rule.when)]
        for pattern in patterns:
            used[intent.intent] |= set(_slot_names(parse(pattern, pack.words)))
        used[intent.intent] |= {name for need in intent.needs for name in need.replace(" ", "|").split("|")}
    for intent, soft in _SOFT_SLOTS.items():
        if intent in used:
            used[intent].add(soft)
    return {intent: frozenset(names) for intent, names in used.items()}


_SOFT_SLOTS = {"compare": "aspect", "superlative": "order", "select": "order", "count": "order"}


def _slot_names(parts: tuple[object, ...]) -> Iterator[str]:
    from bot.understanding.pattern import Part

    for part in parts:
        assert isinstance(part, Part)
        if part.slot:
            yield from part.slot.split(":")[-1].split("|")
        for choice in part.choices:
            yield from _slot_names(choice)
