"""What examples teach: both lanes, the words of questions, and what each curated answer is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.understanding.classifier import Learned, entry_sample, learn, typed_examples
from bot.understanding.clause import Clause, Stripper, opening
from bot.understanding.lexicon import Lexicon, names
from bot.understanding.linking import link
from bot.understanding.text import normalise
from bot.understanding.vectors import Vectors
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
    read = [(label, _stripped(_clause(sentence, pack.words, lexicon), stripper)) for label, sentence in asks(pack)]
    saying = [number for number, (_, clause) in enumerate(read) if _says(clause)]
    asked = [read[number] for number in saying]
    sampled = [(label, entry_sample(clause, pack)) for label, clause in asked]
    forms = list(typed_examples(pack, lexicon))
    typed = tuple((intent, sample) for _, intent, sample in forms)
    words = {word for _, sample in typed for word in sample.plain}
    words |= {word.text for _, clause in asked for word in clause.words}
    return Lessons(
        learn(typed, vectors),
        learn(tuple(sampled), vectors),
        _cards(pack, asked),
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


def _stripped(clause: Clause, stripper: Stripper) -> Clause:
    """A curated question without filler, unless that leaves a single word of it: "why Doolittle" is not "why"."""
    inner = stripper.strip(clause)
    return inner if len(inner.words) > 1 else clause


def _says(clause: Clause) -> bool:
    """Whether a curated question says more than a name: a bare name is the topic's own."""
    return not any(mention.first == 0 and mention.end == len(clause.words) for mention in clause.mentions)


@lru_cache(maxsize=16384)
def _clause(sentence: str, language: Words, lexicon: Lexicon) -> Clause:
    # Cached: as long as the names stay the same, only new questions are read.
    text = _normalised(sentence, language)
    return Clause(text.words, link(text.words, lexicon, language), text.question)


_normalised = lru_cache(maxsize=16384)(normalise)


def _cards(pack: Pack, asked: list[tuple[str, Clause]]) -> dict[str, EntryCard]:
    cards: dict[str, EntryCard] = {}
    for label, clause in asked:
        card = cards.get(label) or EntryCard(label, _own_topics(pack, label), _small_talk(pack, label))
        named = frozenset(mention.ref.value for mention in clause.of("topic", "medium"))
        begins = frozenset({opening(clause)} - {""})
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
