"""Weighing: what a clause says for and against a reading that was proposed for it.

Words that a reading does not account for are evidence against it: "what is the price of a VAE?" is not "what is a
VAE?". What the weights are was set on the packs' own test questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from sys import intern
from typing import NamedTuple

from bot.understanding.clause import SOFT, Clause, opening
from bot.understanding.cutting import depicted
from bot.understanding.examples.classifier import NUMBERS
from bot.understanding.examples.lessons import asks
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.dating import saying
from bot.understanding.language.defining import defined
from bot.understanding.language.linking import Mention
from bot.understanding.language.once import once
from bot.understanding.language.stemming import stem
from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate

_OWN = frozenset({"my", "our"})
_AMONG = frozenset({"which", "what", "all", "every", "many"})
ORDINARY = 0.56
"""What a question type keeps of its probability for each content word it leaves unexplained: one may be idle talk."""
TELLING = 0.49
"""The same for a word like those in which visitors ask for what no pack holds: "price", "download", "salary"."""
STRANGE = 0.3
"""The same for each word that is no word at all: most likely a name mistyped beyond repair."""
ENTRY_FLOOR = 0.35
"""What an entry keeps at the least for what it leaves unexplained: its examples are stories rather than forms."""
ONE_SIDE = 0.7
"""What a comparison keeps where only one of its sides is named."""
OTHER_FORM = 0.6
"""What an entry keeps where none of its questions asks as the visitor does: "how does …", "who", "when", "why"."""
UNDEFINED = 0.25
"""What a reading keeps where the meaning of a word is asked that its example only mentions."""
HEADLESS = 0.3
"""What a question type keeps for a thing it asks among that nothing is known of: "which bicycle is the oldest?"."""
YES_OR_NO = frozenset({"yes", "no"})
WORDLESS = 0.3
"""What a curated answer keeps for a clause that says nothing: "no", "that one"."""
UNWRITTEN = 0.55
"""What a question type keeps where the topic lacks its facet: an answer that exists beats one improvised."""
LIKELIEST = 0.985
"""A reading by likeness alone never outdoes a rule that fits."""


class Weights:
    """What weighing needs of a pack, prepared once."""

    def __init__(self, knowhow: Knowhow) -> None:
        self.knowhow, self.pack = knowhow, knowhow.pack
        self._declining = tuple(intent.intent for intent in knowhow.pack.intents.values() if intent.declines)
        self._vocabulary = {**knowhow.entries.vocabulary, **knowhow.typed.vocabulary}
        self.words, self.stems = cache(self._words_of), cache(self._stems_of)
        self.telling = lru_cache(maxsize=2048)(self._telling)
        self.classes = cache(self._classes_of)

    def warm(self) -> None:
        """Read now what the first question of a kind would wait for."""
        self.about  # noqa: B018
        self.pack.named_in("")

    def on(self, clause: Clause) -> Scales:
        """The scales for readings of a clause."""
        return Scales(self, clause)

    def explains(self, label: str, word: str) -> bool:
        """Whether the examples of a label hold a word in some form, or one that means nearly the same."""
        return f" {stem(word)} " in self.stems(label) or self.hints(label, word)

    def hints(self, label: str, word: str) -> bool:
        """Whether the examples of a label hold a word that means nearly the same."""
        near = self.knowhow.synonyms.of(word)
        if not near or label not in self._vocabulary:
            return bool(near)
        words = self.words(label)
        return any([f" {each} " in words for each in near])

    def _words_of(self, label: str) -> Container[str]:
        return _padded(label, self._vocabulary.get(label, "").split())

    def _stems_of(self, label: str) -> Container[str]:
        return _padded(label, dict.fromkeys(map(stem, self._vocabulary.get(label, "").split())))

    def _classes_of(self, label: str) -> frozenset[str]:
        """What the topics of an entry are kinds of, but for those it is about itself."""
        topics, ancestors = self.knowhow.cards[label].topics, self.pack.ancestors
        return frozenset(above for topic in topics for above in ancestors.get(topic, ())) - topics

    def numbers(self, label: str) -> frozenset[str]:
        """The numbers in the examples of a label."""
        return frozenset(word for word in self._vocabulary.get(label, "").split() if word[0].isdigit())

    @cached_property
    def about(self) -> Mapping[str, str]:
        """The stems of the words that half of a facet's questions have in common, a blank before and behind each.

        Of the few that have such words; sets of them would take much more memory.
        """
        found = {}
        for label, pairs in groupby(asks(self.pack), itemgetter(0)):
            if not label.startswith("topic/"):
                continue  # Advice and other answers mention what they never define: how a program knows a cat.
            asked = [{stem(word) for word in sentence.lower().split()} for _, sentence in pairs]
            counts = Counter(word for words in asked for word in words - self.pack.words.stopwords)
            if common := [word for word, count in counts.items() if count >= max(2, len(asked) / 2)]:
                found[label] = f" {' '.join(common)} "
        return found

    def _telling(self, word: str) -> bool:
        """Whether a word is like one in the examples of an intent that declines."""
        return any(self.explains(label, word) for label in self._declining)


def _padded(label: str, words: Iterable[str]) -> Container[str]:
    """Words, each with a blank before and behind it: a set for a question type, which has many examples.

    An entry has few words, and a text of them is searched as fast and takes a tenth of the memory.
    """
    return f" {' '.join(words)} " if "/" in label else frozenset(intern(f" {each} ") for each in words)


class _Content(NamedTuple):
    """A word that says something, whatever the reading."""

    text: str
    stem: str
    """With a blank before and behind."""
    strange: bool
    """Whether it is no word at all."""
    soft: str
    """The entity it is, if it is one that not every question takes: `order`, `aspect`, `state`."""


class Scales:
    """Weighs readings of one clause; what is the same for all of them is looked at once."""

    def __init__(self, weights: Weights, clause: Clause) -> None:
        self._weights, self.clause = weights, clause
        self._knowhow, self._pack = weights.knowhow, weights.pack

    def weigh(self, candidate: Candidate, label: str) -> Candidate:
        """The candidate with what it leaves unexplained, and its probability after that."""
        mentioned = bool(self._asked) and not self._defines(candidate.closest, label)
        over = self._unexplained(label, all_=mentioned) if self._content else ()
        strange = (sum([w.strange for w in over]) if over else 0) + (self._pack.plain and self._misnumbered(label))
        factor = UNDEFINED if mentioned else 1.0
        if strange or self._unknown:
            factor *= float(0.25 ** len(self._unknown) * STRANGE**strange)
        if "/" in label and candidate.intent != "small_talk":
            factor *= self._agreement(label)
            factor *= self._form(label) if self._opening else 1.0
            factor *= WORDLESS if self._wordless else 1.0
            factor *= self._coverage(len(over)) if over else 1.0
        else:
            factor *= 1.0 if self._written(candidate) else UNWRITTEN
            factor *= self._left(over, strange) if over or strange else 1.0
        left = (*[w.text for w in over], *self._unknown) if over or self._unknown else ()
        return candidate.weighed(min(LIKELIEST, candidate.probability * factor), left)

    def _unexplained(self, label: str, *, all_: bool) -> Sequence[_Content]:
        """The words that the examples of a label do not explain; `all_` is whether those say nothing on any word."""
        uses, stems, hints = self._knowhow.slots.get(label, ()), self._weights.stems(label), self._weights.hints
        return [
            w for w in self._content if w.soft not in uses and (all_ or not (w.stem in stems or hints(label, w.text)))
        ]

    def _left(self, over: Sequence[_Content], strange: int) -> float:
        """What words that are left unexplained say against a question type; `strange` of them are no words."""
        told = sum([self._weights.telling(w.text) for w in over if not w.strange])
        headless = not self._heads.isdisjoint([w.text for w in over])
        return float(TELLING**told * ORDINARY ** (len(over) - strange - told)) * (HEADLESS if headless else 1.0)

    @once
    def _content(self) -> tuple[_Content, ...]:
        clause, refs, knows = self.clause, self._knowhow.lexicon.refs, self._knowhow.speller.knows
        soft: dict[int, str] = {}
        named = self._knowhow.stripper.asides(clause)
        for mention in clause.mentions:
            inside = range(mention.first, mention.end)
            if mention.ref.entity in SOFT:
                soft |= dict.fromkeys(inside, mention.ref.entity)
            elif mention.refs:
                named = named.union(inside)
            if mention.ref.entity == "year":
                named = named.union(saying(clause.words, mention.first, self._pack.words))
        named = named.union(depicted(clause))
        found = []
        for position, word in enumerate(clause.words):
            text = word.text
            if position in named or text in self._pack.words.stopwords:
                continue
            if (known := refs.get(text)) and known[0].entity == "kind":
                continue  # "As a task", "some tool": a kind named in passing asks for none.
            if position and clause.words[position - 1].text in _OWN:
                continue  # "for my team", "of our shop": whose it is changes no answer.
            if text in NUMBERS or text.replace(",", "").isdigit():
                continue  # "three of them", "40,000 tickets": a version number is part of a name.
            found.append(_Content(text, f" {stem(text)} ", not knows(text), soft.get(position, "")))
        return tuple(found)

    @once
    def _asked(self) -> tuple[str, ...]:
        """The words the meaning of which is asked, if none of them is a name."""
        words = () if self._pack.plain or self.clause.mentions else defined(self.clause.text)
        content = {word.text for word in self._content}
        return words if content and content.issuperset(words) else ()

    def _defines(self, example: str, label: str) -> bool:
        """Whether a reading tells the meaning of what is asked: its question does, or the word is what it is about."""
        asked = {stem(word) for word in self._asked}
        if not example or not asked.isdisjoint(stem(word) for word in defined(example)):
            return True
        about = self._weights.about.get(label, "")
        return any(f" {word} " in about for word in asked)

    @once
    def _heads(self) -> frozenset[str]:
        """What a question asks among: the words behind "which" or "all"."""
        words = self.clause.texts
        return frozenset(word for before, word in pairwise(words) if before in _AMONG)

    @once
    def _unknown(self) -> tuple[str, ...]:
        return tuple(mention.surface for mention in self.clause.mentions if not mention.refs)

    @once
    def _said(self) -> int:
        """How many things a clause says: names, and words that are more than grammar."""
        stopwords = self._pack.words.stopwords
        return sum(isinstance(item, Mention) or item.text not in stopwords for item in self.clause.items)

    @once
    def _wordless(self) -> bool:
        """Whether a clause only points, or says yes or no."""
        words = self._pack.words
        return all(word.text in words.pronouns or word.text in YES_OR_NO for word in self.clause.words)

    @once
    def _topics(self) -> frozenset[str]:
        return frozenset(mention.ref.value for mention in self.clause.of("topic"))

    @once
    def _numbers(self) -> frozenset[str]:
        return frozenset(word.text for word in self.clause.words if word.text[0].isdigit())

    @once
    def _opening(self) -> str:
        return opening(self.clause)

    def _coverage(self, left: int) -> float:
        """How much of what a clause says an entry accounts for."""
        return max(ENTRY_FLOOR, float((1.0 - 0.75 * left / max(1, self._said, left)) ** 1.5))

    def _misnumbered(self, label: str) -> bool:
        """Whether a plain list's answer is for another number: what is said of bus 77 is not said of bus 7."""
        if not self._numbers:
            return False
        asked = self._weights.numbers(label)
        return bool(asked) and asked.isdisjoint(self._numbers)

    def _form(self, label: str) -> float:
        """What the form of a question says against an entry none of whose questions begins like it."""
        card = self._knowhow.cards.get(label)
        return OTHER_FORM if card is not None and self._opening not in card.openings else 1.0

    def _written(self, candidate: Candidate) -> bool:
        """Whether the facet a question type asks for is written for the topic it names."""
        intent = self._pack.intents.get(candidate.intent)
        if not intent or not intent.facet:
            return True
        named = [e.value for e in candidate.entities if e.entity in TOPICAL]
        known = next((self._pack.topics[value] for value in named if value in self._pack.topics), None)
        return intent.facet in known.facets if known else not named

    def _agreement(self, label: str) -> float:
        """What the topics named in a clause say for or against an entry."""
        card, named = self._knowhow.cards.get(label), self._topics
        if card is None or not named:
            return 1.0
        named -= self._weights.classes(label)
        if not named:
            return 1.0
        if label.startswith("compare/") and len(named & card.topics) < 2:
            return ONE_SIDE
        if named <= card.topics:
            # Two names alone make no comparison: "is an LLM a foundation model?" asks something else.
            return 0.85 if label.startswith("compare/") and len(named) > 1 else 1.15
        return 0.8 if named & card.topics else 0.5
