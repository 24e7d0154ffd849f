"""Conditions on advice: patterns that can be read, something to say, and what it counts for that exists."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.check.patterns import plain
from knowledge.check.targets import nearest
from knowledge.pack import Pack
from knowledge.yamlfile import Problem


def problems(pack: Pack) -> Iterator[Problem]:
    """What keeps a condition from counting as it is written."""
    known = {*pack.advice, *pack.card.media, *(about for advice in pack.advice.values() for about in advice.about)}
    for key, condition in pack.conditions.items():
        origin = pack.origins[f"condition/{key}"]
        for place, pattern in enumerate(condition.when):
            for what, cure in plain(pattern, pack.words.sets):
                yield origin.problem(what, cure, "when", place)
        if not (condition.say or condition.of):
            yield origin.problem(f"the condition {key!r} says nothing.", "Write `say`, `of` or both.")
        for name in condition.of:
            if name not in known:
                near = nearest(name, known)
                cure = f"Did you mean {near!r}?" if near else "Name an advice, what one is about, or a medium."
                yield origin.problem(f"no advice is {name!r} or about it.", cure, "of", name)
