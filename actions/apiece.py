"""One for each of several things: "one tool each for text, pictures and sound"."""

from __future__ import annotations

import re

from actions.asking import facet_button
from actions.reading import Reading
from actions.reply import Reply, joined
from knowledge.pack import Pack
from knowledge.query import Constraint, Found, Query, run
from knowledge.topic import Topic

_EACH = re.compile(
    r"\b(?:each|apiece|per (?:medium|kind|task)|(?:one|another|a \w+) for\b.*\b(?:one|another) for"
    r"|(?:which|what)\b.*\bfor\b.*\b(?:which|what)\b.*\bfor)\b"
)
LEAST = 2
"""Things from which one for each may be wanted."""
_UNUSABLE = ("retired", "renamed", "historical", "research_only")


def one_each(reading: Reading, pack: Pack) -> Reply | None:
    """What can be used for each of the media and tasks named, one for each; None where that is not asked."""
    asked = tuple(
        dict.fromkeys(e.value for e in reading.entities if e.entity in ("medium", "task") and e.role != "not")
    )
    if len(asked) < LEAST or not pack.player("tool") or not _EACH.search(reading.message.lower()):
        return None
    chosen = dict[str, Found]()
    for subject in asked:
        known = [item for item in _fitting(subject, pack) if item not in chosen.values()]
        if known:
            chosen[subject] = known[0]
    if len(chosen) < LEAST:
        return None
    left = [pack.name(subject) for subject in asked if subject not in chosen]
    told = [f"For {pack.name(subject)}: {found.topic.called}." for subject, found in chosen.items()]
    return Reply(
        " ".join([*told, *([f"For {joined(left)} I have none on record."] if left else [])]),
        sources=tuple(dict.fromkeys(e.source for found in chosen.values() for e in found.evidence)),
        buttons=tuple(facet_button(pack, found.topic.id, "define") for found in chosen.values())[:3],
        answers=("list",),
        listed=tuple(dict.fromkeys(found.topic.id for found in chosen.values())),
    )


def _fitting(subject: str, pack: Pack) -> list[Found]:
    """What can be used for it: what does it before all else goes first."""
    does = Constraint("makes_medium" if subject in pack.card.media else "task", "is", subject)
    found = [item for item in run(Query(kind=pack.player("tool"), where=(does,)), pack) if usable(item)]
    return sorted(found, key=lambda item: not above_all(item))


def usable(item: Found) -> bool:
    """Whether it is still to be had."""
    return not gone(item.topic)


def gone(topic: Topic) -> bool:
    """Whether it is not, or not yet, to be had."""
    return topic.status is not None and topic.status.state in _UNUSABLE


def above_all(item: Found) -> bool:
    """Whether each fact it was found by is the first that its page names."""
    named = [(e.fact, item.topic.facts.get(e.relation, ())) for e in item.evidence if e.fact]  # type: ignore[call-overload]
    return all(fact in those[:1] for fact, those in named)
