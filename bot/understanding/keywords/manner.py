"""In what length and for whom an answer is wanted: phrases that are taken out of a message before it is understood.

"Latent space in two sentences" asks what a latent space is; how long the answer is to be, the action need only be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.understanding.language.phrases import Phrases, Place, cut, purposive
from bot.understanding.language.text import Word
from bot.understanding.understanding import AS_WRITTEN, Manner
from knowledge.language import Words


class Wanted(NamedTuple):
    """A message without what it says of the answer."""

    words: tuple[Word, ...]
    manner: Manner = AS_WRITTEN
    alone: str = ""
    """The intent, if it says nothing else."""


class Manners:
    """Finds how an answer is wanted, in the words of one language."""

    def __init__(self, language: Words) -> None:
        self._idle = (language.stopwords | _SAYING) - _ORDINALS
        meant = ((phrase, (Manner(m.sentences, m.simple), m.alone)) for m in language.manners for phrase in m.phrases)
        self._phrases = Phrases(meant, language)

    def of(self, words: Sequence[Word]) -> Wanted:
        """What is asked, and how the answer is wanted."""
        left, found, alone = tuple(words), AS_WRITTEN, ""
        while (place := self._place(left)) is not None:
            (manner, speaking), first, end = place
            found, alone = found.and_(manner), alone if found.simple else speaking
            left = cut(left, first, end)
        if not alone:
            return Wanted(left)
        if all(word.text in self._idle for word in left) and not _names([word.text for word in left]):
            return Wanted(tuple(words), Manner(simple=True) if found.simple else found, alone)
        return Wanted(left, found)

    def _place(self, words: tuple[Word, ...]) -> Place[tuple[Manner, str]] | None:
        """The longest phrase that stands apart from the rest of a message, and its place."""
        apart = (place for place in self._phrases.of(words) if self._apart(words, place.first, place.end))
        return max(apart, key=lambda place: place.size, default=None)

    def _apart(self, words: tuple[Word, ...], first: int, end: int) -> bool:
        """Whether a phrase begins or ends what is said: nothing, a mark, or idle words stand before or behind it.

        What begins with no preposition might go on: "two sentences of text", "one line is enough".
        """
        idle, rest = self._idle, [word.text for word in words[end:]]
        behind = not rest or bool(words[end].mark) or rest[0] in _ASKING or idle.issuperset(rest)
        belongs = rest[:1] == ["of"] or (first and words[first - 1].text in _GOVERNING)
        belongs = belongs or (words[end - 1].text == "of" and not _TEXTS.isdisjoint(rest))
        belongs = belongs or purposive([word.text for word in words], first)
        if belongs or not (behind or words[first].text in _PREPOSITIONS or words[end - 1].text in _LEADING):
            return False
        return behind or bool(words[first].mark) or all(word.text in idle for word in words[:first])


def _names(texts: Sequence[str]) -> bool:
    """Whether words ask something or say what to explain, be it in the commonest words: "explain rephrase"."""
    if not _ASKING.isdisjoint(texts):
        return True
    at = next((at for at, text in enumerate(texts) if text in _EXPLAINING), len(texts))
    return not _LAST.issuperset(texts[at + 1 :])


_PREPOSITIONS = frozenset({"in", "within", "with", "using", "under", "like", "as", "tl", "tldr"})
"""Words that begin nothing else, so that what is asked may stand right behind: "tl;dr GAN"."""
_GOVERNING = frozenset({"for", "of", "to", "than", "which", "what", "from", "per", "each", "every"})
_LEADING = frozenset(
    {"about", "on", "of", "what", "how", "explaining", "explains", "explain", "describing", "describe", "defining"}
)
"""Words by which a phrase leads on to what is asked: "one line about …"."""
_TEXTS = frozenset(
    "article text page pages document book novel story paper report answer talk lecture video film letter email "
    "meeting contract minutes conversation chat".split()
)
"""What has a gist of its own, which is more than a short answer: "the gist of the article"."""
_ASKING = frozenset({"what", "who", "which", "when", "where", "why", "how", "whose", "whom"})
_EXPLAINING = frozenset({"explain", "define", "describe"})
_LAST = frozenset("it that this them these those all everything me us to again please once more now for the a".split())
"""Words that name nothing but what was said last."""
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "last", "latter", "former"})
"""Words that name one of what was listed: "the first of them, in a sentence"."""
_SAYING = frozenset({"version", "answer", "summary", "summarize", "sum", "repeat", "rephrase", "write", "okay", "form"})
