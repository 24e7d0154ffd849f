"""What is prepared of a pack before the first message: lexicon, speller, rules, both lanes of examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.understanding.clause import Clause
from bot.understanding.examples.classifier import Lane, entry_sample
from bot.understanding.examples.lessons import EntryCard, Lessons
from bot.understanding.examples.memo import taught
from bot.understanding.keywords.bidding import Bidding
from bot.understanding.keywords.conditions import Conditions
from bot.understanding.keywords.cues import Cues
from bot.understanding.keywords.manner import Manners
from bot.understanding.keywords.rules import Rules
from bot.understanding.keywords.script import Keywords
from bot.understanding.keywords.telling import Telling
from bot.understanding.language.interjections import Interjections
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import link
from bot.understanding.language.pattern import expanded, slots
from bot.understanding.language.spelling import Speller
from bot.understanding.language.text import normalise
from bot.understanding.matching.synonyms import Synonyms, synonyms
from bot.understanding.matching.vectors import Vectors
from bot.understanding.stripper import Stripper, stripping
from knowledge.pack import Pack


@dataclass(frozen=True)
class Knowhow:
    """Everything understanding needs of a pack, immutable and shared by all conversations."""

    pack: Pack
    lexicon: Lexicon
    speller: Speller
    stripper: Stripper
    interjections: Interjections
    manners: Manners
    rules: Rules
    keywords: Keywords
    """Of the script."""
    typed: Lane
    entries: Lane
    cards: Mapping[str, EntryCard]
    exact: Mapping[tuple[str, ...], str]
    """Entry labels by the words of their questions."""
    likes: Mapping[str, str]
    """The curated answers that rules mean, by the question they give."""
    slots: Mapping[str, frozenset[str]]
    """The slots that each intent's sentences use."""
    cues: Cues
    """Of the pieces of advice."""
    conditions: Conditions
    """On advice."""
    bidding: Bidding
    """The tasks that are given to the bot itself."""
    telling: Telling
    """What visitors tell of their situation."""
    synonyms: Synonyms
    """Of the content words of all examples."""
    vectors: Vectors | None

    @classmethod
    def of(cls, pack: Pack, vectors: Vectors | None, cache: Path | None = None) -> Knowhow:
        """Prepare a pack; what its examples taught is kept in `cache`, so that the next start need not learn it."""
        lexicon, stripper = Lexicon.of(pack), stripping(pack.words)
        lessons = taught(pack, lexicon, stripper, vectors, cache)
        return cls(
            pack=pack,
            lexicon=lexicon,
            speller=Speller(lexicon, lessons.words | pack.words.stopwords | _filling(pack), pack.words.stopwords),
            stripper=stripper,
            interjections=Interjections(pack.words),
            manners=Manners(pack.words),
            rules=Rules(pack),
            keywords=Keywords(pack.script, pack.words),
            typed=Lane(lessons.typed, vectors),
            entries=Lane(lessons.entries, vectors),
            cards=MappingProxyType(dict(lessons.cards)),
            exact=MappingProxyType(dict(lessons.exact)),
            likes=MappingProxyType(_likes(pack, lexicon, stripper, lessons.exact)),
            slots=MappingProxyType(_slots(pack)),
            cues=Cues(pack),
            conditions=Conditions(pack),
            bidding=Bidding(pack.words),
            telling=Telling(pack),
            synonyms=synonyms(_content(lessons) - pack.words.stopwords, vectors),
            vectors=vectors,
        )

    def warm(self) -> None:
        """Prepare what the first messages would wait for."""
        self.speller.warm()
        if self.vectors is not None:
            self.vectors.learn(self.speller.words)
        self.synonyms.warm()
        self.keywords.warm()
        self.rules.warm()


def _filling(pack: Pack) -> frozenset[str]:
    """The words of courtesy and filler: misspelt, they are filler still."""
    return frozenset(word for phrase in pack.words.fillers for word in re.findall(r"[a-z]+", phrase))


def _likes(pack: Pack, lexicon: Lexicon, stripper: Stripper, exact: Mapping[tuple[str, ...], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for like in {rule.like for rule in pack.rules if rule.like}:
        words = normalise(like, pack.words).words
        clause = Clause(words, link(words, lexicon, pack.words))
        inner = stripper.strip(clause)
        asked = entry_sample(inner if len(inner.words) > 1 else clause, pack)
        found |= {like: exact[asked.words]} if asked.words in exact else {}
    return found


def _content(lessons: Lessons) -> frozenset[str]:
    learned = (lessons.typed, lessons.entries)
    return frozenset(word for one in learned for words in one.vocabulary.values() for word in words.split())


def _slots(pack: Pack) -> dict[str, frozenset[str]]:
    used: dict[str, set[str]] = {intent: set() for intent in pack.intents}
    for intent in pack.intents.values():
        for example in intent.examples:
            used[intent.intent] |= set(slots(example))
        used[intent.intent] |= {name for need in intent.needs for name in need.replace(" ", "|").split("|")}
    for rule in pack.rules:
        for pattern in rule.when:
            used[rule.intent] |= set(slots(expanded(pattern, pack.words.sets)))
    for name, soft in _SOFT_SLOTS.items():
        if name in used:
            used[name] |= soft
    return {name: frozenset(slots) for name, slots in used.items()}


_SOFT_SLOTS = {
    "compare": {"aspect"},
    "superlative": {"order"},
    "select": {"order", "state"},
    "count": {"order", "state"},
}
