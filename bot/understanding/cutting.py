"""Cutting a clause into smaller pieces: where a question may hide, and what is wanted beside something else."""

from __future__ import annotations

from itertools import pairwise

from bot.understanding.clause import Clause, stretch

_ADDING = frozenset({"and", "plus", "also"})
_JOINTS = frozenset(["and", "but", "so", "because", "or", "that", "which", "who", "while", "when", "if", "to", "for"])


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
