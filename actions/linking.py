"""How two topics hang together: the fact that links them, or the steps that lead from the one to the other."""

from __future__ import annotations

from collections.abc import Sequence

from actions.reply import capital
from actions.saying import Said, Sayer
from knowledge.pack import Pack
from knowledge.topic import Fact

_DIRECT = ("is_a", "part_of", "has_part", "based_on", "preceded_by")
_UPWARDS = ("is_a", "part_of")


def linking(pack: Pack, sides: Sequence[str]) -> Said | None:
    """One sentence on how two topics are linked; None if no fact links them."""
    one, other = sides[:2]
    sayer = Sayer(pack)
    for subject, target in ((one, other), (other, one)):
        for relation in _DIRECT:
            if hits := tuple(fact for fact in pack.facts(subject, relation) if fact.target == target):
                return sayer.relation(pack.topics[subject], relation, hits)
    for subject, target in ((one, other), (other, one)):
        if steps := _steps(pack, subject, target):
            topic = pack.topics[subject]
            text = (
                f"{capital(sayer.the(subject))} {'are' if sayer.plural(topic) else 'is'} part of {sayer.the(target)}."
            )
            return Said(text, tuple(fact.source for fact in steps))
    return None


def _steps(pack: Pack, subject: str, target: str) -> tuple[Fact, ...]:
    """The facts by which one topic belongs to another, the fewest there are; empty if it does not."""
    paths: dict[str, tuple[Fact, ...]] = {subject: ()}
    waiting = [subject]
    for topic in waiting:
        for fact in (fact for relation in _UPWARDS for fact in pack.facts(topic, relation)):
            if fact.target not in paths:
                paths[fact.target] = (*paths[topic], fact)
                waiting.append(fact.target)
    return paths.get(target, ())
