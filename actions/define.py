"""Definitions: "what is a VAE?"."""

from __future__ import annotations

from actions.facet import FacetAction
from actions.reading import Reading
from actions.reply import Reply
from actions.select import ActionSelect
from actions.simple import ActionSimple
from knowledge.topic import Topic
from knowledge.years import stretches


class ActionDefine(FacetAction):
    """Definitions of a topic."""

    facet = "define"

    def reply(self, reading: Reading) -> Reply:
        """The definition; "open models from Google" asks for the members of a class that a company made."""
        if reading.simple:
            return ActionSimple(self.pack).reply(reading)
        topic, maker = reading.first("topic"), reading.first("organisation")
        if topic and maker and topic in self.pack.classes:
            found = ActionSelect(self.pack).reply(reading)
            if not found.missed:
                return found
        if topic and (year := reading.first("year")) and (member := self._of_year(topic, year)) is not None:
            return self.of(member)
        return super().reply(reading)

    def _of_year(self, topic: str, year: str) -> Topic | None:
        """The first member of a class that dates from a year or decade: of the winters, that of the seventies."""
        named = stretches(year)
        members = [one for one in self.pack.topics.values() if topic in self.pack.ancestors.get(one.id, ())]
        dated = sorted((event.on, one.id) for one in members if (event := one.main_event()) is not None)
        found = next((one for on, one in dated if any(part.holds(on.year, on.year) for part in named)), "")
        return self.pack.topics[found] if found and topic not in self.pack.wide else None
