"""What examples teach: both lanes, the words of questions, and what each curated answer is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from bot.understanding.clause import Clause, opening
from bot.understanding.examples.classifier import Learned, examples, learn, own_words, typed_examples
from bot.understanding.language.lexicon import Lexicon, Ref, names
from bot.understanding.language.linking import Mention, link
from bot.understanding.language.text import normalise
from bot.understanding.matching.vectors import Vectors
from bot.understanding.stripper import Stripper
from knowledge.language import Words
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class EntryCard:
    """What the judge must know of a curated answer."""

    label: str
    """`faq/id`, `advice/id`, `compare/id` or `topic/id.facet`."""
    topics: frozenset[str]
    """Every id it is about or its questions name."""
    small_talk: bool = False
    openings: frozenset[str] = frozenset()
    """The words by which its questions ask for a time, a person, a reason or a mechanism."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Everything learned from the examples of a pack."""

    typed: Learned
    entries: Learned
    cards: Mapping[str, EntryCard]
    exact: Mapping[tuple[str, ...], str]
    """Entry labels by the words of their questions."""
    words: frozenset[str]
    """Every word that occurs in an example."""
    typed_from: tuple[int, ...]
    """Which of the pack's `examples` each one of the typed lane is a form of."""
    entries_from: tuple[int, ...]
    """Which of the pack's `asks` each one of the other lane is."""


def syllabus(pack: Pack) -> str:
    """A digest of all that examples teach from: an edit of prose or facts leaves it as it is."""
    found = hashlib.sha256()
    for label, sentence in asks(pack):
        found.update(f"{label}\0{sentence}\0".encode())
        found.update(" ".join(sorted(_own_topics(pack, label))).encode() + bytes([_small_talk(pack, label)]))
    for intent in pack.intents.values():
        found.update("\0".join((intent.intent, *intent.examples)).encode())
    for name, ref in names(pack):
        found.update(f"{name}\0{ref.entity}\0{ref.value}\0{ref.kind}\0".encode())
    words = json.dumps(pack.words.model_dump(), sort_keys=True, default=sorted)
    found.update(words.encode())
    return found.hexdigest()


def study(pack: Pack, lexicon: Lexicon, stripper: Stripper, vectors: Vectors | None) -> Lessons:
    """Learn a pack's examples: a few seconds for three thousand of them."""
    read = [(label, _asked(sentence, pack.words, lexicon, stripper)) for label, sentence in asks(pack)]
    saying = [number for number, (_, asked) in enumerate(read) if asked is not None]
    told = [(label, asked) for label, asked in read if asked is not None]
    sampled = [(label, own_words(asked.items, pack)) for label, asked in told]
    forms = typed_examples(tuple(examples(pack)), pack.words, lexicon)
    typed = tuple((intent, sample) for _, intent, sample in forms)
    words = {word for _, sample in typed for word in sample.plain}
    words |= {word for _, asked in told for word in asked.words}
    return Lessons(
        learn(typed, vectors),
        learn(sampled, vectors),
        _cards(pack, told),
        {sample.words: label for label, sample in reversed(sampled)},
        frozenset(words),
        tuple(number for number, *_ in forms),
        tuple(saying),
    )


def asks(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every curated question of a pack with the label of its answer."""
    for topic in pack.topics.values():
        for facet, sentences in topic.asks.items():
            yield from ((f"topic/{topic.id}.{facet}", sentence) for sentence in sentences)
    for prefix, records in (("faq", pack.entries), ("advice", pack.advice), ("compare", pack.comparisons)):
        for identifier, record in records.items():
            yield from ((f"{prefix}/{identifier}", sentence) for sentence in record.asks)


class _Asked(NamedTuple):
    """What is kept of a curated question that was read."""

    words: tuple[str, ...]
    items: tuple[str | Mention, ...]
    """The same with each name as one."""
    opening: str


@lru_cache(maxsize=16384)
def _asked(sentence: str, language: Words, lexicon: Lexicon, stripper: Stripper) -> _Asked | None:
    """A curated question, read; None for a bare name. Cached: while the names stay, only new questions are read."""
    text = normalise(sentence, language)
    clause = _stripped(Clause(text.words, link(text.words, lexicon, language), text.question), stripper)
    if not _says(clause):
        return None
    words = tuple(intern(word.text) for word in clause.words)
    items = tuple(_named(i.refs, i.surface) if isinstance(i, Mention) else intern(i.text) for i in clause.items)
    return _Asked(words, words if words == items else items, opening(clause))


@lru_cache(maxsize=4096)
def _named(refs: tuple[Ref, ...], surface: str) -> Mention:
    """A name wherever it stands: thousands of questions hold the same few."""
    return Mention(0, 0, refs, surface)


def _stripped(clause: Clause, stripper: Stripper) -> Clause:
    """A curated question without filler, unless that leaves a single word of it: "why Doolittle" is not "why"."""
    inner = stripper.strip(clause)
    return inner if len(inner.words) > 1 else clause


def _says(clause: Clause) -> bool:
    """Whether a curated question says more than a name: a bare name is the topic's own."""
    return not any(mention.first == 0 and mention.end == len(clause.words) for mention in clause.mentions)


def _cards(pack: Pack, read: list[tuple[str, _Asked]]) -> dict[str, EntryCard]:
    cards: dict[str, EntryCard] = {}
    for label, asked in read:
        card = cards.get(label) or EntryCard(label, _own_topics(pack, label), _small_talk(pack, label))
        mentions = (item for item in asked.items if isinstance(item, Mention))
        named = frozenset(mention.ref.value for mention in mentions if mention.ref.entity in ("topic", "medium"))
        begins = frozenset({asked.opening} - {""})
        cards[label] = replace(card, topics=card.topics | named, openings=card.openings | begins)
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
