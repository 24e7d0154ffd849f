"""Sources: "where did you get that?", "what are your answers based on?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply


class ActionSources(PackAction):
    """The sources of the last answer, of a topic, or of everything."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_sources"

    def reply(self, reading: Reading) -> Reply:
        """What was cited last; a topic asked for by name comes first."""
        named = [self.pack.topics[t] for t in reading.topics if t in self.pack.topics]
        cited = reading.slot_ids("cited")
        if named:
            cited = tuple(dict.fromkeys(s for topic in named for facet in topic.facets.values() for s in facet.sources))
        sources = [source for i in dict.fromkeys(cited) if (source := self.pack.cite(i)) is not None]
        if not sources:
            return Reply(self.pack.card.provenance, answers=("sources",))
        about = f" on {self.pack.called(named[0].id)}" if named else ""
        lead = f"My source{about}:" if len(sources) == 1 else f"My sources{about}:"
        return Reply(
            "\n".join([lead, *(f"- {source.cited()}" for source in sources[:8])]),
            answers=("sources",),
            topic=named[0].id if named else None,
            buttons=topic_buttons(self.pack, named[0].id) if named else (),
        )
