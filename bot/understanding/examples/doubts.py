"""Doubts about examples: those that the others take for another's, and answers that ask alike.

Each example is scored by all the others (`bot/understanding/matching/jackknife.py`). Visitors never say quite what is
written, so an example that only its own wording leads home is one they will be misunderstood by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.understanding.examples.classifier import Learned, examples, probability
from bot.understanding.examples.lessons import Lessons, asks, syllabus
from bot.understanding.examples.memo import Notes
from bot.understanding.matching.jackknife import LeftOut, left_out
from knowledge.pack import Pack

FOREIGN = 0.985
"""Probability of another label from which an example looks like that one's."""
OWN = 0.05
"""Probability of its own label up to which it looks like none of its own."""
FEWEST = 3
"""Examples a label must have for the others of them to be asked about one."""
TAKEN = 0.7
"""Probability from which an example that is left out counts as taken for another label's."""
SHARE = 1 / 3
"""Share of a label's examples that must be taken for the same other for the two to ask alike."""
SOME = 3
"""How many of them at the least."""
MISPLACED = 20
"""Misplaced examples that are told at once, the gravest: others come up when these are mended."""
ALIKE = 10
"""Pairs that are told at once."""


class Asked(NamedTuple):
    """An example as it is written, and what claims it: `intent/define`, `vae.how`, `faq/contact`."""

    owner: str
    sentence: str


class Misplaced(NamedTuple):
    """An example that looks like another's."""

    example: Asked
    closest: Asked
    """The other's example that is most like it."""
    own: float
    other: float
    """How likely each owner is, by the other examples."""


class Pair(NamedTuple):
    """Two owners one of which is often taken for the other."""

    example: Asked
    closest: Asked
    """The plainest of the owner's examples that are taken for the other's, and what it is like."""
    taken: int
    of: int
    """How many of the owner's examples are taken for the other's."""


class Doubts(NamedTuple):
    """All there are, the gravest first."""

    misplaced: tuple[Misplaced, ...]
    alike: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Score:
    """An example scored by the others, in terms of the pack."""

    example: Asked
    closest: Asked
    own: float
    other: float

    @property
    def lead(self) -> float:
        return self.other - self.own


def kept(pack: Pack, cache: Path | None) -> Doubts | None:
    """The doubts that were found in these examples before; None if nobody looked."""
    found = Notes(cache, syllabus(pack)).recall()
    if found is None:
        return None
    misplaced, alike = found
    return Doubts(
        tuple(Misplaced(Asked(*example), Asked(*closest), *more) for example, closest, *more in misplaced),
        tuple(Pair(Asked(*example), Asked(*closest), *more) for example, closest, *more in alike),
    )


def doubts(pack: Pack, lessons: Lessons, cache: Path | None) -> Doubts:
    """Look through the examples of both lanes, and keep what was found."""
    typed = [Asked(f"intent/{intent}", example) for intent, example in examples(pack)]
    entries = [Asked(label.removeprefix("topic/"), sentence) for label, sentence in asks(pack)]
    scores = [
        *_scores(lessons.typed, lessons.typed_from, typed),
        *_scores(lessons.entries, lessons.entries_from, entries),
    ]
    scores.sort(key=lambda score: (-score.lead, score.example))
    counts = Counter(score.example.owner for score in scores)
    alike = _alike(scores, counts)
    found = Doubts(tuple(_misplaced(scores, counts, alike)[:MISPLACED]), tuple([*alike.values()][:ALIKE]))
    Notes(cache, syllabus(pack)).keep(found)
    return found


def _scores(learned: Learned, sources: Sequence[int], written: Sequence[Asked]) -> Iterator[_Score]:
    """Each example once: of the forms of a pattern, the one that looks most like another's."""
    worst: dict[int, LeftOut] = {}
    for one in left_out(learned.index, sources):
        known = worst.get(sources[one.example])
        if known is None or one.score - one.own > known.score - known.own:
            worst[sources[one.example]] = one
    for source, one in sorted(worst.items()):
        yield _Score(written[source], written[sources[one.closest]], one.own, one.score)


def _misplaced(
    scores: Iterable[_Score], counts: Mapping[str, int], alike: Container[frozenset[str]]
) -> list[Misplaced]:
    found: dict[Asked, Misplaced] = {}
    for score in scores:
        own, other = probability(score.own), probability(score.other)
        back = found.get(score.closest)
        if back is not None and back.closest == score.example:
            continue  # Of two that are like each other one is told.
        if frozenset({score.example.owner, score.closest.owner}) in alike:
            continue  # It is told with the pair.
        if other >= FOREIGN and own <= OWN and counts[score.example.owner] >= FEWEST:
            found[score.example] = Misplaced(score.example, score.closest, own, other)
    return list(found.values())


def _alike(scores: Iterable[_Score], counts: Mapping[str, int]) -> dict[frozenset[str], Pair]:
    """By owners, the pair first of which the larger share is taken for the other's."""
    taken: dict[tuple[str, str], list[_Score]] = {}
    for score in scores:
        if score.lead > 0 and probability(score.other) >= TAKEN:
            taken.setdefault((score.example.owner, score.closest.owner), []).append(score)
    found: dict[frozenset[str], Pair] = {}
    for (owner, other), some in sorted(taken.items(), key=lambda item: -len(item[1]) / counts[item[0][0]]):
        if len(some) >= SOME and len(some) >= SHARE * counts[owner]:
            pair = Pair(some[0].example, some[0].closest, len(some), counts[owner])
            found.setdefault(frozenset({owner, other}), pair)
    return found
