"""Cutting a clause into smaller pieces: where a question may hide, what is wanted beside another thing, or shown."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from bot.understanding.clause import Clause, stretch
from bot.understanding.language.linking import AUXILIARIES

_ADDING = frozenset({"and", "plus", "also"})
_JOINTS = frozenset(["and", "but", "so", "because", "or", "that", "which", "who", "while", "when", "if", "to", "for"])

_IT = frozenset(["it", "they", "he", "she"])
_THAT = frozenset(["that", "this", "these", "those", "the"])
_ABLE = frozenset("can could would will does do did may might".split())
_SORTS = frozenset("one ai service system software assistant".split())
_ENDING = frozenset(
    "everything anything nothing all much good bad free safe right wrong well work works cost costs cheat lie think "
    "understand understands learn money too really now here there today sometimes always often".split()
)
"""Words behind which a question is whole, so that what follows without a comma only says again what "it" is."""
_SHOWING = frozenset({"of", "about", "showing"})
LONGEST_NAME = 4
"""Words of what says so at most: "that new chat thing"."""


def named_once(clause: Clause, gadgets: Collection[str]) -> Clause:
    """A clause without what says at its end, in no name, what "it" is: "does it know everything, that chat thing".

    `gadgets` are the nouns that end it then.
    """
    clause = _same_again(clause, gadgets)
    texts = clause.texts
    if texts[-1] not in gadgets or _IT.isdisjoint(texts):
        return clause
    for at in range(max(2, len(texts) - LONGEST_NAME), len(texts) - 1):
        whole = "," in clause.words[at - 1].mark or "," in clause.words[at].mark or texts[at - 1] in _ENDING
        named = any(mention.end > at for mention in clause.of("topic"))
        if texts[at] in _THAT and whole and not named and not _IT.isdisjoint(texts[:at]):
            return stretch(clause, 0, at)
    return clause


def _same_again(clause: Clause, gadgets: Collection[str]) -> Clause:
    """A clause with "it" for "the same tool", where that is asked to do something: "could the same tool answer?"."""
    texts = clause.texts
    if "same" not in texts:
        return clause
    at = texts.index("same")
    if at < 2 or texts[at - 1] != "the" or texts[at - 2] not in _ABLE or at + 2 >= len(texts):
        return clause
    if texts[at + 1] not in _SORTS and texts[at + 1] not in gadgets:
        return clause
    words = (*clause.words[: at - 1], clause.words[at + 1]._replace(text="it"), *clause.words[at + 2 :])
    outside = (m for m in clause.mentions if m.end < at or m.first > at + 1)
    mentions = tuple(m.moved(-2) if m.first > at else m for m in outside)
    return clause._replace(words=words, mentions=mentions)


def segments(clause: Clause, *, joints: bool) -> tuple[Clause, ...]:
    """A clause cut at every comma, and at conjunctions too: where the question of a rambling message may hide."""
    cuts = [0]
    covered = {position for mention in clause.mentions for position in range(mention.first + 1, mention.end)}
    for position in range(1, len(clause.words)):
        word = clause.words[position]
        marked = bool(set(word.mark) & set(",;:-–()")) and not word.joined
        if position not in covered and position - cuts[-1] > 2 and (marked or (joints and word.text in _JOINTS)):
            cuts.append(position)
    cuts.append(len(clause.words))
    return tuple(stretch(clause, first, end) for first, end in pairwise(cuts) if end > first)


def portions(clause: Clause) -> tuple[Clause, ...]:
    """A clause cut where it adds one thing to another: "voices for four people, plus a picture a page"."""
    cuts = [0]
    for position, word in enumerate(clause.words):
        if position and (word.text in _ADDING or not {",", ";", "+"}.isdisjoint(word.mark)):
            cuts.append(position)
    return tuple(stretch(clause, first, end) for first, end in pairwise([*cuts, len(clause.words)]))


def depicted(clause: Clause) -> range:
    """What a picture or a film is to be of, which changes nothing in who can make it: "can it draw cats"."""
    if clause.texts[0] not in AUXILIARIES:
        return range(0)
    shown = (m for m in clause.mentions if m.ref.entity == "medium" or m.ref.kind == "task")
    made = next((m.end for m in shown if not _SHOWING.isdisjoint(clause.texts[m.end : m.end + 1])), None)
    if made is None:
        return range(0)
    return range(made, next((at for at in range(made, len(clause.words)) if clause.words[at].mark), len(clause.words)))
