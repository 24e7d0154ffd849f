"""Examples held against each other: what understanding doubts of them, as problems with file, line and cure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.understanding.examples.doubts import Asked, Doubts, Misplaced, Pair, doubts, kept
from bot.understanding.examples.memo import taught
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.matching.vectors import vectors
from bot.understanding.stripper import Stripper
from knowledge.check.questions import Ask, asks
from knowledge.pack import Pack
from knowledge.yamlfile import Problem


def problems(pack: Pack, folder: Path, cache: Path | None) -> Iterator[Problem]:
    """Examples that look misplaced, and answers that ask alike, as warnings; a sound pack is taken for granted.

    What came with the engine is told to nobody whose pack lies elsewhere: it is not theirs to mend.
    """
    found = kept(pack, cache) or _sought(pack, cache)
    places = {Asked(ask.owner, ask.sentence): ask for ask in reversed(tuple(asks(pack)))}
    near = folder.resolve().parent
    for doubt in found.misplaced:
        ask = places[doubt.example]
        if _theirs(ask, near):
            yield _problem(ask, *_misplaced(doubt, places[doubt.closest]))
    for pair in found.alike:
        ask, other = places[pair.example], places[pair.closest]
        if _theirs(ask, near):
            yield _problem(ask, *_alike(pair, other))


def _sought(pack: Pack, cache: Path | None) -> Doubts:
    table = vectors()
    return doubts(pack, taught(pack, Lexicon.of(pack), Stripper(pack.words), table, cache), cache)


def _theirs(ask: Ask, near: Path) -> bool:
    return ask.origin.file.path.resolve().is_relative_to(near)


def _misplaced(doubt: Misplaced, closest: Ask) -> tuple[str, str]:
    example, other = doubt.example, doubt.closest
    what = (
        f"{example.sentence!r} of {example.owner} looks as if it belonged to {other.owner}"
        f" ({doubt.other:.0%} likely by the other examples, {doubt.own:.0%} its own): there is"
        f" {other.sentence!r} ({closest.place})."
    )
    return what, "Move it, reword it, or give both what tells them apart."


def _alike(pair: Pair, closest: Ask) -> tuple[str, str]:
    owner, other = pair.example.owner, pair.closest.owner
    what = (
        f"{owner} and {other} ask alike: {pair.taken} of the {pair.of} examples of {owner} are taken for {other},"
        f" above all {pair.example.sentence!r} for {pair.closest.sentence!r} ({closest.place})."
    )
    return what, "Give each examples in words of its own, or make one answer of them."


def _problem(ask: Ask, what: str, cure: str) -> Problem:
    return ask.origin.problem(what, cure, *ask.location, severity="warning")
