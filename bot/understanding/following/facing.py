"""Counterparts: encoder and decoder, generator and discriminator."""

from __future__ import annotations

from knowledge.pack import Pack


def facing(topic: str, pack: Pack, halves: bool) -> tuple[str, ...]:
    """A topic and its counterpart, one of its kind: named where it is defined, that names it too or is its other half.

    Both are parts of one thing where `halves` are wanted.
    """
    named = _defining(topic, pack)
    alike = (t for t in named if t != topic and pack.kind_of(t) == pack.kind_of(topic))
    parts = [{fact.target for fact in pack.facts(whole, "has_part")} for whole in pack.topics]
    for other in alike:
        if any({topic, other} <= both for both in parts) or (not halves and topic in _defining(other, pack)):
            return (topic, other)
    return ()


def _defining(topic: str, pack: Pack) -> tuple[str, ...]:
    record = pack.topics.get(topic)
    define = record.facets.get("define") if record else None
    return pack.named_in(define.text) if define else ()
