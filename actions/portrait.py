"""A portrait: everything a visitor can meet of one topic, as text for its curator."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from actions.saying import Sayer
from knowledge.check.names import key
from knowledge.pack import Pack
from knowledge.topic import Topic

WIDTH = 110


def portrait(pack: Pack, wanted: str) -> str | None:
    """A topic by its id or any of its names; None if there is none."""
    topic = pack.topics.get(wanted) or next((t for t in pack.topics.values() if key(wanted) in _names(t)), None)
    return None if topic is None else "\n".join(_lines(pack, topic))


def _names(topic: Topic) -> set[str]:
    return {key(name) for name in (topic.name, topic.short, topic.plural, *topic.aliases) if name}


def _lines(pack: Pack, topic: Topic) -> Iterator[str]:
    yield f"{topic.id}: {topic.name} ({pack.card.kinds[topic.kind].name})"
    yield from _wrapped("also called", ", ".join(n for n in (topic.short, topic.plural, *topic.aliases) if n))
    for name, facet in topic.facets.items():
        yield ""
        yield from _wrapped(name, facet.text)
        yield from _wrapped("", f"[{'; '.join(s.brief for i in facet.sources if (s := pack.cite(i)))}]")
        for question in topic.asks.get(name, ()):
            yield f"    ? {question}"
    yield ""
    yield from _facts(pack, topic)
    yield from _about(pack, topic)


def _facts(pack: Pack, topic: Topic) -> Iterator[str]:
    sayer = Sayer(pack)
    for relation, facts in topic.facts.items():
        yield from _wrapped(relation, sayer.relation(topic, relation, facts).text)
        reasons = [f"{pack.called(f.target)}: {f.because}" for f in facts if f.because]
        yield from _wrapped("", "; ".join(reasons))
    yield from _wrapped("dates", sayer.dates(topic).text)
    if topic.complete:
        yield from _wrapped("complete", f"what is not listed under {', '.join(topic.complete)} is answered with No")
    if topic.status is not None:
        note = f"{topic.status.note} (checked {topic.status.checked.spoken()})".strip()
        yield from _wrapped("status", f"{topic.status.state}: {note}")
    for dispute in topic.disputed:
        yield from _wrapped("disputed", dispute.sentence)


def _about(pack: Pack, topic: Topic) -> Iterator[str]:
    compared = [c.id for c in pack.comparisons.values() if topic.id in c.sides]
    advised = [a.id for a in pack.advice.values() if topic.id in (*a.about, *a.tools, *a.fits)]
    yield from _wrapped("compared in", ", ".join(compared))
    yield from _wrapped("advice", ", ".join(advised))
    yield from _wrapped("asked next", ", ".join(topic.ask_next))
    for test in topic.tests:
        yield from _wrapped("test", f"{test.say!r} must {list(test.must)} must not {list(test.must_not)}")


def _wrapped(title: str, text: str) -> Iterator[str]:
    if text:
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=f"{title:<12}" if len(title) < 12 else f"{title} ", subsequent_indent=" " * 12
        )
