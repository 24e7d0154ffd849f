"""A message's words with their spelling mended: by the words of the pack, or by an example that it is like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA

from bot.understanding.knowhow import Knowhow
from bot.understanding.language.text import Word, squash
from bot.understanding.understanding import Candidate, Interpretation

SHORTEST = 4
"""Letters of the shortest word that an example mends."""

_SOUNDS = {"2": "to", "4": "for"}
"""Digits written for the word they sound like."""
_WHOM = frozenset(["my", "our", "me", "us", "your", "his", "her"])
"""What no digit counts: "one 4 my boss"."""
_DOING = frozenset("do make get use say show know see find help write read look start".split())
"""Stopwords that say what is done."""
_BEFORE_TO = frozenset("how want wants need needs like where try going able used have has what way".split())
_USING = frozenset(["use", "using", "take", "get"])
_NEAR = 5
"""Words back to which a use may be spoken of: "use it 2 sort"."""


class Mender:
    """Mends the words of a message."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._speller, self._names = knowhow.speller, knowhow.lexicon
        self._stopwords = knowhow.pack.words.stopwords
        self._uncounted = self._stopwords.union(knowhow.pack.words.sets.get("counted", ()))

    def mend(
        self, words: Sequence[Word], insisted: Sequence[str], slips: Mapping[str, str]
    ) -> tuple[tuple[Word, ...], tuple[tuple[str, str], ...]]:
        """The words with spelling repaired, but for those insisted on, and what was repaired.

        `slips` are words, as they are after repair, that are to be read as others.
        """
        fixed: list[Word] = []
        repairs: list[tuple[str, str]] = []
        known = self._speller.known
        for place, word in enumerate(words):
            if word.text in known and not slips and word.text not in _SOUNDS:
                fixed.append(word)
                continue
            following = words[place + 1].text if place + 1 < len(words) else ""
            sound = self._sound(words, place) if word.text in _SOUNDS else ""
            if sound:
                fixed.append(word._replace(text=sound))
                continue
            parts = self._mended(word.text, fixed[-1].text if fixed else "", following)
            if slips:
                parts = tuple(slips.get(part, part) for part in parts)
            if parts == (word.text,) or word.text in insisted:
                fixed.append(word)
                continue
            repairs.append((word.text, " ".join(parts)))
            fixed += [word._replace(text=part, mark=word.mark if i == 0 else "") for i, part in enumerate(parts)]
        return tuple(fixed), tuple(repairs)

    def suggestions(self, words: Iterable[Word]) -> tuple[str, ...]:
        """What words too short to repair may have meant, three at most: "gna"."""
        known, knows = self._speller.known, self._speller.knows
        short = [w.text for w in words if 2 < len(w.text) < 5 and w.text not in known and not knows(w.text)]
        if not short:
            return ()
        keys = [key for text in short for key in self._speller.near(text)[:2]]
        return tuple(dict.fromkeys(ref.value for key in keys for ref in self._names.refs[key]))[:3]

    def slips(self, heard: Iterable[Interpretation], repairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """Words of what nobody could place that are one slip away from the example's it is like: "diffusion modes".

        A word that was repaired is taken as it was written: "adds nopse" need not have meant "nopes".
        """
        found: dict[str, str] = {}
        written = {right: wrong for wrong, right in repairs}
        for one in heard:
            if one.outcome == "declined":
                likest = (self._slips(one.text, c, written) for c in (one.chosen, *one.alternatives) if c)
                found |= next((dict(slips) for slips in map(tuple, likest) if slips), {})
        return found

    def _slips(self, text: str, candidate: Candidate, written: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """All that the candidate leaves unexplained, with what to read instead; nothing where some can not be."""
        said, example = set(text.split()), candidate.closest.split()
        named = any(entity.extractor == "lexicon" for entity in candidate.entities)
        shared = named or said.intersection(example) - self._stopwords
        pairs = []
        for word in candidate.unexplained:
            as_written = written.get(word, word)
            meant = next((each for each in example if each not in said and _one_slip(as_written, each)), "")
            if not meant or (self._speller.knows(as_written) and not shared):
                return  # "What is a motel?" is like "What is a model?" in nothing but that.
            pairs.append((word, meant))
        yield from pairs

    def _sound(self, words: Sequence[Word], place: int) -> str:
        """The word that a digit sounds like, where it counts nothing: "how 2 make it", "use it 2 sort", "one 4 me"."""
        if not 0 < place < len(words) - 1:
            return ""
        word, before, behind = words[place], words[place - 1].text, words[place + 1]
        if word.mark or word.joined or behind.mark or not behind.text.isalpha():
            return ""
        doing = behind.text in _DOING or behind.text not in self._uncounted
        using = not _USING.isdisjoint(w.text for w in words[max(0, place - _NEAR) : place - 1])
        to = word.text == "2" and doing and (before in _BEFORE_TO or using)
        return _SOUNDS[word.text] if to or behind.text in _WHOM else ""

    def _mended(self, word: str, before: str, following: str) -> tuple[str, ...]:
        """What a word stands for; of several corrections the one that makes a name with the word beside it."""
        if self._speller.knows(word):
            return (word,)
        choices, names = self._speller.repair(word), self._names
        if squash(word + following) in names.refs or squash(before + word) in names.refs:
            return (word,)
        whole = self._speller.completing(word, squash(before))
        if whole == word:
            whole = self._speller.beginning(word, squash(following))
        if whole != word or choices == ((word,),):
            return (whole,)  # "Generative fial", "oten LLM": a name goes before what it may be by itself.
        for choice in choices if len(choices) > 1 else ():
            text = squash("".join(choice))
            if (following and names.begins(text + squash(following))) or squash(before) + text in names.refs:
                return choice
        return choices[0]


def _one_slip(word: str, meant: str) -> bool:
    return min(len(word), len(meant)) >= SHORTEST and word.isalpha() and OSA.distance(word, meant) == 1
