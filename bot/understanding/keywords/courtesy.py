"""Courtesy: what greets or thanks before something else is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause, stretch
from bot.understanding.stripper import Stripper


def courtesies(clauses: Sequence[Clause], stripper: Stripper) -> Iterator[Clause]:
    """The filler that clauses begin with, in order; all of a clause that is nothing else."""
    for clause in clauses:
        left = stripper.strip(clause)
        if left is not clause and left.words:
            first = clause.words.index(left.words[0])
            yield from (stretch(clause, 0, first),) if first else ()
        elif stripper.idle(clause):
            yield clause
