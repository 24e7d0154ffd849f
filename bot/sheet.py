"""A sheet: everything that is recorded of one topic, as headed statements with the sources each rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.asking import facet_button
from actions.reply import sources_block
from actions.saying import Said, Sayer
from knowledge.pack import Pack
from knowledge.topic import Topic


@dataclass(frozen=True, slots=True)
class Section:
    """What is said under one heading."""

    heading: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One topic."""

    id: str
    name: str
    also: tuple[str, ...]
    """What else it is called."""
    sections: Sequence[Section]
    sources: Sequence[Mapping[str, Any]]
    """Every source that is named, in order, as a block of sources lists it."""


def sheet(pack: Pack, topic: str) -> Sheet | None:
    """The sheet of a topic by its id; None if there is none."""
    record = pack.topics.get(topic)
    if record is None:
        return None
    sections = [section for section in _sections(pack, record) if section.said]
    named = tuple(dict.fromkeys(source for section in sections for said in section.said for source in said.sources))
    block = sources_block(pack, named) or {"items": ()}
    also = tuple(dict.fromkeys(name for name in (record.short, record.plural, *record.aliases) if name))
    return Sheet(record.id, record.name, also, sections, block["items"])


def _sections(pack: Pack, topic: Topic) -> Iterator[Section]:
    for name, facet in topic.facets.items():
        asked = facet_button(pack, topic.id, name)[0] if name in pack.intent_for_facet else name.capitalize()
        yield Section(asked, (Said(facet.text, facet.sources),))
    yield Section("Facts", tuple(_facts(pack, topic)))


def _facts(pack: Pack, topic: Topic) -> Iterator[Said]:
    sayer = Sayer(pack)
    for relation, facts in topic.facts.items():
        yield sayer.relation(topic, relation, facts)
    if topic.dates:
        yield sayer.dates(topic)
    if topic.status is not None:
        note = topic.status.note or f"Its status is: {topic.status.state.replace('_', ' ')}."
        yield Said(f"{note} (Checked {topic.status.checked.spoken()}.)", (topic.status.source,))
    for dispute in topic.disputed:
        if dispute.field != "dates":  # Those are told with the dates.
            yield Said(dispute.sentence, tuple(dispute.says))
