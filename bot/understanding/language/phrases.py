"""Phrases that are cut out of a message, wherever they stand in it; looked for only where a word of theirs is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Generic, NamedTuple, TypeVar

from bot.understanding.language.pattern import expanded, finder, longest, musts, parse
from bot.understanding.language.text import Word
from knowledge.language import Words

Meaning = TypeVar("Meaning")


class Place(NamedTuple, Generic[Meaning]):
    """A phrase, where it stands."""

    meaning: Meaning
    first: int
    end: int
    """Positions of words; the end is exclusive."""

    @property
    def size(self) -> int:
        """How many words it has."""
        return self.end - self.first


class _Phrase(NamedTuple, Generic[Meaning]):
    expression: re.Pattern[str]
    musts: tuple[frozenset[str], ...]
    meaning: Meaning


class Phrases(Generic[Meaning]):
    """Patterns in the words of one language, each with what it means."""

    def __init__(self, patterns: Iterable[tuple[str, Meaning]], language: Words) -> None:
        self._phrases: list[_Phrase[Meaning]] = []
        self._by_word: dict[str, list[int]] = {}
        for pattern, meaning in patterns:
            parts = longest(parse(expanded(pattern, language.sets), language))
            self._phrases.append(_Phrase(re.compile(f"(?:^|(?<= )){finder(parts)}"), musts(parts), meaning))
        common = Counter(word for phrase in self._phrases for must in phrase.musts for word in must)
        for number, phrase in enumerate(self._phrases):
            for word in min(phrase.musts, key=partial(_rarity, language.stopwords, common), default=()):
                self._by_word.setdefault(word, []).append(number)

    def of(self, words: Sequence[Word]) -> Iterator[Place[Meaning]]:
        """Every place where a phrase stands."""
        texts = [word.text for word in words]
        if self._by_word.keys().isdisjoint(texts):
            return
        likely = dict.fromkeys(chain.from_iterable(map(self._by_word.get, texts, repeat(()))))
        holds, said = frozenset(texts), ""
        for phrase in map(self._phrases.__getitem__, likely):
            for either in phrase.musts:  # A plain loop: `any` takes twice as long, and several are tried.
                if holds.isdisjoint(either):
                    break
            else:
                said = said or f"{' '.join(texts)} "
                for match in phrase.expression.finditer(said):
                    first, end = said.count(" ", 0, match.start()), said.count(" ", 0, match.end())
                    if end > first:
                        yield Place(phrase.meaning, first, end)


def _rarity(stopwords: frozenset[str], common: Mapping[str, int], must: frozenset[str]) -> tuple[bool, int]:
    return not must.isdisjoint(stopwords), sum(common[word] for word in must)


def cut(words: tuple[Word, ...], first: int, end: int) -> tuple[Word, ...]:
    """Words without some of them; a mark before these stands before what follows, if that has none itself."""
    behind = words[end:]
    if behind:
        behind = (behind[0]._replace(mark=behind[0].mark or words[first].mark), *behind[1:])
    return (*words[:first], *behind)


_USING = frozenset({"use", "used", "uses", "using"})
_FIT = frozenset({"good", "best", "better", "right", "suitable", "suited", "okay", "useful", "fine", "do", "work"})


def purposive(texts: Sequence[str], first: int) -> bool:
    """Whether words from `first` on say what is to be used for: "use Suno for a slide", "which is best for a talk"."""
    before = texts[:first]
    return texts[first] == "for" and (not _USING.isdisjoint(before) or (first > 0 and before[-1] in _FIT))
