"""Courtesy and filler: what stands for thousands of phrases is found like what is written out."""

from __future__ import annotations

from itertools import islice

from bot.understanding.language.fillers import FEW, Fillers
from bot.understanding.language.pattern import Part, expanded, parse, samples
from knowledge.loader import DEFAULT, load

WORDS = load(DEFAULT).words
FILLERS = Fillers(WORDS)
BEFORE, BEHIND = ("gpt", "gan"), ("vae", "nerf")
MANY = 4000


def parsed(filler: str) -> tuple[Part, ...]:
    """A filler with the words of its sets in it."""
    return parse(expanded(filler, WORDS.sets), WORDS)


def phrases(filler: str) -> list[tuple[str, ...]]:
    """Some that a filler stands for, from all over it."""
    return list(islice(samples(parsed(filler), MANY), 0, MANY, 37))


def test_every_phrase_is_found_alone_in_front_and_behind() -> None:
    """Whatever a pattern stands for is a filler, and is taken off both ends whole."""
    for phrase in (phrase for filler in WORDS.fillers for phrase in phrases(filler)):
        assert phrase in FILLERS
        assert (*phrase, *BEHIND) not in FILLERS
        assert len(phrase) in FILLERS.leading((*phrase, *BEHIND))
        assert len(phrase) in FILLERS.trailing((*BEFORE, *phrase))
        inside = FILLERS.within((*BEFORE, *phrase, *BEHIND))
        assert inside.isdisjoint({0, 1, len(phrase) + 2, len(phrase) + 3})
        assert len(phrase) == 1 or set(range(2, len(phrase) + 2)) <= inside


def test_there_are_fillers_of_both_sorts() -> None:
    """Else the test above would not tell."""
    sizes = [sum(1 for _ in samples(parsed(filler), FEW + 1)) for filler in WORDS.fillers]
    assert min(sizes) <= FEW
    assert max(sizes) > FEW
