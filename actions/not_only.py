"""Whether others have it as well: bias, "only text models have it?"."""

from __future__ import annotations

import re

from actions.asking import topic_buttons
from actions.reply import Reply
from actions.saying import Sayer, passage
from knowledge.pack import Pack
from knowledge.query import Constraint, Query, run
from knowledge.topic import Topic

FEW = 4
"""Others that are named."""
_HAVING = ("has_part", "based_on")


def not_only(pack: Pack, thing: Topic, but: str) -> Reply | None:
    """No, with others that have a thing, besides what it is said to be only of; None where none is known."""
    sayer, within = Sayer(pack), {topic for topic, above in pack.ancestors.items() if but in above}
    less = {but, thing.id, *within, *pack.wide, *pack.ancestors.get(but, ())}
    found = run(Query(where=(Constraint("element", "is", thing.id),)), pack)
    having = [item for item in found if any(e.relation in _HAVING for e in item.evidence)]
    others = [item.topic for item in having if item.topic.id not in less]
    sources = [e.source for item in having if item.topic in others[:FEW] for e in item.evidence]
    said = ""
    if pack.plays(thing.id, "risk"):
        told = [
            each for each in _risking(pack, thing, but) if each[0].id not in less and not _makes(pack, each[0], but)
        ]
        others = [topic for topic, _ in told]
        said = f" {told[0][1]}" if told else ""
        sources = [source for topic in others[:FEW] for source in topic.facets["limits"].sources]
    if not others:
        return None
    names = sayer.names([topic.id for topic in others[:FEW]])
    have = "has" if len(others) == 1 and not sayer.plural(others[0]) else "have"
    return Reply(
        f"No, not only: {names} {have} to do with {sayer.the(thing.id)} as well.{said}",
        sources=tuple(dict.fromkeys(sources)),
        buttons=topic_buttons(pack, thing.id),
        answers=(f"{thing.id}.verdict",),
        topic=thing.id,
    )


def _risking(pack: Pack, risk: Topic, but: str) -> list[tuple[Topic, str]]:
    """What is written to run a risk, with the sentence that says so: first the tasks that make something."""
    names = sorted({name for name in (risk.name, risk.called, risk.plural, *risk.aliases) if len(name) > 3})
    spoken = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})", re.IGNORECASE)
    served = {fact.target for fact in pack.facts(but, "good_for")}
    found = []
    for topic in pack.topics.values():
        prose = topic.facets.get("limits")
        if prose and topic.id not in served and (topic.kind == "task" or pack.plays(topic.id, "work", "tool")):
            said = passage(prose, spoken)
            found += [(topic, said)] if said else []
    return sorted(found, key=lambda each: (each[0].kind != "task", not pack.facts(each[0].id, "produces")))


def _makes(pack: Pack, topic: Topic, medium: str) -> bool:
    """Whether a topic makes a medium before all else."""
    return any(fact.target == medium for fact in pack.facts(topic.id, "produces")[:1])
