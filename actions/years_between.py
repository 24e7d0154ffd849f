"""Years between two dates: "how many years lie between ELIZA and ChatGPT?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer


class ActionYearsBetween(PackAction):
    """The span between the main dates of two topics."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_years_between"

    def reply(self, reading: Reading) -> Reply:
        """The difference of the two years, with both dates."""
        named = [self.pack.topics[t] for t in reading.topics if t in self.pack.topics][:2]
        sayer = Sayer(self.pack)
        events = [topic.main_event() for topic in named]
        if len(named) < 2 or any(event is None for event in events):
            lacking = next((t for t, e in zip(named, events, strict=True) if e is None), None)
            text = (
                f"I have no date for {sayer.the(lacking.id)}." if lacking else "I need two topics with dates for that."
            )
            return Reply(text, missed=True)
        dates = sorted((event.on, topic.id) for event, topic in zip(events, named, strict=True) if event)
        years = round(dates[1][0].years_after(dates[0][0]))
        span = "less than a year" if years == 0 else f"about {years} year{'s' if years > 1 else ''}"
        first, last = ((sayer.the(topic), on.spoken()) for on, topic in dates)
        said = [sayer.dates(topic) for topic in named]
        return Reply(
            f"{capital(span)} lie{'s' if years < 2 else ''} between {first[0]} ({first[1]}) and {last[0]} ({last[1]}).",
            sources=tuple(s for d in said for s in d.sources),
            buttons=topic_buttons(self.pack, named[0].id),
            answers=tuple(f"{topic.id}.dates" for topic in named),
            topic=named[0].id,
            compared=tuple(topic.id for topic in named),
        )
