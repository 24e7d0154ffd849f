"""Spelling repair of words the pack does not know, against the words it does.

A deletion index proposes, RapidFuzz verifies and ranks. Words of ordinary English, short words,
digits and versions are never touched; each repair is kept for the trace.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.language.deletions import Deletions
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.listing import Listing

COMMON = 250_000
"""Occurrences in the frequency list from which a word counts as ordinary English."""
CLOSE = 0.9
"""Two corrections whose costs differ by less are told apart by the words beside them."""
SHORTEST = 5
"""Letters of the shortest word that is repaired; a shorter one is only asked about."""
_LAST = chr(0x10FFFF)
"""The last character there is: behind all words that go on in another way."""
FAR = 0.25
"""What a letter costs more that stands far from the one meant on the keyboard: one left out is likelier."""
LONG = 9
"""Letters of a word whose first may be one of its two slips: `alucinate`, `mdiffrence`."""


@cache
def english() -> Listing:
    """Ordinary English words, from the frequency list that comes with symspellpy."""
    path = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    with path.open(encoding="utf-8-sig") as listing:
        rows = (line.split() for line in listing)
        return Listing(row[0] for row in rows if len(row) == 2 and int(row[1]) >= COMMON)


class Speller:
    """Finds the word of the pack that an unknown word was meant to be."""

    def __init__(self, lexicon: Lexicon, question_words: Iterable[str], function_words: frozenset[str]) -> None:
        self._function = function_words
        # Copied once they are whole: a set that grows takes twice the room.
        self._names = frozenset({word for word in lexicon.vocabulary if word.isalpha()})
        self._keys = frozenset({key for key in lexicon.refs if key.isalpha()})
        asked = frozenset(question_words)
        self._letters = frozenset("".join(self._names | self._keys))
        self._joined = asked & self._keys
        self._asked = asked - self._names - self._keys
        """Words of questions that no name holds."""
        self.known = self._names | self._keys | asked
        self.repair = lru_cache(maxsize=8192)(self._repair)
        self.near = lru_cache(maxsize=1024)(self._near)

    def warm(self) -> None:
        """Prepare what the first unknown word would wait for."""
        for mend in (self.completing, self.beginning):
            mend("unknownword", self.repair("unknownword")[0][0])

    @property
    def words(self) -> frozenset[str]:
        """What a text may hold of these, which no name does that was written in one though it is several words."""
        return self._names | self._asked | self._joined

    def knows(self, word: str) -> bool:
        """Whether a word needs no repair: the pack's own, ordinary English, or not a word of letters."""
        return word in self.known or not word.isalpha() or word in english()

    def _repair(self, word: str) -> tuple[tuple[str, ...], ...]:
        """What an unknown word may have been meant to be, likeliest first: a word, or the two it was joined from."""
        if self.knows(word):
            return ((word,),)
        single = self._undoubled(word)
        if single in self.known or (single and len(word) <= SHORTEST - 1):
            return ((single,),)
        if len(word) < SHORTEST:
            mended = self._voweled(word) or self._swapped(word) or self._lengthened(word) or word
            return ((mended,),)
        near = self._closest(word, 1 if len(word) <= SHORTEST else 2)
        if not near and "iz" in word:
            near = self._closest(word.replace("iz", "is"), 1)  # "dxpertise" was spelt the American way before.
        if not near and len(word) > SHORTEST + 1:
            near = self._sounding(word)
        if near and OSA.distance(word, near[0]) == 1:
            return tuple((term,) for term in near)
        if clipped := self._clipped(word):
            return ((clipped,),)
        if single:
            return ((single,),)
        parts = self._split(word)
        return (parts,) if parts else tuple((term,) for term in near) or ((word,),)

    def completing(self, word: str, before: str) -> str:
        """A word with one slip, mended where it makes a name with the word before it: "Turing ttst"."""
        joined = before + word
        if not before or len(word) < SHORTEST - 2 or self.knows(word) or not _begins(self._forwards, before, joined):
            return word
        names = (name for name in self._closest(joined, 1) if name in self._keys and name.startswith(before))
        tails = (name[len(before) :] for name in names)
        long = len(word) > SHORTEST  # "code wisperer": a name of one word, written as two.
        return next((tail for tail in tails if (long or tail in self.known) and OSA.distance(word, tail) == 1), word)

    def beginning(self, word: str, following: str) -> str:
        """A word with one slip, mended where it makes a name with the word behind it: "oten LLM"."""
        joined = word + following
        if not following or len(word) < SHORTEST - 1 or self.knows(word):
            return word
        if not _begins(self._backwards, following[::-1], joined[::-1]):
            return word
        names = (name for name in self._closest(joined, 1) if name in self._keys and name.endswith(following))
        heads = (name[: -len(following)] for name in names)
        return next((head for head in heads if head in self.known and OSA.distance(word, head) == 1), word)

    def _swapped(self, word: str) -> str:
        """A short word with a slip is only mended where that makes a word of questions: `waht`, `byu`, `tne`."""
        turned = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
        # "Oen" may be "open", which names begin with; and where a name is as near, no word of a question is assumed.
        for known in (self._function - {"one"}, frozenset[str]() if self.near(word) else self._asked):
            if found := next((text for text in turned if text in known), ""):
                return found
        return "the" if len(word) == 3 and word[0] == "t" and word[-1] == "e" else ""

    def _voweled(self, word: str) -> str:
        """A word of grammar whose vowel was left out: `mny`, `frm`; none where it may be two."""
        if len(word) < SHORTEST - 2 or not _VOWELS.isdisjoint(word):
            return ""
        meant = [term for term in self._function if len(term) == len(word) + 1 and _consonants(term) == word]
        return meant[0] if len(meant) == 1 else ""

    def _clipped(self, word: str) -> str:
        """The word of which one is the beginning, with the plural's s or without: `params`, `algos`.

        It is likelier than a name two slips away, and only assumed where all words that begin so are forms of one.
        """
        many = word.endswith("s") and len(word) > SHORTEST
        begun = word[:-1] if many else word
        if len(begun) < SHORTEST - 1:
            return ""
        first, end = (bisect_left(self._alphabet, text) for text in (begun, f"{begun}{_LAST}"))
        meant = sorted((term for term in self._alphabet[first:end] if len(term) > len(word)), key=len)
        if not meant or any(not term.startswith(meant[0].removesuffix("s")) for term in meant):
            return ""
        return next((term for term in meant if term.endswith("s") == many), meant[0])

    def _sounding(self, word: str) -> tuple[str, ...]:
        """The words one slip away from what was written as it sounds: `halucinashun`, `difushun`."""
        written = (word.replace(heard, spelt) for heard, spelt in _SOUNDS if heard in word)
        return next(
            (near for text in written if (near := (text,) if text in self.known else self._closest(text, 1))), ()
        )

    def _undoubled(self, word: str) -> str:
        """A word in which a letter was typed twice: `llast`, `plaanning`."""
        twice = (at for at in range(len(word) - 1) if word[at] == word[at + 1])
        singles = (word[:at] + word[at + 1 :] for at in twice)
        return next((text for text in singles if len(text) >= SHORTEST - 1 and self.knows(text)), "")

    def _lengthened(self, word: str) -> str:
        """The longer word of which one of four letters lost one: `abot`, and `moel` where no short name is as near."""
        if len(word) == SHORTEST - 1:
            begun = (term for term in self._closest(word, 1) if term[0] == word[0] and len(term) == SHORTEST)
            if function := next((term for term in begun if term in self._function), ""):
                return function
        if len(word) != SHORTEST - 1 or any(len(text) < SHORTEST and text in self._names for text in self._slips(word)):
            return ""
        near = (term for term in self._closest(word, 1) if len(term) == SHORTEST)
        return next((term for term in near if set(term) & set("aeiou")), "")

    @cached_property
    def _alphabet(self) -> tuple[str, ...]:
        """The known words in order: those that begin alike stand together."""
        return tuple(sorted(self.known))

    @cached_property
    def _forwards(self) -> Sequence[str]:
        """The names that are one word, in order."""
        return sorted(self._keys)

    @cached_property
    def _backwards(self) -> Sequence[str]:
        """The same, each read from its end."""
        return sorted(key[::-1] for key in self._keys)

    @cached_property
    def _index(self) -> Deletions:
        # Made at the first unknown word: many a process never meets one.
        many = {word[:-1] for word in self._asked if word.endswith("s") and not word.endswith(("us", "ss", "is"))}
        many |= {f"{word}s" for word in self._asked if word.isalpha() and not word.endswith("s")}
        return Deletions(word for word in sorted(self.known | many) if len(word) >= SHORTEST - 1)

    def _closest(self, word: str, distance: int) -> tuple[str, ...]:
        """The nearest words, best first: those about as near as the best."""
        terms = [term for term in self._index.near(word, distance) if self._may_be(word, term, distance)]
        ranked = sorted(terms, key=lambda term: self._cost(word, term))
        best = self._cost(word, ranked[0])[0] if ranked else 0.0
        return tuple(term for term in ranked if self._cost(word, term)[0] < best + CLOSE)[:4]

    def _may_be(self, word: str, term: str, distance: int) -> bool:
        """Whether so near a word may be meant; what needs two edits must be long, or a name and begin alike."""
        edits = OSA.distance(word, term, score_cutoff=distance)
        if edits < 2:
            return True
        alike = word[0] == term[0] or len(word) >= LONG
        return edits <= distance and alike and (len(word) > SHORTEST + 1 or term in self._names)

    def _cost(self, word: str, term: str) -> tuple[float, int, str]:
        # A name or a function word is likelier meant than other words of questions; first letters are seldom wrong,
        # letters often swapped.
        likely = term in self._names or term in self._keys or term in self._function
        cost = OSA.distance(word, term) + (0.0 if likely else 0.3)
        swapped = sorted(word) == sorted(term)
        cost += FAR * (len(word) == len(term) and not swapped and not _neighbours(word, term))
        cost += -0.35 if swapped else 0.4 if word[0] != term[0] else 0.0
        return (cost, abs(len(word) - len(term)), term)

    def _split(self, word: str) -> tuple[str, ...] | None:
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if self._part(left) and self._part(right) and (left in self._keys or right in self._keys):
                return (left, right)
        return None

    def _part(self, word: str) -> bool:
        return word in self._keys or (word in self.known and len(word) > 2) or word in _LINKS

    def _near(self, word: str) -> tuple[str, ...]:
        """Names one slip away from a word too short to repair: to ask about, never to assume."""
        near = {text for text in self._slips(word) if text in self._keys}
        return tuple(sorted(near, key=lambda key: (key[0] != word[0], sorted(key) != sorted(word), key)))

    def _slips(self, word: str) -> Iterator[str]:
        """Every text one edit away from a word, in the letters of names: soon tried where a word is short."""
        for at in range(len(word) + 1):
            before, behind = word[:at], word[at:]
            yield from (before + letter + behind for letter in self._letters)
            if behind:
                yield before + behind[1:]
                yield from (before + letter + behind[1:] for letter in self._letters if letter != behind[0])
            if len(behind) > 1 and behind[0] != behind[1]:
                yield before + behind[1] + behind[0] + behind[2:]


def _begins(names: Sequence[str], begun: str, word: str) -> bool:
    """Whether one of some names in order begins in a way and is one slip at most from a word."""
    first = bisect_left(names, begun)
    end = bisect_left(names, f"{begun}{_LAST}", first)
    return process.extractOne(word, names[first:end], scorer=OSA.distance, score_cutoff=1) is not None


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_AT = {letter: (row, 0.5 * row + place) for row, keys in enumerate(_ROWS) for place, letter in enumerate(keys)}


def _neighbours(word: str, term: str) -> bool:
    """Whether all letters in which two words of one length differ lie side by side on the keyboard."""
    pairs = ((_AT.get(one), _AT.get(other)) for one, other in zip(word, term, strict=True) if one != other)
    return all(a and b and abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1.0 for a, b in pairs)


_VOWELS = frozenset("aeiou")
_SOUNDS = (("shun", "tion"), ("zhun", "sion"), ("shun", "sion"), ("kw", "qu"), ("kshun", "ction"), ("kshul", "ctual"))
"""Letters as they sound to many, and how words spell them."""


@cache
def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)


_LINKS = frozenset({"vs", "and", "or", "is", "the"})
