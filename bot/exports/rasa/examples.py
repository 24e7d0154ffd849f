"""What an exported Rasa learns from: the sentences of each intent, and of each curated answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.exports.rasa.markup import Example, example
from bot.exports.rasa.names import Names, Rotation
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.pattern import parse, samples
from knowledge.language import Intent
from knowledge.pack import Pack

GUEST = "action_talk_to_eliza"
FEWEST = 2
"""Examples an intent needs: Rasa can not learn from fewer."""
FORMS = 3
"""Sentences made from one pattern."""
BARE = 120
"""Names at most that stand as examples of a bare name."""
ENTRIES = {"faq": "faq", "small_talk": "small_talk", "advice": "advise"}
"""Kinds of curated answers and the retrieval intents that lead to them."""
_SLOT = re.compile(r"\{([a-z_.|]+)\}")


@dataclass(frozen=True, slots=True)
class Taught:
    """The examples by label (`define`, `faq/contact`), and what could not become one."""

    examples: Mapping[str, tuple[Example, ...]]
    left_out: tuple[str, ...]

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents that have examples; `faq/contact` is a part of `faq`."""
        return tuple(dict.fromkeys(label.partition("/")[0] for label in self.examples))


def taught(pack: Pack, lexicon: Lexicon, names: Names) -> Taught:
    """Collect the examples of a pack: curated questions first, then patterns filled with names in turn."""
    collector, rotation = _Collector(pack, lexicon), Rotation(pack, names)
    collector.curated()
    collector.patterns(rotation)
    collector.bare(rotation)
    return collector.result()


class _Collector:
    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        self._pack, self._lexicon = pack, lexicon
        self._found: dict[str, list[Example]] = {}
        self._said: set[str] = set()
        self._lost: Counter[str] = Counter()

    def curated(self) -> None:
        """Entries and advice as retrieval intents; questions to comparisons and facets where they name their topics."""
        for entry in self._pack.entries.values():
            for sentence in entry.asks:
                self._add(f"{ENTRIES[entry.kind]}/{entry.id}", self._example(sentence))
        for advice in self._pack.advice.values():
            for sentence in advice.asks:
                self._add(f"{ENTRIES['advice']}/{advice.id}", self._example(sentence))
        for label, named, sentence in self._asks():
            found = self._example(sentence)
            if set(named) <= {name.value for name in found.marked}:
                self._add(label, found)
            else:
                self._lost["questions to a topic or a comparison that do not name it"] += 1

    def _asks(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """The intent, the topics and the sentence of each question to a comparison or to a side of a topic."""
        for comparison in self._pack.comparisons.values():
            yield from (("compare", comparison.sides, sentence) for sentence in comparison.asks)
        for topic in self._pack.topics.values():
            for facet, sentences in topic.asks.items():
                intent = self._pack.intent_for_facet.get(facet, "define")
                yield from ((intent, (topic.id,), sentence) for sentence in sentences)

    def patterns(self, rotation: Rotation) -> None:
        """Each pattern in a few forms, its slots filled with names in turn."""
        for intent in self._pack.intents.values():
            for pattern in () if _staying(intent) else intent.examples:
                for words in samples(parse(pattern, self._pack.words), FORMS):
                    sentence = _filled(" ".join(words), rotation)
                    if sentence is None:
                        self._lost["sentences that need a kind of name the pack has not got"] += 1
                    else:
                        self._add(intent.intent, self._example(sentence))

    def bare(self, rotation: Rotation) -> None:
        """Names alone, for the intent that a bare name is."""
        if "bare" not in self._pack.intents:
            return
        for slot in ("topic", "kind", "medium", "aspect", "year", "organisation", "person", "task"):
            turns = (rotation.next(slot, ()) for _ in range(BARE // (2 if slot == "topic" else 10)))
            for _, name in filter(None, turns):
                self._add("bare", self._example(name))

    def result(self) -> Taught:
        """What was found, without the intents that have too little."""
        counts = Counter[str]()
        for label, found in self._found.items():
            counts[label.partition("/")[0]] += len(found)
        kept = {label: tuple(v) for label, v in self._found.items() if counts[label.partition("/")[0]] >= FEWEST}
        silent = [name for name, i in self._pack.intents.items() if counts[name] < FEWEST and not _staying(i)]
        if self._pack.advisor is not None:
            self._lost["adviser, which asks by a form"] = 1
        if any(intent.action == GUEST for intent in self._pack.intents.values()):
            self._lost["ELIZA, who takes a conversation over"] = 1
        lost = [f"{count} {what}" for what, count in self._lost.items()]
        return Taught(kept, (*lost, *([f"intents without examples: {', '.join(silent)}"] if silent else [])))

    def _example(self, sentence: str) -> Example:
        return example(sentence, self._lexicon, self._pack.words)

    def _add(self, label: str, found: Example) -> None:
        """Keep an example unless the same words stand somewhere already: Rasa wants each but once."""
        key = found.plain.casefold()
        if key and key not in self._said:
            self._said.add(key)
            self._found.setdefault(label, []).append(found)


def _filled(sentence: str, rotation: Rotation) -> str | None:
    """The sentence with a name in each slot, no name twice; None where one is missing."""
    taken: list[str] = []
    parts = _SLOT.split(sentence)
    for place in range(1, len(parts), 2):
        turn = rotation.next(parts[place], taken)
        if turn is None:
            return None
        taken.append(turn[0])
        parts[place] = turn[1]
    return "".join(parts)


def _staying(intent: Intent) -> bool:
    """Whether an intent stays here: Rasa's forms want slots of their own, and no Rasa hands a conversation over."""
    return bool(intent.form) or intent.action == GUEST
