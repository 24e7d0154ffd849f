"""A script rehearsed: the exchanges it tells of are gone through, and sentences that two keys claim are found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bot.tracker import State
from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.keywords.script import Fit, Keywords
from bot.understanding.keywords.voice import Voice
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.pattern import samples
from bot.understanding.language.text import normalise
from bot.understanding.stripper import Stripper
from bot.understanding.understanding import Interpretation, Understanding
from bot.wording import Wording
from knowledge.pack import Origin, Pack
from knowledge.script import ScriptRule, ScriptTest, filled
from knowledge.yamlfile import Problem

TRIED = 6
"""Sentences tried of each pattern."""


def problems(pack: Pack, folder: Path) -> Iterator[Problem]:
    """What a script does otherwise than it says; of what came with the engine only what lies beside the pack."""
    keywords = Keywords(pack.script, pack.words)
    voice = Voice(pack, Lexicon.of(pack), Stripper(pack.words), keywords, _as_rewritten)
    wording = Wording(pack)
    for test in pack.script.tests:
        origin, wanted = pack.origins[f"script_test/{test.user}"], filled(test.bot, wording.card)
        if _theirs(origin, folder) and (found := _said(voice, wording, test)) != (wanted, test.as_):
            yield _failed(origin, test, wanted, *found)
    yield from _claimed_twice(pack, keywords, folder)


def _theirs(origin: Origin, folder: Path) -> bool:
    return origin.file.path.resolve().is_relative_to(folder.resolve().parent)


def _as_rewritten(text: str, context: Context, hops: int) -> Understanding:
    return Understanding(text, (Interpretation(text, "declined", None, (), "rewritten"),))


def _said(voice: Voice, wording: Wording, test: ScriptTest) -> tuple[str, str]:
    """What the script alone says to a test, and what it rewrites it to."""
    heard = next(iter(voice.alone(test.user)), None)
    if heard is None:
        return "", ""
    if heard.spoken is None:
        return "", heard.text
    response = {"response": heard.spoken.response, **heard.spoken.slots}
    return wording.word(response, State()).message.text, ""


def _failed(origin: Origin, test: ScriptTest, wanted: str, said: str, rewritten: str) -> Problem:
    instead = f"says {said!r}" if said else f"asks {rewritten!r}" if rewritten else "says nothing"
    should = f"say {wanted!r}" if wanted else f"ask {test.as_!r}" if test.as_ else "say nothing"
    cure = f"It should {should}: correct the rule or the test."
    return origin.problem(f"to {test.user!r} the script {instead}.", cure)


def _claimed_twice(pack: Pack, keywords: Keywords, folder: Path) -> Iterator[Problem]:
    """Sentences that rules of equal rank both have an item for: the first key in the sentence decides."""
    told: set[frozenset[str]] = set()
    for rule in pack.script.rules:
        for place, text in _sentences(rule, keywords):
            rivals = _rivals(rule, Clause(normalise(text, pack.words).words, ()), keywords)
            for other in (fit.rule.name for fit in rivals):
                origin, pair = pack.origins[f"script/{rule.name}"], frozenset({rule.name, other})
                if pair not in told and _theirs(origin, folder):
                    told.add(pair)
                    what = f"{text!r} is heard by {rule.name!r} and by {other!r}, both of rank {rule.rank}."
                    cure = "Give one a higher rank; until then the key that stands first decides."
                    yield origin.problem(what, cure, "when", place, severity="warning")


def _sentences(rule: ScriptRule, keywords: Keywords) -> Iterator[tuple[int, str]]:
    for place, item in enumerate(rule.when):
        if item.match and not item.pass_:
            for words in islice(samples(keywords.parts(item.match), TRIED), TRIED):
                yield place, " ".join(words)


def _rivals(rule: ScriptRule, clause: Clause, keywords: Keywords) -> Iterator[Fit]:
    """The items of other rules of the same rank that fit a clause which this rule hears."""
    fits = [fit for fit in keywords.fits(clause, rule.rank) if fit.rule.rank == rule.rank and fit.item.match]
    if any(fit.rule is rule for fit in fits):
        yield from (fit for fit in fits if fit.rule is not rule)
